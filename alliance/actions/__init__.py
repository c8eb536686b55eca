"""Writes about the alliance. One transaction each, with its audit row inside."""

from alliance.actions.check_in import (
    begin_check_in,
    mark_check_ins_read,
    renew_link,
    save_asked,
    save_draft,
    send_check_in_now,
    submit_check_in,
)
from alliance.actions.export import export_record
from alliance.actions.prior import apply_prior, retire_prior
from alliance.actions.rating import rate_session
from alliance.actions.reading import read_rating, replay
from alliance.actions.rupture import (
    change_rupture,
    close_rupture,
    keep_promise,
    record_repair_attempt,
    record_rupture,
)
from alliance.actions.safety import acknowledge_safety, escalate_safety, notice_safety
from alliance.actions.schedule import AskedInstead, schedule_measure
from alliance.actions.session import (
    explain_absence,
    miss_session,
    move_session,
    plan_session,
)
from alliance.actions.signal import answer_signal, raise_signal

__all__ = [
    "AskedInstead",
    "acknowledge_safety",
    "answer_signal",
    "apply_prior",
    "begin_check_in",
    "change_rupture",
    "close_rupture",
    "escalate_safety",
    "explain_absence",
    "export_record",
    "keep_promise",
    "mark_check_ins_read",
    "miss_session",
    "move_session",
    "notice_safety",
    "plan_session",
    "raise_signal",
    "rate_session",
    "read_rating",
    "record_repair_attempt",
    "record_rupture",
    "renew_link",
    "replay",
    "retire_prior",
    "save_asked",
    "save_draft",
    "schedule_measure",
    "send_check_in_now",
    "submit_check_in",
]
