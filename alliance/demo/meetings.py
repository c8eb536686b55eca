"""A story's sessions as rows, those behind and those ahead, and who took part."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.db.models import F

from alliance.demo.clock import Clock
from alliance.demo.story import Hour, Story
from clients.models import Client
from practice.models import Membership
from sessions.models import Participation, Session

IN_THE_BOOK = timedelta(days=21)
"""How long before a session it is planned."""

SAID_LATE = timedelta(hours=3)
"""How long before a session a late cancellation comes."""


@dataclass(frozen=True, slots=True)
class Course:
    """A story on its way into the database.

    `sessions` are all of them, the hours first and then those ahead; `parts[number][place]` is the
    part of one person in one of them.
    """

    story: Story
    therapist: Membership
    clock: Clock
    chance: Random
    clients: list[Client]
    sessions: list[Session]
    parts: list[list[Participation]]

    @property
    def held(self) -> list[tuple[int, Hour, Session]]:
        """The hours that took place, with their number (from 0)."""
        numbered = enumerate(zip(self.story.hours, self.sessions, strict=False))
        return [(number, hour, session) for number, (hour, session) in numbered if hour.was_held]

    @property
    def clinic_id(self) -> int:
        """Whose rows these are."""
        return self.therapist.clinic_id

    @property
    def places(self) -> range:
        """One place for each person."""
        return range(len(self.clients))

    def first_held_from(self, number: int) -> Session | None:
        """The first session from that number on that took place; None when it is still ahead."""
        return next((session for each, _, session in self.held if each >= number), None)


def meet(
    story: Story, therapist: Membership, clients: list[Client], clock: Clock, days: list[date]
) -> Course:
    """Write down the sessions of these days and who takes part in them."""
    sessions = Session.objects.bulk_create(
        Session(
            clinic_id=therapist.clinic_id,
            therapist=therapist,
            starts_at=clock.at(day, story.time),
            minutes=story.minutes,
            setting=story.setting,
        )
        for day in days
    )
    Session.objects.filter(pk__in=[session.pk for session in sessions]).update(
        created_at=F("starts_at") - IN_THE_BOOK
    )
    parts = [
        [_part(session, client, story, number) for client in clients]
        for number, session in enumerate(sessions)
    ]
    Participation.objects.bulk_create(part for row in parts for part in row)
    # Not for secrets: the same day has to bring the same practice.
    chance = Random(f"{story.people[0].name} {clock.today}")  # noqa: S311
    return Course(story, therapist, clock, chance, clients, sessions, parts)


def _part(session: Session, client: Client, story: Story, number: int) -> Participation:
    hour = story.hours[number] if number < len(story.hours) else None
    return Participation(
        clinic_id=session.clinic_id,
        session=session,
        client=client,
        starts_at=session.starts_at,
        attendance=hour.attendance if hour else Participation.Attendance.EXPECTED,
        attendance_at=_said_at(session, hour) if hour else None,
    )


def _said_at(session: Session, hour: Hour) -> datetime:
    if hour.attendance == Participation.Attendance.CANCELLED_LATE:
        return session.starts_at - SAID_LATE
    return session.ends_at + timedelta(minutes=2)
