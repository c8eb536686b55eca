"""How much of a record to hand over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class RecordForm(forms.Form):
    """A period, open at either end, with what was answered or without."""

    since = forms.DateField(
        label=_("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Left empty: from the beginning."),
    )
    until = forms.DateField(
        label=_("To"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Left empty: until today, with what is planned."),
    )
    answers = forms.BooleanField(
        label=_("with check-in answers, ratings and questionnaires"), required=False, initial=True
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("This day lies before the first one."))
        return cleaned
