"""What each page shows. Functions named for the page, each a fixed number of queries."""

from alliance.pages.brief import Brief
from alliance.pages.caseload import caseload
from alliance.pages.cells import cells
from alliance.pages.clinic import clinic_clients, clinic_overview
from alliance.pages.comparison import CHOICE, compared, resolved
from alliance.pages.concern import concern_list, concern_page
from alliance.pages.concern import may_answer as may_answer_concern
from alliance.pages.export import as_response
from alliance.pages.planning import others_in_care
from alliance.pages.prior import priors
from alliance.pages.question import kept_about_client, kept_about_rupture, question_page, shared
from alliance.pages.rules import rules_page
from alliance.pages.rupture import rupture_page
from alliance.pages.ruptures import ruptures
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
    "concern_list",
    "concern_page",
    "kept_about_client",
    "kept_about_rupture",
    "may_answer",
    "may_answer_concern",
    "others_in_care",
    "priors",
    "question_page",
    "release_states",
    "resolved",
    "rules_page",
    "rupture_page",
    "ruptures",
    "safety_lane",
    "safety_notice",
    "shared",
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
