"""Writes about the alliance. One transaction each, with its audit row inside."""

from alliance.actions.acknowledgement import acknowledge_safety, hold_safety
from alliance.actions.booking import MeetsAlready, Overlaps, book_session, naming, rebook_session
from alliance.actions.check_in import (
    begin_check_in,
    mark_check_ins_read,
    save_asked,
    save_draft,
    submit_check_in,
)
from alliance.actions.concern import (
    answer_concern,
    escalate_concerns,
    say_concern,
    see_concerns,
    withdraw_concern,
)
from alliance.actions.escalation import escalate_safety
from alliance.actions.export import export_answers, export_record, export_research
from alliance.actions.invitation import (
    change_details,
    invite_to_planned,
    reach_again,
    renew_link,
    resume_messages,
    send_check_in_now,
    stop_messages,
    wants_check_ins,
)
from alliance.actions.pattern import (
    add_episode,
    change_pattern,
    cover_pattern,
    end_pattern,
    record_attachment_note,
    record_pattern,
    resume_pattern,
    share_pattern,
    withdraw_episode,
)
from alliance.actions.prior import apply_prior, retire_prior
from alliance.actions.rating import rate_session
from alliance.actions.reading import read_rating, replay
from alliance.actions.repair import keep_promise, record_repair_attempt, release_promise
from alliance.actions.resolution import (
    agree_criteria,
    close_rupture,
    cover_from_client,
    open_to_client,
    put_off,
    reopen_rupture,
    say_resolution,
    set_revisit,
    take_client_word,
)
from alliance.actions.rupture import change_rupture, record_rupture
from alliance.actions.safety import notice_late, notice_safety
from alliance.actions.schedule import AskedInstead, schedule_measure
from alliance.actions.session import (
    explain_absence,
    miss_session,
    move_session,
    plan_session,
    sign_note,
)
from alliance.actions.signal import answer_signal, raise_signal
from alliance.actions.supervision import (
    NotASupervisor,
    ask_supervisor,
    close_question,
    reply_to_question,
    see_question,
    withdraw_question,
)
from alliance.actions.way import (
    enter_from_paper,
    give_back,
    hand_over,
    print_sheet,
    questions_for,
)

__all__ = [
    "AskedInstead",
    "MeetsAlready",
    "NotASupervisor",
    "Overlaps",
    "acknowledge_safety",
    "add_episode",
    "agree_criteria",
    "answer_concern",
    "answer_signal",
    "apply_prior",
    "ask_supervisor",
    "begin_check_in",
    "book_session",
    "change_details",
    "change_pattern",
    "change_rupture",
    "close_question",
    "close_rupture",
    "cover_from_client",
    "cover_pattern",
    "end_pattern",
    "enter_from_paper",
    "escalate_concerns",
    "escalate_safety",
    "explain_absence",
    "export_answers",
    "export_record",
    "export_research",
    "give_back",
    "hand_over",
    "hold_safety",
    "invite_to_planned",
    "keep_promise",
    "mark_check_ins_read",
    "miss_session",
    "move_session",
    "naming",
    "notice_late",
    "notice_safety",
    "open_to_client",
    "plan_session",
    "print_sheet",
    "put_off",
    "questions_for",
    "raise_signal",
    "rate_session",
    "reach_again",
    "read_rating",
    "rebook_session",
    "record_attachment_note",
    "record_pattern",
    "record_repair_attempt",
    "record_rupture",
    "release_promise",
    "renew_link",
    "reopen_rupture",
    "replay",
    "reply_to_question",
    "resume_messages",
    "resume_pattern",
    "retire_prior",
    "save_asked",
    "save_draft",
    "say_concern",
    "say_resolution",
    "schedule_measure",
    "see_concerns",
    "see_question",
    "send_check_in_now",
    "set_revisit",
    "share_pattern",
    "sign_note",
    "stop_messages",
    "submit_check_in",
    "take_client_word",
    "wants_check_ins",
    "withdraw_concern",
    "withdraw_episode",
    "withdraw_question",
]
