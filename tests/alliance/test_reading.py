"""Readings: the order of entry does not matter, and the golden vector comes out of the database."""

import random
from typing import Any

import pytest

from alliance.actions import rate_session, read_rating
from alliance.actions.prior import shipped_prior
from alliance.actions.reading import Course
from alliance.models import Rating, Reading, Signal, Standing
from alliance.models.rating import Perspective
from alliance.science.expectation import Prior
from sessions.models import Session
from tests.cast import Cast, ago, session_at

SCORES = [8.0, 7.6, 7.8, None, 8.2, 4.0, 4.4, 7.8, 8.0, 10.0]


def sessions(cast: Cast) -> list[Session]:
    return [session_at(cast.ines, cast.mara, at=ago(days=7 * n)) for n in range(10, 0, -1)]


def rate(cast: Cast, session: Session, score: float | None) -> None:
    """A rating with this composite: five equal answers where it is whole, else mixed."""
    if score is None:
        return
    total = round(score * 5)
    base, rest = divmod(total, 5)
    answers = {key: base + (n < rest) for n, key in enumerate(ITEMS)}
    rate_session(session, cast.mara, Perspective.CLIENT, answers)


ITEMS = ("understood", "safe", "goals", "fit", "say")


def picture(cast: Cast) -> tuple[list[tuple[float, ...]], tuple[Any, ...]]:
    """The current readings in the order of sessions, and the standing."""
    readings = Reading.objects.filter(client=cast.mara, superseded_at=None).order_by(
        "rating__session__starts_at"
    )
    standing = Standing.objects.get(client=cast.mara)
    shown: list[tuple[float, ...]] = [
        (r.value, r.n, r.expected, r.p, r.low, r.high) for r in readings
    ]
    return shown, (
        standing.n,
        standing.mean,
        standing.ss,
        standing.drift,
        standing.rated,
        standing.at_maximum,
        standing.recent,
    )


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_entry_does_not_matter(cast: Cast, seed: int) -> None:
    met = sessions(cast)
    for session, score in zip(met, SCORES, strict=True):
        rate(cast, session, score)
    in_order = picture(cast)
    Signal.objects.all().delete()
    Standing.objects.all().delete()
    Reading.objects.all().delete()
    Rating.objects.all().delete()
    shuffled = list(zip(met, SCORES, strict=True))
    random.Random(seed).shuffle(shuffled)
    for session, score in shuffled:
        rate(cast, session, score)
    readings, standing = picture(cast)
    for got, expected in zip(readings, in_order[0], strict=True):
        assert got == pytest.approx(expected, abs=1e-12)
    assert standing[-1] == in_order[1][-1]
    assert standing[:-1] == pytest.approx(in_order[1][:-1], abs=1e-12)


def test_a_flagged_rating_stays_out_of_the_baseline_and_raises_a_signal(cast: Cast) -> None:
    met = sessions(cast)
    for session, score in zip(met[:6], SCORES[:6], strict=True):
        rate(cast, session, score)
    standing = Standing.objects.get()
    assert (standing.n, standing.rated) == (4, 5)
    assert standing.recent[-3:] == [[None, ""], [8.2, ""], [4.0, "marked"]]
    signal = Signal.objects.get()
    assert (signal.kind, signal.session) == ("unexpected drop", met[5])
    assert signal.values["value"] == 4.0


def test_an_empty_form_has_no_score_no_reading_and_is_not_zero(cast: Cast) -> None:
    met = sessions(cast)
    rate_session(met[0], cast.mara, Perspective.CLIENT, dict.fromkeys(ITEMS))
    rating = Rating.objects.get()
    assert rating.score is None
    assert read_rating(rating) is None
    assert not Reading.objects.exists()
    assert not Signal.objects.exists()


def test_the_golden_vector_of_the_specification(cast: Cast) -> None:
    """The golden vector of EB-t, through the course that the database keeps."""
    course = Course.of(
        Standing(clinic=cast.riverside, instrument="alliance-client"),
        shipped_prior("alliance-client"),
    )
    course.prior = Prior(mu=36.5, tau2=9, sigma2=3, nu0=6, s02=2)
    found = [course.take(y).p for y in (38.0, 37.5, 38.2, 36.9, 31.0, 33.5, 37.8, 38.4)]
    expected = [0.66652, 0.47681, 0.63592, 0.29821, 0.00076, 0.01074, 0.56297, 0.71301]
    assert [round(p, 5) for p in found] == expected


def test_a_reading_that_replaces_another_says_why(cast: Cast) -> None:
    """The first of a rating has no cause, whether it came in order or late."""
    met = sessions(cast)
    rate(cast, met[1], 8.0)
    rate(cast, met[2], 8.2)
    rate(cast, met[0], 6.0)
    kept = Reading.objects.order_by("rating__session__starts_at", "id")
    told = [(r.rating.session, r.cause, r.superseded_at is None) for r in kept]
    assert told == [
        (met[0], "", True),
        (met[1], "", False),
        (met[1], "series", True),
        (met[2], "", False),
        (met[2], "series", True),
    ]
    shown = kept.filter(superseded_at__isnull=False, rating__session=met[1]).get()
    assert (shown.n, round(shown.expected, 2)) == (0, 7.8)
