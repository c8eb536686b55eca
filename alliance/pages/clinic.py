"""The clinic by process: counts and states, never what anybody said."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance import sentences
from alliance.models import CheckIn, Rupture, Signal
from alliance.pages.concern import concerns_late
from alliance.pages.days import day
from alliance.pages.delivery import unreachable
from alliance.pages.overdue import overdue
from alliance.pages.safety import safety_process
from clients.models import CareTeamMember, Client
from practice.counting import how_many
from practice.models import Clinic, Membership, OutboxMessage
from sessions.models import Participation

PAGE = 50
WINDOW = timedelta(days=28)
# Below this a count of ruptures could point at a person: it is said as "fewer than".
SMALLEST = 5


@dataclass(slots=True)
class Caseload:
    """One therapist's process, alphabetical: work that is done or waiting, never a comparison."""

    therapist: Membership
    people: int
    sessions: int
    notes_waiting: int
    notes_overdue: int
    sent: int
    answered: int


def clinic_overview(clinic: Clinic) -> dict[str, Any]:
    """Counts over the last four weeks, and what is overdue since whenever. 7 queries."""
    now = timezone.now()
    therapists = list(
        Membership.objects.filter(clinic=clinic, is_therapist=True, ended_at=None)
        .select_related("user")
        .order_by("user__name", "id")
    )
    people = _by_therapist(
        CareTeamMember.objects.filter(clinic=clinic, ended_on=None, client__ended_on=None).values(
            "therapist"
        ),
        n=Count("client", distinct=True),
    )
    work = _work(clinic, now - WINDOW, now)
    late = overdue(clinic)
    notes = {each.person: each.count for each in late if each.kind == "notes"}
    rows = [
        Caseload(
            therapist=therapist,
            people=people.get(therapist.pk, {}).get("n", 0),
            sessions=work.get(therapist.pk, {}).get("sessions", 0),
            notes_waiting=work.get(therapist.pk, {}).get("waiting", 0),
            notes_overdue=notes.get(therapist.pk, 0),
            sent=work.get(therapist.pk, {}).get("sent", 0),
            answered=work.get(therapist.pk, {}).get("answered", 0),
        )
        for therapist in therapists
    ]
    counts = _clinic_counts(clinic) | safety_process(clinic)
    counts["unreachable"] = unreachable(clinic)
    totals = _totals(rows) | {"notes_overdue": sum(notes.values())}  # also of who left
    return {"rows": rows, "totals": totals, "overdue": late, **counts}


def _work(clinic: Clinic, since: datetime, now: datetime) -> dict[int, dict[str, int]]:
    """Sessions, notes and check-ins of a stretch of time, by therapist. One query.

    Clinic and time are asked of participations and of sessions: the planner reads one through the
    other where only one of them is bounded.
    """
    # A session that nobody came to needs no progress note.
    held = Q(attendance__in=["expected", "attended"])
    unsigned = held & Q(session__is_documented=False)
    stretch = Participation.objects.filter(
        clinic=clinic,
        starts_at__gte=since,
        starts_at__lt=now,
        session__clinic=clinic,
        session__starts_at__gte=since,
        session__starts_at__lt=now,
    )
    return _by_therapist(
        stretch.values(therapist=F("session__therapist")),
        sessions=Count("session", filter=held, distinct=True),
        waiting=Count("session", filter=unsigned, distinct=True),
        sent=Count("check_in__sent_at"),
        answered=Count("check_in__submitted_at", filter=Q(check_in__sent_at__isnull=False)),
    )


def _by_therapist(rows: QuerySet[Any, Any], **counts: Any) -> dict[int, dict[str, int]]:
    return {row["therapist"]: row for row in rows.annotate(**counts).order_by()}


def _totals(rows: list[Caseload]) -> dict[str, int]:
    fields = ("people", "sessions", "notes_waiting", "notes_overdue", "sent", "answered")
    return {field: sum(getattr(row, field) for row in rows) for field in fields}


def _clinic_counts(clinic: Clinic) -> dict[str, Any]:
    """Counts over the whole clinic. What could point at one person is suppressed when small.

    1 query.
    """
    failed = OutboxMessage.objects.filter(
        clinic=clinic, ending=OutboxMessage.Ending.FAILED, settled_at__gte=timezone.now() - WINDOW
    )
    found = how_many(
        clinic,
        unfinished=Rupture.objects.filter(clinic=clinic).unfinished(),
        signals=Signal.objects.filter(clinic=clinic, answer="").revealed(clinic),
        failed_mail=failed,
        concerns_late=concerns_late(clinic),
    )
    suppressed = {name: _suppressed(found[name]) for name in ("unfinished", "signals")}
    return found | suppressed | {"smallest": SMALLEST}


def _suppressed(count: int) -> int | None:
    """The count, or None when it is small enough to point at somebody."""
    return count if count == 0 or count >= SMALLEST else None


def clinic_clients(clinic: Clinic, *, query: str = "", page: int = 1) -> dict[str, Any]:
    """One page of the clinic's people with states alone. 3 queries for any number of clients."""
    now = timezone.now()
    found = Client.objects.filter(clinic=clinic).active()
    if query:
        found = found.named(query, clinic)
    total = found.count()
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    met = Participation.objects.filter(client=OuterRef("pk")).order_by()
    last = met.not_missed().filter(starts_at__lt=now).order_by("-starts_at")
    check_ins = CheckIn.objects.filter(
        client=OuterRef("pk"),
        sent_at__isnull=False,
        participation__starts_at__gte=now - WINDOW,
        participation__starts_at__lt=now,
    ).order_by()
    counted = check_ins.values("client")
    clients = list(
        found.order_by("sort_key", "id")[(page - 1) * PAGE : page * PAGE].annotate(
            last_at=Subquery(last.values("starts_at")[:1]),
            next_at=Subquery(
                met.filter(starts_at__gte=now).order_by("starts_at").values("starts_at")[:1]
            ),
            note_state=Subquery(last.values(state=_note_state())[:1]),
            sent=Subquery(counted.annotate(n=Count("id")).values("n")),
            answered=Subquery(counted.annotate(n=Count("submitted_at")).values("n")),
        )
    )
    teams: dict[int, list[str]] = {}
    places = CareTeamMember.objects.filter(client__in=clients, ended_on=None)
    for place in places.select_related("therapist__user").order_by("id"):
        teams.setdefault(place.client_id, []).append(place.therapist.name)
    return {
        "clients": [_states(client, teams.get(client.pk, [])) for client in clients],
        "sentence": sentences.called(query, total) if query else sentences.in_care(total),
        "page": page,
        "pages": pages,
    }


@dataclass(frozen=True, slots=True)
class States:
    """One person in care, by states alone."""

    code: UUID
    name: str
    team: str
    last: str
    next: str
    note: str
    sent: int
    answered: int


def _states(client: Any, team: list[str]) -> States:
    words = {"missing": _("missing"), "draft": _("draft"), "signed": _("signed"), None: "–"}
    return States(
        code=client.code,
        name=client.short_name,
        team=", ".join(team),
        last=day(client.last_at, "j M Y"),
        next=day(client.next_at, "j M Y"),
        note=words[client.note_state],
        sent=client.sent or 0,
        answered=client.answered or 0,
    )


def _note_state() -> Case:
    return Case(
        When(session__note=None, then=Value("missing")),
        When(session__note__signed_at=None, then=Value("draft")),
        default=Value("signed"),
        output_field=CharField(),
    )
