"""What a therapist does with a goal that is written down."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alliance.forms.fields import WordsField
from clients.actions.goal import ACTS
from clients.models import Goal

IN_WORDS = ("say", "reword")
"""The acts that consist in words; with the others a word is welcome and not asked for."""

LONGEST = 2000


class GoalActForm(forms.Form):
    """One act on a goal, against the words that the page showed.

    Several stand on one page: the ids of each are their own, the names plain. Without an act it
    cannot be sent: the page is shown again.
    """

    act = forms.ChoiceField(choices=[(each, each) for each in ACTS])
    words: forms.CharField = WordsField(max_length=LONGEST, rows=3)
    version = forms.IntegerField(required=False)

    labels: dict[str, Any] = {
        "say": _("Say something about it"),
        "reword": _("In other words"),
        "turn": _("If you like, a word on why"),
    }
    needed: Any = _("Say it in a few words.")

    def __init__(self, data: Any = None, *, goal: Goal, shown: str = "") -> None:
        """`shown` is the act an unbound form is for: one of IN_WORDS, or `turn` for the others."""
        self.shown = shown or self._sent(data)
        begun = {"words": goal.words} if self.shown == "reword" else {}
        super().__init__(
            data, auto_id=f"{self.shown}_%s", initial=begun | {"version": goal.version}
        )
        self.fields["words"].label = self.labels[self.shown]

    def _sent(self, data: Any) -> str:
        act = str(data.get("act", ""))
        return act if act in self.labels else "turn"

    def clean(self) -> dict[str, Any]:
        """Words have to be there where the act consists in them."""
        cleaned = super().clean() or {}
        if cleaned.get("act") in IN_WORDS and not cleaned.get("words") and not self.errors:
            self.add_error("words", self.needed)
        return cleaned

    @property
    def said(self) -> dict[str, Any]:
        """What the act takes, once it is valid."""
        return {"words": self.cleaned_data["words"], "version": self.cleaned_data["version"] or 0}


def goal_forms(goal: Goal, posted: GoalActForm | None = None) -> dict[str, GoalActForm]:
    """The forms of a goal's page; one that was sent and refused stands in its place."""
    kind = type(posted) if posted else GoalActForm
    forms = {f"{each}_form": kind(goal=goal, shown=each) for each in kind.labels}
    return forms | ({f"{posted.shown}_form": posted} if posted else {})
