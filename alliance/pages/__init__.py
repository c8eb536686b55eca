"""What each page shows. Functions named for the page, each a fixed number of queries."""

from alliance.pages.aid import conversation_aid
from alliance.pages.brief import Brief
from alliance.pages.caseload import caseload
from alliance.pages.cells import cells
from alliance.pages.cells_over_time import client_cells, clinic_cells, quarters_of
from alliance.pages.clinic import clinic_clients, clinic_overview
from alliance.pages.comparison import CHOICE, compared, resolved
from alliance.pages.concern import concern_list, concern_page
from alliance.pages.concern import may_answer as may_answer_concern
from alliance.pages.delivery import sending_to
from alliance.pages.export import answers_as_bundle, as_response
from alliance.pages.goal import told_goal, told_goals
from alliance.pages.helped import helped_before
from alliance.pages.learning import learning
from alliance.pages.pattern import fitting_patterns, pattern_page, patterns_page, sessions_of
from alliance.pages.plan import plan_page, plan_versions
from alliance.pages.planning import others_in_care
from alliance.pages.practice import my_practice
from alliance.pages.prior import priors
from alliance.pages.question import kept_about_client, kept_about_rupture, question_page, shared
from alliance.pages.research import Research, as_zip, collect, research_counts
from alliance.pages.research_columns import COLUMNS
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
    unrated,
    who_co_signs,
)
from alliance.pages.statement import statements_of, statements_on
from alliance.pages.story import client_story
from alliance.pages.supervision import supervision
from alliance.pages.today import today
from alliance.pages.workspace import workspace

__all__ = [
    "CHOICE",
    "COLUMNS",
    "Brief",
    "Research",
    "answers_as_bundle",
    "as_response",
    "as_zip",
    "caseload",
    "cells",
    "client_cells",
    "client_measures",
    "client_story",
    "clinic_cells",
    "clinic_clients",
    "clinic_overview",
    "clinic_schedule",
    "collect",
    "compared",
    "concern_list",
    "concern_page",
    "conversation_aid",
    "fitting_patterns",
    "helped_before",
    "kept_about_client",
    "kept_about_rupture",
    "learning",
    "may_answer",
    "may_answer_concern",
    "my_practice",
    "others_in_care",
    "pattern_page",
    "patterns_page",
    "plan_page",
    "plan_versions",
    "priors",
    "quarters_of",
    "question_page",
    "release_states",
    "research_counts",
    "resolved",
    "rules_page",
    "rupture_page",
    "ruptures",
    "safety_lane",
    "safety_notice",
    "sending_to",
    "sessions_of",
    "shared",
    "signal_page",
    "signed_note",
    "statements_of",
    "statements_on",
    "supervision",
    "supervisors_of",
    "to_co_sign",
    "today",
    "told_goal",
    "told_goals",
    "unrated",
    "waiting_about",
    "who_co_signs",
    "workspace",
]
