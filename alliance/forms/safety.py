"""What somebody did about a safety notice."""

from typing import Any

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from alliance.forms.fields import TilesField, WordsField
from practice.models import Membership


class Done(models.TextChoices):
    """What is usually done, to say with one tap."""

    SPOKE = "spoke", _("I spoke with them")
    TODAY = "today", _("I see them today and will speak about it then")
    TRYING = "trying", _("I could not reach them yet and keep trying")
    HANDED_ON = "handed on", _("A colleague has taken it over")
    EMERGENCY = "emergency", _("I called the emergency services")


class AcknowledgeForm(forms.Form):
    """One tap, words, or both; never nothing. `by` is whoever fills it in.

    With HANDED_ON a colleague who works here is named, which is not offered where there is none.
    `seen` is the highest answer on the page; it is left out for those who may not read answers.
    """

    done = TilesField(Done, label=_("What I did"), required=False)
    words = WordsField(
        label=_("In my words"),
        help_text=_("What was agreed, who else knows, what happens next."),
        max_length=4000,
    )
    words.widget.attrs["class"] = "form-control"
    seen = forms.IntegerField(required=False)

    def __init__(self, data: QueryDict | None = None, *, by: Membership) -> None:
        super().__init__(data)
        self.by = by
        here = Membership.objects.filter(clinic=by.clinic_id, ended_at=None, user__is_active=True)
        colleagues = here.exclude(pk=by.pk).select_related("user").order_by("user__name")
        if not colleagues.exists():
            done = self.fields["done"]
            assert isinstance(done, TilesField)
            done.choices = [each for each in Done.choices if each[0] != Done.HANDED_ON]
            return
        self.fields["colleague"] = forms.ModelChoiceField(
            label=_("Which colleague"),
            help_text=_("They are told now, and it waits for them."),
            queryset=colleagues,
            to_field_name="code",
            empty_label=_("Nobody"),
            required=False,
            widget=forms.Select(attrs={"class": "form-select"}),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("done") and not cleaned.get("words"):
            self.add_error("done", _("Choose what you did, or say it in your own words."))
        handed_on = cleaned.get("done") == Done.HANDED_ON
        if handed_on and not cleaned.get("colleague") and "colleague" not in self.errors:
            self.add_error("colleague", _("Choose who has taken it over."))
        return cleaned

    @property
    def holder(self) -> Membership | None:
        """Who has it in hand from now on and is not done; None where this was the last word."""
        colleague: Membership | None = self.cleaned_data.get("colleague")
        return {Done.TRYING: self.by, Done.HANDED_ON: colleague}.get(self.cleaned_data["done"])

    @property
    def said(self) -> str:
        """Tap and words as one text, as it is kept."""
        done = self.cleaned_data["done"]
        label = str(Done(done).label) if done else ""
        if done == Done.HANDED_ON:
            label += f": {self.cleaned_data['colleague'].name}"
        label = f"{label}." if label else ""
        return "\n".join(each for each in (label, self.cleaned_data["words"]) if each)
