"""Forms of what a therapist gives to do or to read, and of a strength they noticed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alliance.forms.fields import WordsField
from clients.forms.library import LONGEST
from clients.models import LibraryText


class GiveForm(forms.Form):
    """What they will read in their space: a text of the library as it stands, changed, or an own.

    `library_key` says which text it began as.
    """

    library_key = forms.SlugField(max_length=40, required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("What is it for?"), choices=LibraryText.Kind, widget=forms.RadioSelect
    )
    title = forms.CharField(
        label=_("Title"), max_length=120, error_messages={"required": _("Give it a title.")}
    )
    why = WordsField(
        label=_("Why this one, for them?"),
        rows=2,
        max_length=1000,
        help_text=_(
            "A sentence in your voice; it stands above the text. Leave it out if you like."
        ),
    )
    words = WordsField(
        label=_("The text, in words that fit them"),
        rows=16,
        max_length=LONGEST,
        required=True,
        help_text=_(
            "An empty line begins a new paragraph. Begin a line with “- ” for a point, with “1. ” "
            "for a step, with “! ” for what to be careful about."
        ),
        error_messages={"required": _("Write what they will read.")},
    )


class SearchForm(forms.Form):
    """Words to look for in the library."""

    wanted = forms.CharField(
        label=_("Look for"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("sleep, asking, now …")}),
    )

    def finds(self, *said: str) -> bool:
        """Whether every word that was typed is in what is said."""
        cleaned: dict[str, Any] = self.cleaned_data if self.is_bound and self.is_valid() else {}
        text = " ".join(said).casefold()
        return all(word in text for word in cleaned.get("wanted", "").casefold().split())


class StrengthForm(forms.Form):
    """A strength that a therapist noticed; the client reads it."""

    words = WordsField(
        label=_("What did you see them do well?"),
        rows=2,
        max_length=500,
        required=True,
        help_text=_("They read it in their space, with your name. What you saw, not a label."),
        error_messages={"required": _("Say it in a few words.")},
    )
