"""Writes about meetings."""

from sessions.actions.note import SignedAlready, add_addendum, save_note, sign_note
from sessions.actions.session import (
    record_absence,
    record_attendance,
    reschedule_session,
    schedule_session,
)

__all__ = [
    "SignedAlready",
    "add_addendum",
    "record_absence",
    "record_attendance",
    "reschedule_session",
    "save_note",
    "schedule_session",
    "sign_note",
]
