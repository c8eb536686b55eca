"""Writes about the alliance. One transaction each, with its audit row inside."""

from alliance.actions.check_in import (
    begin_check_in,
    mark_check_ins_read,
    renew_link,
    save_draft,
    send_check_in_now,
    submit_check_in,
)
from alliance.actions.rating import rate_session
from alliance.actions.reading import read_rating, replay
from alliance.actions.rupture import (
    change_rupture,
    close_rupture,
    keep_promise,
    record_repair_attempt,
    record_rupture,
)
from alliance.actions.session import miss_session, move_session, plan_session
from alliance.actions.signal import answer_signal, raise_signal

__all__ = [
    "answer_signal",
    "begin_check_in",
    "change_rupture",
    "close_rupture",
    "keep_promise",
    "mark_check_ins_read",
    "miss_session",
    "move_session",
    "plan_session",
    "raise_signal",
    "rate_session",
    "read_rating",
    "record_repair_attempt",
    "record_rupture",
    "renew_link",
    "replay",
    "save_draft",
    "send_check_in_now",
    "submit_check_in",
]
