"""A client's ratings, what each meant when it was read, and the signals that came of it."""

from collections.abc import Iterator
from datetime import datetime

from alliance.actions.rating import INSTRUMENT
from alliance.actions.reading import RECENT, Course
from alliance.models import CheckIn, Rating, Reading, Signal, Standing
from alliance.models.rating import Perspective
from alliance.science import expectation
from measures.catalogue import instrument
from measures.scoring import score
from sessions.models import Session
from tests.bench.story import MET, Story


def ratings(story: Story) -> Iterator[Rating]:
    for n, session in enumerate(story.sessions[:MET], 1):
        following = story.check_ins[n]
        if following.submitted_at:
            drop = 4.5 if story.dropped and n == MET - 1 else 0.0
            yield _rating(story, session, Perspective.CLIENT, following, drop)
        if story.note_state(n) != "missing" and story.random.random() < 0.8:
            yield _rating(story, session, Perspective.THERAPIST, None, 0.6)


def _rating(
    story: Story, session: Session, perspective: Perspective, check_in: CheckIn | None, lower: float
) -> Rating:
    measure = instrument(INSTRUMENT[perspective])
    mean = story.level - lower + story.random.gauss(0, 0.7)
    answers = {
        item.key: max(0, min(10, round(mean + story.random.gauss(0, 0.6))))
        for item in measure.items
    }
    story.ratings.append(
        Rating(
            clinic_id=story.clinic_id,
            session=session,
            client=story.client,
            perspective=perspective,
            instrument=measure.key,
            instrument_version=measure.version,
            answers=answers,
            score=score(measure, answers).value,
            feeling={} if check_in else {"words": "Close, and a little hurried.", "tension": ""},
            check_in=check_in,
            rated_at=(check_in and check_in.submitted_at) or session.ends_at,
        )
    )
    return story.ratings[-1]


def readings(story: Story) -> Iterator[Reading]:
    for perspective in Perspective:
        yield from _read(story, perspective)


def _read(story: Story, perspective: Perspective) -> Iterator[Reading]:
    """Read the series as `alliance.actions.reading` does, one answer after another."""
    standing = Standing(
        clinic_id=story.clinic_id,
        client=story.client,
        perspective=perspective,
        instrument=INSTRUMENT[perspective],
    )
    course = Course.of(standing)
    rated = {r.session_id: r for r in story.ratings if r.perspective == perspective}
    unanswered = 0
    for session in story.sessions[:MET]:
        rating = rated.get(session.pk)
        if rating is None or rating.score is None:
            unanswered += 1
            continue
        for _ in range(min(unanswered, RECENT)):
            course.skip()
        unanswered = 0
        standing.latest_session_at = session.starts_at
        story.readings.append(_reading(rating, course.take(rating.score), course.slide.total))
        yield story.readings[-1]
    course.write_to(standing)
    story.standings.append(standing)


def standings(story: Story) -> Iterator[Standing]:
    latest = {reading.rating.perspective: reading for reading in story.readings}
    for standing in story.standings:
        standing.latest = latest.get(standing.perspective)
        yield standing


def signals(story: Story) -> Iterator[Signal]:
    for n, check_in in enumerate(story.check_ins, 1):
        if check_in.reports_tension:
            yield _signal(
                story,
                Signal.Kind.DIRECT_REPORT,
                {"tension": check_in.tension, "request": check_in.tension_request},
                at=check_in.submitted_at or story.now,
                session=check_in.about,
                check_in=check_in,
                is_open=n > MET,
            )
    for reading in story.readings:
        rating = reading.rating
        if reading.flag and rating.perspective == Perspective.CLIENT:
            values = ("value", "expected", "low", "high", "p", "n", "flag")
            yield _signal(
                story,
                Signal.Kind.UNEXPECTED_DROP,
                {name: getattr(reading, name) for name in values},
                at=rating.rated_at,
                session=rating.session,
                rating=rating,
                is_open=story.dropped and rating.session == story.sessions[MET - 2],
            )


def _signal(
    story: Story,
    kind: Signal.Kind,
    values: dict[str, object],
    *,
    at: datetime,
    is_open: bool,
    **on: object,
) -> Signal:
    signal = Signal(
        clinic_id=story.clinic_id,
        client=story.client,
        kind=kind,
        values=values,
        raised_at=at,
        **on,
    )
    if not is_open:
        signal.answer, signal.answered_at = Signal.Answer.ANOTHER_REASON, story.now
        signal.answered_by = story.therapist
    return signal


def _reading(rating: Rating, read: expectation.Reading, slide: float) -> Reading:
    return Reading(
        clinic_id=rating.clinic_id,
        rating=rating,
        client_id=rating.client_id,
        value=read.value,
        n=read.n,
        expected=read.expected,
        scale=read.scale,
        t=read.t,
        p=read.p,
        low=read.low,
        high=read.high,
        flag=str(read.flag),
        drift=slide,
    )
