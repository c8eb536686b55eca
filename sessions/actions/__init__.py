"""Writes about meetings."""

from sessions.actions.cosign import (
    AskedAlready,
    ask_co_signature,
    co_sign,
    return_note,
    withdraw_co_signature,
)
from sessions.actions.note import SignedAlready, save_note
from sessions.actions.release import decide_release
from sessions.actions.session import record_attendance, reschedule_session, schedule_session
from sessions.actions.sign import add_addendum, sign_note
from sessions.actions.strike import StruckAlready, strike_through

__all__ = [
    "AskedAlready",
    "SignedAlready",
    "StruckAlready",
    "add_addendum",
    "ask_co_signature",
    "co_sign",
    "decide_release",
    "record_attendance",
    "reschedule_session",
    "return_note",
    "save_note",
    "schedule_session",
    "sign_note",
    "strike_through",
    "withdraw_co_signature",
]
