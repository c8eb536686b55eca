"""How what the two talked about last time feels now: only what was opened to the client."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance.models import Rupture
from portal.forms.group import Answers, GroupForm, Words

FEELS = "feels-"
WORDS = "words-"

HOW_IT_FEELS = [
    (1, _("Not all right at all")),
    (2, _("Not really all right")),
    (3, _("Half and half")),
    (4, _("Mostly all right")),
    (5, _("Completely all right")),
]


def how_it_feels(label: Any, *, required: bool = False) -> forms.TypedChoiceField:
    """From 1 (not at all) to 5 (completely), each in words."""
    return forms.TypedChoiceField(
        label=label,
        choices=HOW_IT_FEELS,
        coerce=int,
        empty_value=None,
        required=required,
        widget=forms.RadioSelect,
        error_messages={
            "invalid_choice": _("Please choose one of these, or leave it out."),
            "required": _("Please choose one of these."),
        },
    )


class LastTimeForm(GroupForm):
    """For each rupture opened to the client: how it feels now, and words if they like."""

    title = _("What you talked about")

    def __init__(
        self, data: Mapping[str, Any] | None, *, draft: Answers, ruptures: Sequence[Rupture]
    ) -> None:
        self.ruptures = ruptures
        super().__init__(data, draft=draft)
        for rupture in ruptures:
            asks = gettext("Last time we talked about “%(what)s”: how does that feel now?")
            if not rupture.opened_words:
                asks = gettext("Last time we talked about the two of us: how does that feel now?")
            asks %= {"what": rupture.opened_words}
            self.fields[f"{FEELS}{rupture.code}"] = how_it_feels(asks)
            self.fields[f"{WORDS}{rupture.code}"] = Words(label=_("If you like, in your words"))

    def pairs(self) -> Iterator[tuple[BoundField, BoundField]]:
        """The two fields of each, for the page."""
        for rupture in self.ruptures:
            yield self[f"{FEELS}{rupture.code}"], self[f"{WORDS}{rupture.code}"]

    def clean(self) -> Answers:
        """Words need an answer to travel with, so that none is lost without a word."""
        cleaned = super().clean() or {}
        for rupture in self.ruptures:
            feels, words = f"{FEELS}{rupture.code}", f"{WORDS}{rupture.code}"
            if cleaned.get(words) and not cleaned.get(feels) and feels not in self.errors:
                self.add_error(feels, _("Please choose one of these too: your words go with it."))
        return cleaned

    def given(self) -> Answers:
        said = self.draft.get("ruptures") or {}
        return {
            name: said[str(rupture.code)].get(key)
            for rupture in self.ruptures
            if str(rupture.code) in said
            for name, key in (
                (f"{FEELS}{rupture.code}", "resolution"),
                (f"{WORDS}{rupture.code}", "words"),
            )
        }

    def answers(self) -> Answers:
        """Of those asked about today: one may have been covered since the draft was begun."""
        said = self.draft.get("ruptures") or {}
        asked = [str(rupture.code) for rupture in self.ruptures]
        return {"ruptures": {code: said[code] for code in asked if code in said}}

    def kept(self) -> Answers:
        """All of the draft, with what is valid of this page."""
        said = dict(self.draft.get("ruptures") or {})
        for rupture in self.ruptures:
            code = str(rupture.code)
            before = said.get(code, {})
            said[code] = {
                "resolution": self.cleaned_data.get(f"{FEELS}{code}"),
                "words": self.cleaned_data.get(f"{WORDS}{code}", before.get("words", "")),
            }
        return {"ruptures": said}
