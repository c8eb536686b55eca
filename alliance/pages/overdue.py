"""What is overdue in the clinic, by who has to do it: how many and since when, the oldest first.

Never the names of clients, and never an order by how many: this is no ranking.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Count,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    Min,
    OuterRef,
    QuerySet,
    Value,
)
from django.utils import timezone

from practice.models import Clinic
from sessions.models import CoSignature, Participation, Session

NOTES, CO_SIGNATURES = "notes", "co-signatures"


class _Length(Func):
    """How long a session lasts, of its minutes."""

    output_field = DurationField()
    template = "(%(expressions)s * 60000000)"  # SQLite keeps a duration in microseconds

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s * interval '1 minute')")


_ENDS = ExpressionWrapper(F("starts_at") + _Length("minutes"), output_field=DateTimeField())


@dataclass(frozen=True, slots=True)
class Overdue:
    """Somebody's notes, or the co-signatures that wait for somebody."""

    kind: str
    person: int
    name: str
    works_here: bool
    count: int
    since: datetime  # when the oldest of them became overdue


def unwritten() -> QuerySet[Session]:
    """Sessions that somebody came to and whose note nobody signed, whatever their age.

    A session is documented with the signature of its note, so the notes need not be looked at.
    """
    came = Participation.objects.not_missed().filter(session=OuterRef("pk"))
    return Session.objects.filter(Exists(came), is_documented=False)


def overdue(clinic: Clinic) -> list[Overdue]:
    """Everybody in the clinic who is behind, those who left too. One query."""
    hours = timedelta(hours=clinic.note_due_hours)
    due = timezone.now() - hours
    notes = unwritten().filter(clinic=clinic, starts_at__lt=due)
    asked = CoSignature.objects.waiting().filter(clinic=clinic, asked_at__lt=due)
    counted = _counted(
        notes.annotate(ended=_ENDS).filter(ended__lt=due), NOTES, "therapist", "ended"
    )
    waiting = _counted(asked, CO_SIGNATURES, "asked_of", "asked_at")
    rows = [
        Overdue(kind, person, name, left is None, count, since=first + hours)
        for kind, person, name, left, count, first in counted.union(waiting, all=True)
    ]
    return sorted(rows, key=lambda row: row.since)


def _counted(rows: QuerySet[Any], kind: str, person: str, since: str) -> QuerySet[Any, Any]:
    """By who has to do it: their name, when they left, how many, the first of them."""
    counted: QuerySet[Any, Any] = (
        rows.order_by()
        .values(kind=Value(kind), person=F(person))
        .annotate(
            name=F(f"{person}__user__name"),
            left=F(f"{person}__ended_at"),
            n=Count("pk"),
            first=Min(since),
        )
        .values_list("kind", "person", "name", "left", "n", "first")
    )
    return counted
