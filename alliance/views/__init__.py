"""Pages of therapist, supervisor and clinic admin."""

from alliance.views.caseload import caseload
from alliance.views.client import client, client_details, consent, ending, new_client
from alliance.views.clinic import clinic, clinic_clients
from alliance.views.goal import agree_goal, new_goal
from alliance.views.note import add_addendum, save_note, sign_note
from alliance.views.rupture import close_rupture, new_rupture, promise_kept, repair, rupture
from alliance.views.session import (
    attendance,
    move_session,
    new_session,
    send_check_in,
    session,
)
from alliance.views.signal import signal
from alliance.views.today import today

__all__ = [
    "add_addendum",
    "agree_goal",
    "attendance",
    "caseload",
    "client",
    "client_details",
    "clinic",
    "clinic_clients",
    "close_rupture",
    "consent",
    "ending",
    "move_session",
    "new_client",
    "new_goal",
    "new_rupture",
    "new_session",
    "promise_kept",
    "repair",
    "rupture",
    "save_note",
    "send_check_in",
    "session",
    "sign_note",
    "signal",
    "today",
]
