"""Signals as the rules would have raised them, and what the therapist made of the older ones."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from alliance.actions.low_answers import values_of_slide
from alliance.actions.signal import raise_signal
from alliance.actions.silence import ENOUGH
from alliance.demo.concerns import keep_concern
from alliance.demo.meetings import Course
from alliance.models import CheckIn, Concern, Reading, Signal
from alliance.models.rating import Perspective
from alliance.science import drift
from alliance.science.silence import unanswered_in_a_row
from sessions.models import Session

ORDINARY = (Signal.OtherReason.HARD_WEEK, Signal.OtherReason.UNWELL, Signal.OtherReason.USUAL)


def raise_signals(course: Course, check_ins: list[list[CheckIn]]) -> None:
    """Raise what was reported, what drifted and what fell silent; date and answer all of it.

    Unexpected drops are there already: reading the ratings raised them.
    """
    for row in check_ins:
        for check_in in row:
            _report(course, check_in)
    for place, client in enumerate(course.clients):
        _drifts(client.pk)
        _silences(course, [row[place] for row in check_ins])
    for signal in Signal.objects.filter(client__in=course.clients).select_related(
        "rating", "check_in__participation"
    ):
        _date(course, signal)


def _report(course: Course, check_in: CheckIn) -> None:
    if check_in.reports_tension:
        said = {"tension": check_in.tension, "request": check_in.tension_request}
        concern = keep_concern(course, check_in)
        _raise(Signal.Kind.DIRECT_REPORT, check_in, check_in.about, said, concern)


def _drifts(client: int) -> None:
    """A slide speaks once, at the reading that takes it past the limit."""
    readings = list(
        Reading.objects.filter(client=client, rating__perspective=Perspective.CLIENT)
        .select_related("rating__client", "rating__session")
        .order_by("-rating__session__starts_at")
    )
    for place, (reading, before) in enumerate(pairwise(readings)):
        if before.drift <= drift.LIMIT < reading.drift:
            raise_signal(
                Signal.Kind.SLOW_DRIFT,
                reading.rating.client,
                session=reading.rating.session,
                rating=reading.rating,
                values=values_of_slide(readings[place:]),
            )


def _silences(course: Course, check_ins: list[CheckIn]) -> None:
    """A stretch of silence speaks once, when its second session begins."""
    begun = [each for each in check_ins if course.clock.has_come(each.participation.starts_at)]
    for number, check_in in enumerate(begun, 1):
        if unanswered_in_a_row([each.is_submitted for each in begun[:number]]) == ENOUGH:
            session = check_in.participation.session
            _raise(Signal.Kind.SILENCE, check_in, session, {"unanswered": ENOUGH})


def _raise(
    kind: Signal.Kind,
    check_in: CheckIn,
    session: Session | None,
    values: dict[str, Any],
    concern: Concern | None = None,
) -> None:
    raise_signal(
        kind, check_in.client, session=session, check_in=check_in, concern=concern, values=values
    )


def _date(course: Course, signal: Signal) -> None:
    """Raised when its reason arose; answered in the next hour that was held, open until then."""
    arose_at, number = _arose(course, signal)
    signal.raised_at = arose_at
    answering = course.first_held_from(number)
    if answering is not None:
        signal.answer = _answer(course, signal)
        if signal.answer == Signal.Answer.ANOTHER_REASON:
            signal.other_reason = ORDINARY[number % len(ORDINARY)]
        signal.answered_at = answering.ends_at + timedelta(minutes=course.chance.randint(4, 30))
        signal.answered_by = course.therapist
    signal.save(update_fields=["raised_at", "answer", "other_reason", "answered_at", "answered_by"])


def _arose(course: Course, signal: Signal) -> tuple[datetime, int]:
    """When the reason arose, and before which hour (from 0)."""
    check_in = signal.check_in or (signal.rating.check_in if signal.rating else None)
    assert check_in is not None, "every signal here has a check-in behind it"
    starts_at = check_in.participation.starts_at
    number = [session.starts_at for session in course.sessions].index(starts_at)
    if signal.kind == Signal.Kind.SILENCE:
        return starts_at + timedelta(minutes=10), number
    assert check_in.submitted_at is not None
    return check_in.submitted_at, number


def _answer(course: Course, signal: Signal) -> str:
    starts = [session.starts_at for session in course.sessions]
    about = starts.index(signal.session.starts_at) + 1 if signal.session else 0
    if any(tear.covers(about) for tear in course.story.ruptures):
        return Signal.Answer.SOMETHING
    return course.story.signals_meant
