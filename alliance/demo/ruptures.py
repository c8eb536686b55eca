"""Ruptures and what was done about them, as rows; each written down when it would have been."""

from datetime import date, datetime, timedelta
from typing import Any

from alliance.demo.life import AFTER, tell_life
from alliance.demo.meetings import Course
from alliance.demo.story import Attempt, Tear
from alliance.models import RepairAttempt, Rupture, Signal
from alliance.vocabulary import Noticer, OpenedBecause, ToldBy

BEFORE = timedelta(minutes=15)
"""How long before the next hour what a client had sent is written down."""

IN_SUPERVISION = timedelta(days=5)


def record_ruptures(course: Course) -> None:
    """Write down the story's ruptures, with their attempts at repair."""
    for tear in course.story.ruptures:
        rupture = Rupture.objects.create(
            clinic_id=course.clinic_id,
            session=course.sessions[tear.session - 1],
            client=course.clients[0],
            signal=_signal(course, tear),
            recorded_by=course.therapist,
            noticed_by=tear.noticed_by,
            direction=tear.direction,
            party=tear.party,
            domain=tear.domain,
            markers=tear.markers,
            intensity=tear.intensity,
            what_happened=tear.what_happened,
            own_markers=tear.own_markers,
            own_part=tear.own_part,
            feeling=tear.feeling,
            **_agreed(course, tear),
            revisit_on=_revisit_on(course, tear),
            version=2 + len(tear.attempts),
            **_ending(course, tear),
        )
        rupture.recorded_at = _recorded_at(course, tear)
        rupture.save(update_fields=["recorded_at"])
        written = [_record_attempt(course, rupture, attempt) for attempt in tear.attempts]
        tell_life(course, tear, rupture, written)


def _agreed(course: Course, tear: Tear) -> dict[str, Any]:
    """What would count as repaired, and what the client can read about it."""
    details: dict[str, Any] = {"would_count": tear.would_count}
    if tear.agreed_in:
        details["would_count_agreed_on"] = course.sessions[tear.agreed_in - 1].starts_at.date()
    if tear.opened_in:
        details["opened_words"] = tear.opened_words
        details["opened_because"] = OpenedBecause.THERAPIST
        details["opened_at"] = course.sessions[tear.opened_in - 1].ends_at + AFTER
    return details


def _signal(course: Course, tear: Tear) -> Signal | None:
    """What led to it: what the client reported, or the rating that was lower than expected."""
    kinds = {
        Noticer.CLIENT.value: Signal.Kind.DIRECT_REPORT,
        Noticer.SIGNAL.value: Signal.Kind.UNEXPECTED_DROP,
    }
    kind = kinds.get(tear.noticed_by)
    signals = Signal.objects.filter(session=course.sessions[tear.session - 1], kind=kind)
    return signals.first() if kind else None


def _recorded_at(course: Course, tear: Tear) -> datetime:
    if tear.noticed_by in (Noticer.CLIENT, Noticer.SIGNAL):
        return course.sessions[tear.session].starts_at - BEFORE
    after = course.sessions[tear.session - 1].ends_at + AFTER
    return after + IN_SUPERVISION if tear.noticed_by == Noticer.SUPERVISOR else after


def _revisit_on(course: Course, tear: Tear) -> date | None:
    if tear.revisit_on is not None:
        return course.clock.today + timedelta(days=tear.revisit_on)
    return course.sessions[tear.revisit_in - 1].starts_at.date() if tear.revisit_in else None


def _ending(course: Course, tear: Tear) -> dict[str, Any]:
    """How it stands, as each says."""
    if not tear.closed_in:
        return {"outcome": tear.outcome}
    session = course.sessions[tear.closed_in - 1]
    closed_at = session.ends_at + AFTER
    return {
        "outcome": tear.outcome,
        "closed_in": session,
        "closed_at": closed_at,
        "resolution_by_client": tear.by_client,
        "resolution_by_client_at": closed_at if tear.by_client else None,
        "resolution_by_client_told": ToldBy.TOLD if tear.by_client else "",
        "resolution_by_therapist": tear.by_therapist,
        "resolution_by_therapist_at": closed_at if tear.by_therapist else None,
    }


def _record_attempt(course: Course, rupture: Rupture, attempt: Attempt) -> RepairAttempt:
    session = course.sessions[attempt.session - 1]
    due_on = course.sessions[attempt.due - 1].starts_at.date() if attempt.due else None
    recorded = RepairAttempt.objects.create(
        clinic_id=course.clinic_id,
        rupture=rupture,
        session=session,
        strategies=attempt.strategies,
        words=attempt.words,
        response=attempt.response,
        apology_for=attempt.apology_for,
        apology_impact=attempt.apology_impact,
        apology_differently=attempt.apology_differently,
        promise=attempt.promise,
        promise_due_on=course.clock.today if attempt.due_today else due_on,
        promise_kept_at=course.sessions[attempt.kept - 1].ends_at if attempt.kept else None,
        recorded_by=course.therapist,
    )
    written_at = session.ends_at + AFTER
    RepairAttempt.objects.filter(pk=recorded.pk).update(recorded_at=written_at)
    return recorded
