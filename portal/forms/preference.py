"""How a client would like therapy to be, said anew in their space: the lines of the first check-in.

Here something has to be said, or there would be nothing to keep.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.models import Preference
from clients.models.preference import DIMENSIONS
from portal.forms.group import Words
from portal.forms.preferences import ENDS, preference_field, tiles


class PreferenceForm(forms.Form):
    """All four may be left out; something has to be said."""

    words = Words(label=_("What else should your therapist know about how you like to work?"))

    def __init__(self, data: Any, *, latest: Preference | None) -> None:
        said = {name: getattr(latest, name) for name in (*DIMENSIONS, "words")} if latest else {}
        super().__init__(data, initial=said)
        for name in DIMENSIONS:
            self.fields[name] = preference_field(ENDS[name])

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The four questions in order, each with its ends and its five places in words."""
        return [
            {
                "field": self[name],
                "one": ends.least,
                "other": ends.most,
                "places": _places(self[name]),
            }
            for name, ends in ENDS.items()
        ]

    def clean(self) -> dict[str, Any]:
        """Something has to be said."""
        cleaned = super().clean() or {}
        if not self.errors and all(value in (None, "") for value in cleaned.values()):
            self.add_error("words", _("Please choose one of these, or write a word or two."))
        return cleaned


def _places(field: forms.BoundField) -> list[dict[str, Any]]:
    chosen = str(field.value()) if field.value() is not None else ""
    return [
        {"value": step, "words": words, "chosen": chosen == str(step)}
        for step, words in tiles(ENDS[field.name])
    ]


def place_in_words(dimension: str, step: int) -> str:
    """'rather: being treated gently'"""
    return str(dict(tiles(ENDS[dimension]))[step])
