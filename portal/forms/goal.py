"""What a client says about their goals and their plan."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alliance.forms import GoalActForm
from portal.forms.group import Words

NEEDED = _("Please write a word or two.")
RATE = "rate"


class NewGoalForm(forms.Form):
    """A goal of one's own."""

    words = Words(
        label=_("What would you like to be different, or to be able to do?"),
    )

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        if not words:
            raise forms.ValidationError(NEEDED)
        return words


class OwnGoalForm(GoalActForm):
    """One act of the client's on a goal, against the words they read."""

    words = Words()

    labels = {
        "say": _("Would you like to say something about it?"),
        "reword": _("In other words"),
        "turn": _("If you like, a word on why"),
    }
    needed = NEEDED


class HowFarForm(forms.Form):
    """How far a goal is."""

    value = forms.TypedChoiceField(
        label=_("How far is it, as you see it?"),
        choices=[(n, n) for n in range(11)],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose a number."),
            "invalid_choice": _("Please choose a number from 0 to 10."),
        },
    )
    ends = [(0, _("not there at all")), (10, _("all the way there"))]


class OwnPlanForm(forms.Form):
    """A word about the plan, or the client's yes to the version they read."""

    act = forms.ChoiceField(choices=[("say", "say"), ("agree", "agree")])
    version = forms.IntegerField()
    words = Words(label=_("Would you like to say something about it?"))

    def clean(self) -> dict[str, Any]:
        """Saying something takes words."""
        cleaned = super().clean() or {}
        if cleaned.get("act") == "say" and not cleaned.get("words") and not self.errors:
            self.add_error("words", NEEDED)
        return cleaned
