"""Tables about meetings."""

from sessions.models.note import Addendum, Note
from sessions.models.process_note import ProcessGrant, ProcessKey, ProcessNote
from sessions.models.session import Participation, Session

__all__ = [
    "Addendum",
    "Note",
    "Participation",
    "ProcessGrant",
    "ProcessKey",
    "ProcessNote",
    "Session",
]
