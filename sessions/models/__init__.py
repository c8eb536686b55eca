"""Tables about meetings."""

from sessions.models.cosignature import CoSignature
from sessions.models.format import NoteFormatVersion
from sessions.models.note import Addendum, Note
from sessions.models.process_note import ProcessGrant, ProcessKey, ProcessNote
from sessions.models.release import NoteRelease
from sessions.models.session import Participation, Session
from sessions.models.snippet import Snippet
from sessions.models.strike import Strike

__all__ = [
    "Addendum",
    "CoSignature",
    "Note",
    "NoteFormatVersion",
    "NoteRelease",
    "Participation",
    "ProcessGrant",
    "ProcessKey",
    "ProcessNote",
    "Session",
    "Snippet",
    "Strike",
]
