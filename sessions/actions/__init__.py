"""Writes about meetings."""

from sessions.actions.format import (
    change_format,
    choose_usual_format,
    make_format,
    restore_format,
    retire_format,
)
from sessions.actions.note import SignedAlready, Unfinished, add_addendum, save_note, sign_note
from sessions.actions.session import (
    record_absence,
    record_attendance,
    reschedule_session,
    schedule_session,
)
from sessions.actions.snippet import KeyTaken, change_snippet, keep_snippet, remove_snippet

__all__ = [
    "KeyTaken",
    "SignedAlready",
    "Unfinished",
    "add_addendum",
    "change_format",
    "change_snippet",
    "choose_usual_format",
    "keep_snippet",
    "make_format",
    "record_absence",
    "record_attendance",
    "remove_snippet",
    "reschedule_session",
    "restore_format",
    "retire_format",
    "save_note",
    "schedule_session",
    "sign_note",
]
