"""A client's ratings from both seats, and the signals that came of them."""

from collections.abc import Iterator
from datetime import datetime

from alliance.models import CheckIn, Rating, Reading, Signal, Standing
from alliance.models.rating import CHECKS, Perspective
from measures.catalogue import instrument
from measures.scoring import score
from practice.models import Clinic, Membership
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
    measure = instrument(CHECKS[perspective])
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


def reports(story: Story) -> Iterator[Signal]:
    """What clients said themselves; that of the check-in for the session ahead is unanswered."""
    for n, check_in in enumerate(story.check_ins, 1):
        if check_in.reports_tension:
            signal = Signal(
                clinic_id=story.clinic_id,
                client=story.client,
                kind=Signal.Kind.DIRECT_REPORT,
                values={"tension": check_in.tension, "request": check_in.tension_request},
                raised_at=check_in.submitted_at or story.now,
                session=check_in.about,
                check_in=check_in,
            )
            yield signal if n > MET else _answered(signal, story.therapist, story.now)


def drops(clinic: Clinic, therapists: dict[int, Membership], dropped: set[int]) -> Iterator[Signal]:
    """A signal for each flagged reading of a client; the latest of those who dropped is open.

    `therapists` and `dropped` go by client id.
    """
    latest = set(Standing.objects.filter(clinic=clinic).values_list("latest_id", flat=True))
    flagged = Reading.objects.filter(clinic=clinic, rating__perspective=Perspective.CLIENT)
    for reading in flagged.exclude(flag="").select_related("rating").order_by("rating"):
        rating = reading.rating
        signal = Signal(
            clinic=clinic,
            client_id=reading.client_id,
            kind=Signal.Kind.UNEXPECTED_DROP,
            values={name: getattr(reading, name) for name in _VALUES},
            raised_at=rating.rated_at,
            session_id=rating.session_id,
            rating=rating,
        )
        is_open = reading.client_id in dropped and reading.pk in latest
        therapist = therapists[reading.client_id]
        yield signal if is_open else _answered(signal, therapist, rating.rated_at)


_VALUES = ("value", "expected", "low", "high", "p", "n", "flag")


def _answered(signal: Signal, by: Membership, at: datetime) -> Signal:
    signal.answer, signal.answered_at = Signal.Answer.ANOTHER_REASON, at
    signal.answered_by = by
    return signal
