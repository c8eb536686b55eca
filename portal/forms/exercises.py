"""How it went with what the client was given to do, or read, between the sessions."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from clients.models import ExerciseReport
from portal.forms.group import Answers, GroupForm, Words

DONE, HELPFUL, REFLECTION = "done-", "helpful-", "reflection-"

HOW_DONE = [
    (ExerciseReport.Done.YES.value, _("Yes")),
    (ExerciseReport.Done.PARTLY.value, _("Partly")),
    (ExerciseReport.Done.NO.value, _("Not this time")),
]
HOW_HELPFUL = [
    (0, _("Not at all")),
    (1, _("A little")),
    (2, _("Somewhat")),
    (3, _("Quite a lot")),
    (4, _("Very much")),
]
LEAVE = _("Please choose one of these, or leave it out.")


def how_done(label: Any) -> forms.ChoiceField:
    """Whether it was done; that it was not is an answer like any other."""
    return forms.ChoiceField(
        label=label,
        choices=HOW_DONE,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": LEAVE},
    )


def how_helpful() -> forms.TypedChoiceField:
    """From 0 (not at all) to 4 (very much), each in words."""
    return forms.TypedChoiceField(
        label=_("How much did it help?"),
        choices=HOW_HELPFUL,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": LEAVE},
    )


class ExercisesForm(GroupForm):
    """For each exercise: whether it was done, how much it helped, and words if they like.

    The `title` of an exercise is looked up when it is shown; what is kept goes by the ids.
    """

    title = _("Since you last met")

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        draft: Answers,
        asked: Sequence[int],
        titles: Callable[[int], str],
    ) -> None:
        self.asked = asked
        super().__init__(data, draft=draft)
        for number, pk in enumerate(asked, 1):
            self.fields[f"{DONE}{number}"] = how_done(lazy(titles, str)(pk))
            self.fields[f"{HELPFUL}{number}"] = how_helpful()
            self.fields[f"{REFLECTION}{number}"] = Words(label=_("How was it? A word is enough."))

    def each(self) -> Iterator[tuple[BoundField, BoundField, BoundField]]:
        """The three fields of each exercise, for the page."""
        for number, _pk in enumerate(self.asked, 1):
            names = (f"{part}{number}" for part in (DONE, HELPFUL, REFLECTION))
            done, helpful, reflection = (self[name] for name in names)
            yield done, helpful, reflection

    def clean(self) -> Answers:
        """What was said about it needs an answer to travel with, so that none of it is lost."""
        cleaned = super().clean() or {}
        for number, _pk in enumerate(self.asked, 1):
            done = f"{DONE}{number}"
            helpful = cleaned.get(f"{HELPFUL}{number}")
            said = helpful is not None or cleaned.get(f"{REFLECTION}{number}")
            if said and not cleaned.get(done) and done not in self.errors:
                self.add_error(
                    done, _("Please choose one of these too: what else you say goes with it.")
                )
        return cleaned

    def given(self) -> Answers:
        said = self.draft.get("exercises") or {}
        found = {}
        for number, pk in enumerate(self.asked, 1):
            entry = said.get(str(pk)) or {}
            found[f"{DONE}{number}"] = entry.get("done") or ""
            found[f"{HELPFUL}{number}"] = entry.get("helpful")
            found[f"{REFLECTION}{number}"] = entry.get("reflection", "")
        return found

    def answers(self) -> Answers:
        said = self.draft.get("exercises") or {}
        asked = {str(pk): said[str(pk)] for pk in self.asked if str(pk) in said}
        return {"exercises": asked} if asked else {}

    def kept(self) -> Answers:
        """All of the draft, with what is valid of this page."""
        said = dict(self.draft.get("exercises") or {})
        for number, pk in enumerate(self.asked, 1):
            before = said.get(str(pk)) or {}
            said[str(pk)] = {
                "done": self.cleaned_data.get(f"{DONE}{number}", ""),
                "helpful": self.cleaned_data.get(f"{HELPFUL}{number}"),
                "reflection": self.cleaned_data.get(
                    f"{REFLECTION}{number}", before.get("reflection", "")
                ),
            }
        return {"exercises": said}
