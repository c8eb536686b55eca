"""The editor of a text of the library: plain words, seen as the client will see them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.models import Client, LibraryText

LONGEST = 8000


class LibraryTextForm(forms.Form):
    """A title and words; for a new text also its language and what it is for."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    language = forms.ChoiceField(
        label=_("Language"), choices=Client.Language, widget=forms.RadioSelect
    )
    kind = forms.ChoiceField(
        label=_("What is it for?"), choices=LibraryText.Kind, widget=forms.RadioSelect
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=120,
        error_messages={"required": _("Give it a title.")},
    )
    words = forms.CharField(
        label=_("Text"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_(
            "An empty line begins a new paragraph. Begin a line with “- ” for a point, with “1. ” "
            "for a step, with “! ” for what to be careful about. Nothing else is a mark."
        ),
        error_messages={"required": _("Write what they will read.")},
    )

    def __init__(self, *args: Any, settled: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if settled:  # which text it is, in which language, stands in the address
            del self.fields["language"], self.fields["kind"]

    def clean_words(self) -> str:
        """Browsers send two characters for a new line."""
        words: str = self.cleaned_data["words"]
        return words.replace("\r\n", "\n").replace("\r", "\n")
