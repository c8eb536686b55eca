"""A passkey as it comes from the browser."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class PasskeyForm(forms.Form):
    """What it is called, and what the device answered."""

    REFUSED = _(
        "The passkey was not added: your device gave no answer that holds. Please try again."
    )
    TOO_MANY = _("You have as many passkeys as one can have here. Take one away first.")

    name = forms.CharField(
        label=_("What do you call the device?"),
        required=False,
        max_length=60,
        error_messages={
            "null_characters_not_allowed": _("There is a character in it that cannot be kept."),
        },
    )
    credential = forms.CharField(
        widget=forms.HiddenInput,
        error_messages={"required": REFUSED, "null_characters_not_allowed": REFUSED},
    )

    def clean_name(self) -> str:
        """What they call it, or else what it is."""
        return self.cleaned_data["name"] or gettext("A passkey")
