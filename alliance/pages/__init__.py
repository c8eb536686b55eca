"""What each page shows. Functions named for the page, each a fixed number of queries."""

from alliance.pages.caseload import caseload
from alliance.pages.clinic import clinic_clients, clinic_overview
from alliance.pages.story import client_story
from alliance.pages.today import today
from alliance.pages.workspace import workspace

__all__ = [
    "caseload",
    "client_story",
    "clinic_clients",
    "clinic_overview",
    "today",
    "workspace",
]
