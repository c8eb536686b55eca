"""Asking a supervisor, and what the two say about it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliance.forms.fields import TilesField, WordsField
from alliance.vocabulary import SUPERVISEE_SAYS, SUPERVISOR_SAYS, Said
from practice.models import Membership

EIGHT_WEEKS = timedelta(days=56)
SAY_WHAT = _("Write down what you would like to ask.")


def _day(label: Any) -> forms.DateField:
    shown = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=shown)


class AskForm(forms.Form):
    """A question; of whom, where several supervise; of which days, where the story is shared."""

    from_on = _day(_("From"))
    to_on = _day(_("Until"))
    supervisor = TilesField([], label=_("Whom do you ask?"))
    question = WordsField(
        label=_("My question"),
        help_text=_("What would you like to think about together?"),
        rows=5,
        required=True,
        error_messages={"required": SAY_WHAT},
    )

    def __init__(
        self, *args: Any, supervisors: Sequence[Membership], of_story: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.supervisors = {str(each.code): each for each in supervisors}
        if len(supervisors) == 1:
            del self.fields["supervisor"]
        else:
            choices = [(code, each.name) for code, each in self.supervisors.items()]
            self.fields["supervisor"].choices = choices  # type: ignore[attr-defined]
        if of_story:
            self.fields["to_on"].initial = timezone.localdate()
            self.fields["from_on"].initial = timezone.localdate() - EIGHT_WEEKS
        else:
            del self.fields["from_on"], self.fields["to_on"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("from_on"), cleaned.get("to_on")
        if since and until and since > until:
            self.add_error("to_on", _("The last day lies before the first."))
        return cleaned

    @property
    def details(self) -> dict[str, Any]:
        """What was entered, as the action takes it."""
        given = self.cleaned_data
        of = self.supervisors[given.get("supervisor") or next(iter(self.supervisors))]
        days = (given["from_on"], given["to_on"]) if "from_on" in given else None
        return {"of": of, "question": given["question"], "days": days}


class ReplyForm(forms.Form):
    """One word in the thread, of a kind that is the speaker's."""

    kind = TilesField([], label=_("This is"))
    words = WordsField(label=_("In words"), rows=4)

    def __init__(self, *args: Any, for_supervisor: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = SUPERVISOR_SAYS if for_supervisor else SUPERVISEE_SAYS
        self.fields["kind"].choices = [(each.value, each.label) for each in kinds]  # type: ignore[attr-defined]
        self.fields["kind"].initial = kinds[0].value

    def clean(self) -> dict[str, Any]:
        """Thanks can go without words."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") != Said.THANKS and not cleaned.get("words"):
            self.add_error("words", _("Write down what you want to say."))
        return cleaned
