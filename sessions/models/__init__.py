"""Tables about meetings."""

from sessions.models.cosignature import CoSignature
from sessions.models.note import Addendum, Note
from sessions.models.release import NoteRelease
from sessions.models.session import Participation, Session
from sessions.models.strike import Strike

__all__ = [
    "Addendum",
    "CoSignature",
    "Note",
    "NoteRelease",
    "Participation",
    "Session",
    "Strike",
]
