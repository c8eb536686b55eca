"""What was brought to supervision with a question, and what the supervisor said."""

import tomllib
from datetime import datetime, time, timedelta
from typing import Any

from alliance.demo.clock import Clock
from alliance.demo.story import FOLDER
from alliance.models import Rupture, SupervisionQuestion, SupervisionReply
from clients.models import Client
from practice.models import Membership


def bring_to_supervision(
    key: str, therapist: Membership, supervisor: Membership, clock: Clock
) -> None:
    """Ask what this therapist asked, each question about the latest rupture with that client."""
    written = tomllib.loads((FOLDER / "supervision.toml").read_text())
    by_name = {each.name: each for each in Client.objects.on_caseload_of(therapist)}
    for table in written.get(key, []):
        rupture = by_name[table["client"]].ruptures.latest("id")
        _ask(table, rupture, therapist, supervisor, clock)


def _ask(
    table: dict[str, Any],
    rupture: Rupture,
    therapist: Membership,
    supervisor: Membership,
    clock: Clock,
) -> None:
    asked_at = _evening(clock, table["asked"])
    said = table.get("said", [])
    answered_at = _evening(clock, said[-1]["days"]) if said else None
    asked = SupervisionQuestion.objects.create(
        clinic_id=rupture.clinic_id,
        asked_by=therapist,
        asked_of=supervisor,
        client=rupture.client,
        rupture=rupture,
        question=table["question"],
        asked_at=asked_at,
        waits_since=None if said else asked_at,
        answered_at=answered_at,
        seen_by_supervisor_at=answered_at,
        seen_by_supervisee_at=None if said else asked_at,
    )
    for each in said:
        SupervisionReply.objects.create(
            clinic_id=rupture.clinic_id,
            question=asked,
            by=supervisor,
            kind=each["kind"],
            words=each["words"],
            at=_evening(clock, each["days"]),
        )


def _evening(clock: Clock, days: int) -> datetime:
    """After the last hour of a day before today."""
    return clock.at(clock.today - timedelta(days=days), time(18, 20))
