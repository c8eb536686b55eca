"""Tables about meetings."""

from sessions.models.note import Addendum, Note
from sessions.models.session import Participation, Session

__all__ = ["Addendum", "Note", "Participation", "Session"]
