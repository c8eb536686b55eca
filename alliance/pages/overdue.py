"""What is overdue in the clinic, by who has to do it: how many and since when, the oldest first.

Never the names of clients, and never an order by how many: this is no ranking.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from practice.models import Clinic
from sessions.models import CoSignature, Participation, Session


@dataclass(slots=True)
class Overdue:
    """Somebody's notes, or the co-signatures that wait for somebody."""

    person: int
    name: str
    kind: str  # "notes" or "co-signatures"
    count: int
    since: datetime  # when the oldest of them became overdue
    works_here: bool


def unwritten() -> QuerySet[Session]:
    """Sessions that somebody came to and whose note nobody signed, whatever their age."""
    came = Participation.objects.not_missed().filter(session=OuterRef("pk"))
    return Session.objects.filter(
        Q(note=None) | Q(note__signed_at=None), Exists(came), is_documented=False
    )


def overdue(clinic: Clinic) -> list[Overdue]:
    """Everybody in the clinic who is behind, those who left too. 2 queries."""
    now = timezone.now()
    hours = timedelta(hours=clinic.note_due_hours)
    late: dict[tuple[int, str], Overdue] = {}
    notes = unwritten().filter(clinic=clinic, starts_at__lt=now - hours)
    for person, name, ended, starts_at, minutes in notes.values_list(
        "therapist", "therapist__user__name", "therapist__ended_at", "starts_at", "minutes"
    ):
        since = starts_at + timedelta(minutes=minutes) + hours
        if since < now:
            _count(late, (person, "notes"), name, since, works_here=ended is None)
    waiting = CoSignature.objects.waiting().filter(clinic=clinic, asked_at__lt=now - hours)
    for person, name, ended, asked_at in waiting.values_list(
        "asked_of", "asked_of__user__name", "asked_of__ended_at", "asked_at"
    ):
        _count(late, (person, "co-signatures"), name, asked_at + hours, works_here=ended is None)
    return sorted(late.values(), key=lambda each: each.since)


def _count(
    late: dict[Any, Overdue], key: tuple[int, str], name: str, since: datetime, *, works_here: bool
) -> None:
    person, kind = key
    row = late.setdefault(key, Overdue(person, name, kind, 0, since, works_here))
    row.count += 1
    row.since = min(row.since, since)
