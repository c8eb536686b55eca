"""Pages of therapist, supervisor and clinic admin."""

from alliance.views.aid import conversation_aid
from alliance.views.attendance import absence, attendance, send_check_in
from alliance.views.caseload import caseload
from alliance.views.client import client, client_details, consent, ending, new_client
from alliance.views.clinic import clinic, clinic_clients
from alliance.views.cosign import (
    ask_co_signature,
    co_sign,
    return_note,
    supervision,
    withdraw_co_signature,
)
from alliance.views.document import client_record, note_pdf, record_pdf
from alliance.views.goal import agree_goal, new_goal
from alliance.views.note import save_note
from alliance.views.pattern import (
    attachment_note,
    end_pattern,
    new_attachment_note,
    new_episode,
    new_pattern,
    pattern,
    patterns,
    resume_pattern,
    rupture_episode,
    share_pattern,
    withdraw_episode,
)
from alliance.views.prior import apply_prior, priors, retire_prior
from alliance.views.release import release_note
from alliance.views.rupture import close_rupture, new_rupture, promise_kept, repair, rupture
from alliance.views.safety import safety, safety_notice
from alliance.views.schedule import (
    administration_fhir,
    client_measure,
    client_measures,
    clinic_schedule,
    schedule_measure,
)
from alliance.views.session import move_session, new_session, session
from alliance.views.sign import add_addendum, sign_note, strike_note
from alliance.views.signal import signal, signal_rules, signals
from alliance.views.today import today

__all__ = [
    "absence",
    "add_addendum",
    "administration_fhir",
    "agree_goal",
    "apply_prior",
    "ask_co_signature",
    "attachment_note",
    "attendance",
    "caseload",
    "client",
    "client_details",
    "client_measure",
    "client_measures",
    "client_record",
    "clinic",
    "clinic_clients",
    "clinic_schedule",
    "close_rupture",
    "co_sign",
    "consent",
    "conversation_aid",
    "end_pattern",
    "ending",
    "move_session",
    "new_attachment_note",
    "new_client",
    "new_episode",
    "new_goal",
    "new_pattern",
    "new_rupture",
    "new_session",
    "note_pdf",
    "pattern",
    "patterns",
    "priors",
    "promise_kept",
    "record_pdf",
    "release_note",
    "repair",
    "resume_pattern",
    "retire_prior",
    "return_note",
    "rupture",
    "rupture_episode",
    "safety",
    "safety_notice",
    "save_note",
    "schedule_measure",
    "send_check_in",
    "session",
    "share_pattern",
    "sign_note",
    "signal",
    "signal_rules",
    "signals",
    "strike_note",
    "supervision",
    "today",
    "withdraw_co_signature",
    "withdraw_episode",
]
