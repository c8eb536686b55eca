"""A snippet."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sessions.models import Snippet

LONGEST = 2_000
MOST = 60
"""Of one owner. They travel with every note page, so that typing a key waits for nothing."""

_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class SnippetForm(forms.Form):
    """Name, short key and text. `kept`: how many there are already, when this is a new one."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        help_text=_("As it stands in the list, such as “Grounding”."),
    )
    key = forms.CharField(
        label=_("Short key"),
        max_length=20,
        help_text=_("Typed in a note with a semicolon in front and a space after it: ;ground"),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    words = forms.CharField(
        label=_("Text"),
        max_length=LONGEST,
        help_text=_("What is put into the note. Leave out whatever is about one person."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, data: Any = None, *, snippet: Snippet | None = None, kept: int = 0) -> None:
        self._is_full = snippet is None and kept >= MOST
        initial: dict[str, Any] = {"version": 0}
        if snippet:
            initial = {name: getattr(snippet, name) for name in self.base_fields}
            initial["key"] = f";{snippet.key}"
        super().__init__(data, initial=initial)

    def clean_key(self) -> str:
        """Small letters, digits and hyphens; the semicolon may be typed or left out."""
        key: str = self.cleaned_data["key"].removeprefix(";").lower()
        if not _KEY.fullmatch(key):
            raise ValidationError(gettext("Use letters from a to z, digits, and hyphens between."))
        return key

    def clean_words(self) -> str:
        """Browsers send CRLF; what is stored has one kind of line ending."""
        words: str = self.cleaned_data["words"]
        return words.replace("\r\n", "\n")

    def clean(self) -> dict[str, Any]:
        """Refuse one more than a list can hold that somebody still reads."""
        if self._is_full:
            said = gettext("There are %(most)d snippets already. Remove one first.")
            raise ValidationError(said % {"most": MOST})
        return self.cleaned_data

    def refuse_key(self) -> None:
        """Say beside the field that the key is taken."""
        self.add_error("key", gettext("Another snippet has this key."))
