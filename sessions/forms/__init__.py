"""Forms about how notes are written."""

from sessions.forms.format import NoteFormatForm, UsualFormatForm
from sessions.forms.snippet import SnippetForm

__all__ = ["NoteFormatForm", "SnippetForm", "UsualFormatForm"]
