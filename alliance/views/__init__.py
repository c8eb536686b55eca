"""Pages of therapist, supervisor and clinic admin."""

from alliance.views.aid import conversation_aid
from alliance.views.attendance import absence, attendance, send_check_in
from alliance.views.caseload import caseload
from alliance.views.cells import client_cells
from alliance.views.client import (
    client,
    client_details,
    consent,
    ending,
    new_client,
    reach_client,
)
from alliance.views.clinic import clinic, clinic_clients
from alliance.views.concern import concern, concerns
from alliance.views.cosign import (
    ask_co_signature,
    co_sign,
    return_note,
    withdraw_co_signature,
)
from alliance.views.document import answers_fhir, client_record, note_pdf, record_pdf
from alliance.views.goal import agree_goal, goal, new_goal
from alliance.views.learning import learning
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
from alliance.views.practice import my_practice
from alliance.views.prior import apply_prior, priors, retire_prior
from alliance.views.release import release_note
from alliance.views.repair import promise_kept, put_off, release_promise, repair
from alliance.views.research import research
from alliance.views.resolution import (
    agree_criteria,
    client_word,
    close_rupture,
    cover_rupture,
    open_rupture,
    own_word,
    reopen_rupture,
    revisit_rupture,
)
from alliance.views.rupture import new_rupture, rupture, ruptures
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
from alliance.views.statement import client_statements
from alliance.views.supervision import (
    ask_supervisor,
    close_question,
    question,
    supervision,
    withdraw_question,
)
from alliance.views.therapy_plan import client_plan
from alliance.views.today import today

__all__ = [
    "absence",
    "add_addendum",
    "administration_fhir",
    "agree_criteria",
    "agree_goal",
    "answers_fhir",
    "apply_prior",
    "ask_co_signature",
    "ask_supervisor",
    "attachment_note",
    "attendance",
    "caseload",
    "client",
    "client_cells",
    "client_details",
    "client_measure",
    "client_measures",
    "client_plan",
    "client_record",
    "client_statements",
    "client_word",
    "clinic",
    "clinic_clients",
    "clinic_schedule",
    "close_question",
    "close_rupture",
    "co_sign",
    "concern",
    "concerns",
    "consent",
    "conversation_aid",
    "cover_rupture",
    "end_pattern",
    "ending",
    "goal",
    "learning",
    "move_session",
    "my_practice",
    "new_attachment_note",
    "new_client",
    "new_episode",
    "new_goal",
    "new_pattern",
    "new_rupture",
    "new_session",
    "note_pdf",
    "open_rupture",
    "own_word",
    "pattern",
    "patterns",
    "priors",
    "promise_kept",
    "put_off",
    "question",
    "reach_client",
    "record_pdf",
    "release_note",
    "release_promise",
    "reopen_rupture",
    "repair",
    "research",
    "resume_pattern",
    "retire_prior",
    "return_note",
    "revisit_rupture",
    "rupture",
    "rupture_episode",
    "ruptures",
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
    "withdraw_question",
]
