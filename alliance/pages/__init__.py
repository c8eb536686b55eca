"""What each page shows. Functions named for the page, each a fixed number of queries."""

from alliance.pages.aid import conversation_aid
from alliance.pages.brief import Brief
from alliance.pages.caseload import caseload
from alliance.pages.cells import cells
from alliance.pages.clinic import clinic_clients, clinic_overview
from alliance.pages.comparison import CHOICE, compared, resolved
from alliance.pages.export import as_response
from alliance.pages.helped import helped_before
from alliance.pages.pattern import fitting_patterns, pattern_page, patterns_page, sessions_of
from alliance.pages.planning import others_in_care
from alliance.pages.prior import priors
from alliance.pages.rules import rules_page
from alliance.pages.safety import safety_lane, safety_notice, waiting_about
from alliance.pages.schedule import client_measures, clinic_schedule
from alliance.pages.signal import may_answer, signal_page
from alliance.pages.signed import (
    release_states,
    signed_note,
    supervisors_of,
    to_co_sign,
    who_co_signs,
)
from alliance.pages.story import client_story
from alliance.pages.supervision import supervision
from alliance.pages.today import today
from alliance.pages.workspace import workspace

__all__ = [
    "CHOICE",
    "Brief",
    "as_response",
    "caseload",
    "cells",
    "client_measures",
    "client_story",
    "clinic_clients",
    "clinic_overview",
    "clinic_schedule",
    "compared",
    "conversation_aid",
    "fitting_patterns",
    "helped_before",
    "may_answer",
    "others_in_care",
    "pattern_page",
    "patterns_page",
    "priors",
    "release_states",
    "resolved",
    "rules_page",
    "safety_lane",
    "safety_notice",
    "sessions_of",
    "signal_page",
    "signed_note",
    "supervision",
    "supervisors_of",
    "to_co_sign",
    "today",
    "waiting_about",
    "who_co_signs",
    "workspace",
]
