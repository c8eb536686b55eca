"""A strength that a client names."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms.group import Words


class StrengthForm(forms.Form):
    """Something they are good at, in their words."""

    words = Words(label=_("Something you are good at, or that you got through"))

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        if not words:
            raise forms.ValidationError(_("Please write a word or two."))
        return words
