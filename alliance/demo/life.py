"""What became of an invented rupture, dated as it would have been written down."""

from datetime import datetime, timedelta
from typing import Any

from alliance.actions.rupture import write_change
from alliance.demo.meetings import Course
from alliance.demo.story import Tear
from alliance.models import RepairAttempt, Rupture
from alliance.vocabulary import Change, OpenedBecause, Outcome, ToldBy

AFTER = timedelta(minutes=25)
"""How long after an hour it is written down."""


def tell_life(course: Course, tear: Tear, rupture: Rupture, attempts: list[RepairAttempt]) -> None:
    """Write the rupture's history: from being written down to how it stands now."""
    begun = rupture.recorded_at
    write_change(
        rupture,
        Change.RECORDED,
        by=course.therapist,
        became=Outcome.OPEN,
        at=begun,
        session=rupture.session,
    )
    told = [
        *_tried(course, tear, attempts),
        *_talked(course, tear),
        *_returned(course, tear),
        *_ended(course, tear),
    ]
    stands: str = Outcome.OPEN
    for at, kind, details in sorted(told, key=lambda each: each[0]):
        became = details.pop("became", "")
        turn = {"was": stands, "became": became} if became and became != stands else {}
        stands = became or stands
        # What led to it may have been written down later than the first thing that was done.
        when = max(at, begun)
        write_change(rupture, kind, by=course.therapist, at=when, **details, **turn)


Told = list[tuple[datetime, Change, dict[str, Any]]]


def _tried(course: Course, tear: Tear, attempts: list[RepairAttempt]) -> Told:
    told: Told = []
    for attempt in attempts:
        values = {"attempt": str(attempt.code)}
        details = {"became": Outcome.REPAIRING, "session": attempt.session, "values": values}
        told.append((attempt.session.ends_at + AFTER, Change.ATTEMPT, details))
        if attempt.promise_kept_at:
            told.append((attempt.promise_kept_at + 2 * AFTER, Change.KEPT, {"values": values}))
    return told


def _talked(course: Course, tear: Tear) -> Told:
    """What would count, what the client can read, what was left for another time."""
    told: Told = []
    if tear.would_count:
        session = course.sessions[(tear.agreed_in or tear.session) - 1]
        agreed = session.starts_at.date().isoformat() if tear.agreed_in else None
        details = {"reason": tear.would_count, "values": {"agreed_on": agreed}}
        told.append((session.ends_at + AFTER, Change.CRITERIA, details))
    if tear.opened_in:
        at = course.sessions[tear.opened_in - 1].ends_at + AFTER
        told.append((at, Change.OPENED, {"values": {"because": OpenedBecause.THERAPIST.value}}))
    if tear.put_off_in:
        session = course.sessions[tear.put_off_in - 1]
        left = {"session": session, "reason": tear.because}
        told.append((session.ends_at + AFTER, Change.PUT_OFF, left))
    return told


def _returned(course: Course, tear: Tear) -> Told:
    """It was called repaired, and was back in the next hour."""
    if not tear.held_until:
        return []
    held, back = course.sessions[tear.held_until - 1 : tear.held_until + 1]
    at = held.ends_at + AFTER
    closed = {"became": Outcome.REPAIRED, "session": held}
    reopened = {
        "became": Outcome.REPAIRING,
        "session": back,
        "reason": tear.returned_because,
    }
    return [
        (at, Change.THERAPIST_SAID, {"values": {"resolution": 4}}),
        (at, Change.CLOSED, closed),
        (back.ends_at + AFTER, Change.REOPENED, reopened),
    ]


def _ended(course: Course, tear: Tear) -> Told:
    """Each one's word, and how it ended."""
    if not tear.closed_in:
        return []
    session = course.sessions[tear.closed_in - 1]
    at = session.ends_at + AFTER
    told: Told = []
    if tear.by_client:
        values = {"resolution": tear.by_client, "told": ToldBy.TOLD.value}
        told.append((at, Change.CLIENT_SAID, {"values": values}))
    if tear.by_therapist:
        told.append((at, Change.THERAPIST_SAID, {"values": {"resolution": tear.by_therapist}}))
    closed = {"became": tear.outcome, "session": session, "reason": tear.how}
    return [*told, (at, Change.CLOSED, closed)]
