"""The plan with what both said of it, and what somebody would like of therapy beside it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from alliance.pages.goal import Goals, told_goals
from alliance.wanted import POLES, pole
from clients.models import Client, PlanComment, PlanVersion, Preference
from clients.models.preference import DIMENSIONS


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was said of how therapy should be, once. A dimension left out is not in `lines`."""

    at: datetime
    lines: list[tuple[str, str]]
    words: str
    written_by: str


def plan_page(client: Client) -> dict[str, Any]:
    """Everything on the therapist's page of goals and plan. 6 queries at most."""
    goals: Goals = told_goals(client, to_client=False)
    versions = plan_versions(client)
    wanted = wanted_by(client)
    return {
        "client": client,
        "goals": goals,
        "plan": versions[0] if versions else None,
        "earlier_plans": versions[1:],
        "wanted": wanted[0] if wanted else None,
        "earlier_wanted": wanted[1:],
    }


def plan_versions(client: Client) -> list[PlanVersion]:
    """The latest first, each with what was said of it. 2 queries, 1 where there is none."""
    comments = PlanComment.objects.select_related("by__user")
    rows = client.plan_versions.select_related("written_by__user").order_by("-number")
    return list(rows.prefetch_related(Prefetch("comments", comments)))


def wanted_by(client: Client) -> list[Wanted]:
    """What they said they would like, the latest first. 1 query."""
    rows = client.preferences.select_related("said_by__user").order_by("-pk")
    return [_wanted(each) for each in rows]


def _wanted(preference: Preference) -> Wanted:
    given = [(name, getattr(preference, name)) for name in DIMENSIONS]
    return Wanted(
        at=preference.said_at,
        lines=[
            (str(POLES[name][0]), pole(name, value)) for name, value in given if value is not None
        ],
        words=preference.words,
        written_by=preference.said_by.name if preference.said_by else "",
    )
