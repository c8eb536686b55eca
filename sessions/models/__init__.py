"""Tables about meetings."""

from sessions.models.format import NoteFormatVersion
from sessions.models.note import Addendum, Note
from sessions.models.process_note import ProcessGrant, ProcessKey, ProcessNote
from sessions.models.session import Participation, Session
from sessions.models.snippet import Snippet

__all__ = [
    "Addendum",
    "Note",
    "NoteFormatVersion",
    "Participation",
    "ProcessGrant",
    "ProcessKey",
    "ProcessNote",
    "Session",
    "Snippet",
]
