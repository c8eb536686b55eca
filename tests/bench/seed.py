"""One clinic, filled in bulk: fifty therapists with forty clients each, twenty sessions a client.

Rows are those that the product's own actions would have left behind (sealed text, readings,
standings, digests for the search, signed notes, settled mail, the audit), only faster.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from alliance.actions.check_in import ANSWERED
from alliance.actions.invitation import INVITATION
from alliance.actions.reread import reread
from alliance.models import (
    CheckIn,
    CheckInLink,
    Rating,
    RepairAttempt,
    Rupture,
    Signal,
)
from alliance.models.rating import CHECKS
from clients.models import CareTeamMember, Client, Consent, Goal, NameToken
from practice.actions import create_clinic
from practice.models import AuditEvent, Clinic, Membership, OutboxMessage, User
from sessions.models import Note, Participation, Session
from tests.bench import ratings
from tests.bench.story import EVERY, MET, Story

CASELOAD = 40
A_DAY = 8
BATCH = 200


@dataclass
class Practice:
    """What was made, as far as pages and acts are chosen from it."""

    clinic: Clinic
    admin: Membership
    therapists: list[Membership]
    clients: list[Client] = field(default_factory=list)
    first_day: datetime | None = None

    def session(self, client: int, n: int) -> Session:
        """The n-th session (from 1; MET + 1 is the one ahead) of the client with that number."""
        parts = self.clients[client].participations.order_by("starts_at").select_related("session")
        return parts[n - 1].session


def seed(sessions: int) -> Practice:
    """Make a clinic with about so many past sessions, and as much of everything as hangs on them.

    A tenth of the clients have an open reason. Statistics are up to date afterwards, except in a
    test, whose transaction they could not be made in.
    """
    clients = max(sessions // MET, 1)
    practice = _staff(-(-clients // CASELOAD))
    for first in range(0, clients, BATCH):
        numbers = range(first, min(first + BATCH, clients))
        _write(practice, [_story(practice, number) for number in numbers])
    _read(practice)
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        _lay_out_by_time()
        _analyse()
    return practice


def _staff(therapists: int) -> Practice:
    clinic = create_clinic(
        "Bench Practice",
        check_in_lead_hours=168,
        crisis_resources="Samaritans 116 123\nEmergency 999",
        quiet_until=time(21),  # no quiet hours: it is measured at night, too
    )
    nobody = make_password(None)
    users = User.objects.bulk_create(
        User(email=f"staff-{n}@bench.example", name=f"Therapist {n:03}", password=nobody)
        for n in range(therapists + 1)
    )
    *working, admin = Membership.objects.bulk_create(
        Membership(
            clinic=clinic,
            user=user,
            is_therapist=n < therapists,
            is_admin=n == therapists,
        )
        for n, user in enumerate(users)
    )
    tomorrow = timezone.localdate(timezone=clinic.zone) + timedelta(days=1)
    first_day = datetime.combine(tomorrow, time(9), tzinfo=clinic.zone)
    return Practice(clinic, admin, working, first_day=first_day)


def _story(practice: Practice, number: int) -> Story:
    """Each therapist sees eight people a day on five days from tomorrow."""
    place = number % CASELOAD
    assert practice.first_day is not None
    return Story(
        number=number,
        therapist=practice.therapists[number // CASELOAD],
        next_at=practice.first_day + timedelta(days=place // A_DAY, hours=place % A_DAY),
        now=timezone.now(),
    )


@transaction.atomic
def _write(practice: Practice, stories: list[Story]) -> None:
    """Each stage needs the keys of those before it."""
    stages: list[tuple[type[Model], Callable[[Story], Iterable[Model]]]] = [
        (Client, Story.make_client),
        (NameToken, Story.make_tokens),
        (CareTeamMember, Story.make_team),
        (Consent, Story.make_consents),
        (Goal, Story.make_goals),
        (Session, Story.make_sessions),
        (Participation, Story.make_parts),
        (Note, Story.make_notes),
        (CheckIn, Story.make_check_ins),
        (CheckInLink, Story.make_links),
        (Rating, ratings.ratings),
        (Signal, ratings.reports),
        (Rupture, _ruptures),
        (RepairAttempt, _attempts),
        (OutboxMessage, _mail),
        (AuditEvent, _audit),
    ]
    for model, make in stages:
        rows = [row for story in stories for row in make(story)]
        model._default_manager.bulk_create(rows, batch_size=1000)
    practice.clients += [story.client for story in stories]


def _read(practice: Practice) -> None:
    """Read every rating as the product reads a clinic's history that was brought in."""
    for key in CHECKS.values():
        reread(practice.clinic.pk, key)
    therapists = {
        client.pk: practice.therapists[number // CASELOAD]
        for number, client in enumerate(practice.clients)
    }
    dropped = {client.pk for n, client in enumerate(practice.clients) if n % 50 == 16}
    Signal.objects.bulk_create(ratings.drops(practice.clinic, therapists, dropped), batch_size=1000)


def _ruptures(story: Story) -> Iterator[Rupture]:
    """One long repaired for every tenth client, one still open for every twenty-fifth."""
    common: dict[str, Any] = {
        "clinic_id": story.clinic_id,
        "client": story.client,
        "noticed_by": "client",
        "direction": "withdrawal",
        "markers": ["shutting down"],
        "intensity": 3,
        "what_happened": "The task was too much, and nobody had said so.",
        "own_part": "I had not asked.",
        "recorded_by": story.therapist,
    }
    if story.number % 10 == 0:
        closing = story.sessions[7]
        said = {
            "resolution_by_client": 4,
            "resolution_by_client_at": closing.ends_at,
            "resolution_by_client_told": "told",
        }
        closed = {"outcome": "repaired", "closed_at": closing.ends_at, "closed_in": closing}
        story.ruptures.append(Rupture(session=story.sessions[5], **common, **said, **closed))
    if story.has_open_rupture:
        story.ruptures.append(Rupture(session=story.sessions[17], outcome="repairing", **common))
    yield from story.ruptures


def _attempts(story: Story) -> Iterator[RepairAttempt]:
    for rupture in story.ruptures:
        closed = rupture.closed_in_id is not None
        for session in story.sessions[6:8] if closed else story.sessions[18:20]:
            yield RepairAttempt(
                clinic_id=story.clinic_id,
                rupture=rupture,
                session=session,
                strategies=["validate", "own part"],
                words="That I had gone too fast, and was sorry for it.",
                response="eased",
                promise="To ask first.",
                promise_due_on=(story.now + EVERY).date(),
                promise_kept_at=story.now if closed else None,
                recorded_by=story.therapist,
            )


def _mail(story: Story) -> Iterator[OutboxMessage]:
    """The invitations that went out, and what told the therapist of an answer."""
    for check_in in story.check_ins:
        for kind, at in ((INVITATION, check_in.sent_at), (ANSWERED, check_in.submitted_at)):
            if at:
                yield OutboxMessage(
                    clinic_id=story.clinic_id,
                    kind=kind,
                    about=check_in.code,
                    due_at=at,
                    attempts=0,
                    settled_at=at,
                    ending=OutboxMessage.Ending.SENT,
                )


def _audit(story: Story) -> Iterator[AuditEvent]:
    """A trace of each session planned, opened and signed."""
    for session in story.sessions:
        for kind in (
            AuditEvent.Kind.CREATED,
            AuditEvent.Kind.RECORD_OPENED,
            AuditEvent.Kind.SIGNED,
        ):
            yield AuditEvent(
                clinic_id=story.clinic_id,
                kind=kind,
                actor=story.therapist.code,
                about="therapy_sessions.session",
                about_code=session.code,
                client_code=story.client.code,
            )


def _lay_out_by_time() -> None:
    """Put rows where they would lie had they been written day by day, not client by client.

    Where the rows of one month lie together decides what a query over a month costs.
    """
    written = {
        Session: "starts_at",
        Participation: "starts_at",
        Note: "saved_at",
        CheckIn: "sent_at",
        Rating: "rated_at",
        OutboxMessage: "due_at",
    }
    with connection.cursor() as cursor:
        for model, column in written.items():
            table = model._meta.db_table
            cursor.execute(f"CREATE INDEX bench_by_time ON {table} ({column})")
            cursor.execute(f"CLUSTER {table} USING bench_by_time")
            cursor.execute("DROP INDEX bench_by_time")


def _analyse() -> None:
    """What autovacuum would do in the next minutes, done now and not under the clock."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("CHECKPOINT")
