"""What the therapist made of a signal: one tap."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alliance.models import Rupture, Signal

# That a signal is no longer true is not for anybody to choose.
OFFERED = [each for each in Signal.OtherReason.choices if each[0] not in Signal.CLOSING]


class AnswerForm(forms.Form):
    """One of three answers. Another reason is itself the answer, so that it takes one tap.

    `was` is when the answer that the page showed was given, empty for none.
    """

    answer = forms.ChoiceField(choices=Signal.Answer, required=False)
    other_reason = forms.ChoiceField(choices=OFFERED, required=False)
    was = forms.CharField(required=False)

    def __init__(self, *args: Any, signal: Signal, **kwargs: Any) -> None:
        self.signal = signal
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("other_reason"):
            cleaned["answer"] = Signal.Answer.ANOTHER_REASON
        if not cleaned.get("answer"):
            raise forms.ValidationError(_("Choose one of the answers."))
        shown = self.signal.answered_at.isoformat() if self.signal.answered_at else ""
        if "was" in self.data and cleaned["was"] != shown:
            raise forms.ValidationError(_("This was answered meanwhile. Look again, then answer."))
        if Rupture.objects.filter(signal=self.signal).exists():
            raise forms.ValidationError(_("A rupture is recorded about this; it says how it is."))
        return cleaned
