"""A clock moved over both changes of the year and 29 February, through the outbox and beat.

What moves is the clock of this process, which plans sessions, does what beat would have done, and
sends over a real SMTP connection. Every zone has sessions in every hour of the days around its own
changes, also in the hours that there are twice or not at all.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import time_machine
from django.conf import settings
from django.db.models import Q

from alliance.actions import plan_session
from alliance.models import CheckIn
from practice.models import OutboxMessage
from tests.chaos import people
from tests.chaos.proof import Figure, Run, exactly, say

YEAR = 2028  # the next one with a 29 February
# In both hemispheres; by an hour and by half an hour; at two, at one, at midnight; and never.
ZONES = (
    "Europe/London",
    "America/New_York",
    "Europe/Madrid",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Asia/Kathmandu",
)
ZONES_QUICKLY = ("America/New_York",)
AROUND, AROUND_QUICKLY = timedelta(days=1), timedelta(hours=5)
LEAD = timedelta(hours=24)
TICK, TICK_QUICKLY = timedelta(minutes=15), timedelta(minutes=60)
INVITATION = "check-in-invitation"


def clocks(run: Run) -> None:
    """Plan sessions around each change, move the clock, and look at what was sent, and when."""
    from tests.chaos import faulty

    zones = ZONES_QUICKLY if run.quick else ZONES
    tick = TICK_QUICKLY if run.quick else TICK
    run.house.quiet()
    moved = _Moved()
    with faulty.seeded(run.fault):
        for moment in _changes(zones):
            say(f"around {moment.at:%d %B %Y %H:%M} UTC, {moment.why}")
            _live_through(run, moment, tick, moved)
    _count(run, moved, tick)


@dataclass(frozen=True, slots=True)
class Change:
    """A moment around which the clock is moved, and the zones that see something special in it."""

    at: datetime
    why: str
    zones: tuple[str, ...]


def _changes(zones: Sequence[str]) -> list[Change]:
    """In the order of time."""
    found: dict[datetime, list[str]] = defaultdict(list)
    for name in zones:
        for at in _clock_changes(ZoneInfo(name)):
            found[at].append(name)
    changes = [Change(at, f"the clock changes in {', '.join(z)}", (*z,)) for at, z in found.items()]
    leap = datetime(YEAR, 2, 29, 12, tzinfo=UTC)
    return sorted([*changes, Change(leap, "29 February", tuple(zones))], key=lambda each: each.at)


def _clock_changes(zone: ZoneInfo) -> Iterator[datetime]:
    at = datetime(YEAR, 1, 1, tzinfo=UTC)
    while at.year == YEAR:
        later = at + timedelta(minutes=30)
        if at.astimezone(zone).utcoffset() != later.astimezone(zone).utcoffset():
            yield later
        at = later


class _Moved:
    """What was planned, and what came at which time by the moved clock."""

    def __init__(self) -> None:
        self.planned: dict[UUID, datetime] = {}
        self.came: dict[UUID, list[datetime]] = defaultdict(list)
        self.ticks = 0
        self.zones: set[str] = set()


def _live_through(run: Run, change: Change, tick: timedelta, moved: _Moved) -> None:
    around = AROUND_QUICKLY if run.quick else AROUND
    first, last = change.at - around, change.at + around
    with time_machine.travel(first - LEAD - timedelta(hours=2), tick=False) as clock:
        for name in change.zones:
            moved.zones.add(name)
            _plan(run, name, first, last, moved)
        at = first - LEAD - timedelta(hours=1)
        while at <= last:
            clock.move_to(at)
            before = len(run.house.letterbox)
            _beat()
            for letter in run.house.letterbox.letters()[before:]:
                code = str(letter["Message-ID"]).strip("<>").partition("@")[0]
                moved.came[UUID(code)].append(at)
            moved.ticks += 1
            at += tick


def _plan(run: Run, zone: str, first: datetime, last: datetime, moved: _Moved) -> None:
    """A session in every three quarters of an hour, each with a person of its own."""
    therapist = people.practice(f"Clocks in {zone}", time_zone=zone)
    every = timedelta(hours=1) if run.quick else timedelta(minutes=45)
    times = []
    while first <= last:
        times.append(first)
        first += every
    for client, starts_at in zip(people.clients(therapist, len(times)), times, strict=True):
        session = plan_session([client], by=therapist, starts_at=starts_at)
        check_in = CheckIn.objects.get(participation__session=session)
        moved.planned[check_in.code] = starts_at


def _beat() -> None:
    """Everything that beat does by the minute, in this process and at once."""
    from config.celery import app

    app.loader.import_default_modules()
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        if isinstance(entry["schedule"], float):
            app.tasks[entry["task"]]()


def _count(run: Run, moved: _Moved, tick: timedelta) -> None:
    rows = OutboxMessage.objects.filter(about__in=list(moved.planned))
    letters: dict[UUID, list[datetime]] = {code: [] for code in moved.planned}
    others: Counter[str] = Counter()
    for message in rows.filter(~Q(ending="withdrawn")):
        if message.kind == INVITATION:
            letters[message.about] += moved.came[message.code]
        else:
            others[message.kind] += len(moved.came[message.code])
    off = {
        code
        for code, came in letters.items()
        if came and not timedelta(0) <= came[0] - (moved.planned[code] - LEAD) <= tick
    }
    run.examples += [
        f"for {moved.planned[code]:%d %b %H:%M} sent {[f'{at:%d %b %H:%M}' for at in came]}"
        for code, came in letters.items()
        if len(came) != 1 or code in off
    ][:5]
    doubled = sum(len(came) > 1 for came in letters.values())
    run.found(
        Figure("zones", len(moved.zones), least=1),
        Figure("times at which beat ran", moved.ticks, least=1),
        Figure("sessions planned", len(moved.planned), least=run.number),
        exactly("skipped: no invitation", sum(not came for came in letters.values()), 0),
        exactly("doubled: more than one", doubled, 0),
        exactly("at another time than 24 hours before, as they pass", len(off), 0),
        *(Figure(f"besides: {kind}", number) for kind, number in sorted(others.items())),
    )
