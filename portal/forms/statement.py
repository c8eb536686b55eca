"""What a client wants to stand beside their record."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from portal.forms.group import Words
from sessions.models import Note


class StatementForm(forms.Form):
    """The words, and the released note they are about, if they are about one."""

    words = Words(label=_("What should stand beside it?"))
    note = forms.ChoiceField(
        label=_("What is it about?"),
        required=False,
        error_messages={"invalid_choice": _("Please choose one of these.")},
    )

    def __init__(self, data: Any, *, notes: Sequence[Note], about: str = "") -> None:
        super().__init__(data, initial={"note": about})
        self.fields["note"].choices = [  # type: ignore[attr-defined]
            ("", _("My record as a whole")),
            *((str(note.code), _about(note)) for note in notes),
        ]

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        if not words:
            raise forms.ValidationError(_("Please write what should stand there."))
        return words

    @property
    def about(self) -> UUID | None:
        """The code of the note that was chosen."""
        chosen = self.cleaned_data["note"]
        return UUID(chosen) if chosen else None


def _about(note: Note) -> str:
    on = date_format(localtime(note.session.starts_at), "DATE_FORMAT")
    return _("The note of %(on)s") % {"on": on}
