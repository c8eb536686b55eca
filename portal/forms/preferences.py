"""How the client would like therapy to be: four lines, each with two ends and a clear middle."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from clients.models.preference import DIMENSIONS
from portal.forms.group import Answers, GroupForm, Words

WORDS = "preference_words"


@dataclass(frozen=True, slots=True)
class Ends:
    """What is asked, and what stands at either end."""

    question: Any
    least: Any
    most: Any


# Our own words for the dimensions named in `clients.models.preference`.
ENDS = {
    "lead": Ends(_("Who mostly chooses what you talk about?"), _("my therapist"), _("me")),
    "feeling": Ends(
        _("When strong feelings come up"), _("let them have room"), _("stay calm and in control")
    ),
    "time": Ends(
        _("What should you look at more?"), _("what has been"), _("what is now and comes next")
    ),
    "challenge": Ends(_("What helps you more?"), _("being treated gently"), _("being challenged")),
}

MIDDLE = _("both, or no preference")


def tiles(ends: Ends) -> list[tuple[int, Any]]:
    """The five places between the two ends, each said in full."""
    return [
        (-2, format_lazy("{}: {}", _("clearly"), ends.least)),
        (-1, format_lazy("{}: {}", _("rather"), ends.least)),
        (0, MIDDLE),
        (1, format_lazy("{}: {}", _("rather"), ends.most)),
        (2, format_lazy("{}: {}", _("clearly"), ends.most)),
    ]


def preference_field(ends: Ends) -> forms.TypedChoiceField:
    """One of the four lines. Left out is None, which is not the middle."""
    return forms.TypedChoiceField(
        label=ends.question,
        choices=tiles(ends),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Please choose one of these, or leave it out.")},
    )


class PreferencesForm(GroupForm):
    """Four lines between two ends, and words beneath."""

    title = _("How would you like therapy to be?")

    def __init__(self, data: Mapping[str, Any] | None, *, draft: Answers) -> None:
        super().__init__(data, draft=draft)
        for name in DIMENSIONS:
            self.fields[name] = preference_field(ENDS[name])
        self.fields[WORDS] = Words(label=_("Anything else, in your own words"))

    def lines(self) -> Iterator[tuple[BoundField, Ends]]:
        """Each field with what stands at its ends, for the page."""
        for name in DIMENSIONS:
            yield self[name], ENDS[name]

    @property
    def words(self) -> BoundField:
        """The field beneath."""
        return self[WORDS]

    def given(self) -> Answers:
        said = self.draft.get("preferences") or {}
        return {name: said.get(name) for name in DIMENSIONS} | {WORDS: said.get("words", "")}

    def answers(self) -> Answers:
        said = self.draft.get("preferences") or {}
        return {"preferences": said} if said else {}

    def kept(self) -> Answers:
        said = dict(self.draft.get("preferences") or {})
        for name, value in self.cleaned_data.items():
            said["words" if name == WORDS else name] = value
        return {"preferences": said}
