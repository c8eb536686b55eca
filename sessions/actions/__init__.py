"""Writes about meetings."""

from sessions.actions.cosign import (
    AskedAlready,
    ask_co_signature,
    co_sign,
    return_note,
    withdraw_co_signature,
)
from sessions.actions.format import (
    change_format,
    choose_usual_format,
    make_format,
    restore_format,
    retire_format,
)
from sessions.actions.note import SignedAlready, Unfinished, save_note
from sessions.actions.release import decide_release
from sessions.actions.session import (
    record_absence,
    record_attendance,
    record_attended,
    reschedule_session,
    schedule_session,
)
from sessions.actions.sign import add_addendum, sign_note
from sessions.actions.snippet import KeyTaken, change_snippet, keep_snippet, remove_snippet
from sessions.actions.strike import StruckAlready, strike_through

__all__ = [
    "AskedAlready",
    "KeyTaken",
    "SignedAlready",
    "StruckAlready",
    "Unfinished",
    "add_addendum",
    "ask_co_signature",
    "change_format",
    "change_snippet",
    "choose_usual_format",
    "co_sign",
    "decide_release",
    "keep_snippet",
    "make_format",
    "record_absence",
    "record_attendance",
    "record_attended",
    "remove_snippet",
    "reschedule_session",
    "restore_format",
    "retire_format",
    "return_note",
    "save_note",
    "schedule_session",
    "sign_note",
    "strike_through",
    "withdraw_co_signature",
]
