"""What somebody did about a safety notice."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from alliance.forms.fields import TilesField, WordsField


class Done(models.TextChoices):
    """What is usually done, to say with one tap."""

    SPOKE = "spoke", _("I spoke with them")
    TODAY = "today", _("I see them today and will speak about it then")
    TRYING = "trying", _("I could not reach them yet and keep trying")
    HANDED_ON = "handed on", _("A colleague has taken it over")
    EMERGENCY = "emergency", _("I called the emergency services")


class AcknowledgeForm(forms.Form):
    """One tap, words, or both; never nothing.

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

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("done") and not cleaned.get("words"):
            self.add_error("done", _("Choose what you did, or say it in your own words."))
        return cleaned

    @property
    def said(self) -> str:
        """Tap and words as one text, as it is kept."""
        done = self.cleaned_data["done"]
        label = f"{Done(done).label}." if done else ""
        return "\n".join(each for each in (label, self.cleaned_data["words"]) if each)
