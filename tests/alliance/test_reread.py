"""Reading a whole clinic anew in bulk leaves what reading each client's series does."""

import random
from typing import Any

import pytest
from django.utils import timezone

from alliance.actions import rate_session, replay
from alliance.actions.prior import prior_in_force
from alliance.actions.reread import reread
from alliance.models import ClinicPrior, Rating, Reading, Signal, Standing
from alliance.models.rating import Perspective
from clients.models import Client
from practice.models import Membership
from sessions.actions import record_attendance
from sessions.models import Participation
from tests.cast import Cast, ago, client, session_at

ITEMS = ("understood", "safe", "goals", "fit", "say")
FIGURES = ("value", "n", "expected", "scale", "t", "p", "low", "high", "drift")


def rated(person: Client, therapist: Membership, seed: int, *, sessions: int = 12) -> None:
    """Ratings with dips, a flat top, an answer too few, sessions unanswered and one missed."""
    draw = random.Random(seed)
    for n in range(sessions, 0, -1):
        session = session_at(therapist, person, at=ago(days=7 * n, hours=seed))
        if n == 4:
            part = Participation.objects.get(session=session)
            record_attendance(part, Participation.Attendance.NO_SHOW, by=therapist)
        elif n not in {2, 9}:
            level = 3 if n == 5 else draw.choice([6, 7, 8, 10])
            answers: dict[str, int | None] = dict.fromkeys(ITEMS, level)
            if n == 7:
                answers = dict.fromkeys(ITEMS[:2], 7)  # two answers are no score
            answers["understood"] = min(10, level + draw.randint(0, 2))
            rate_session(session, person, Perspective.CLIENT, answers)


def current(clinic_id: int) -> list[tuple[Any, ...]]:
    """Every current reading of a clinic in an order of its own."""
    readings = Reading.objects.filter(clinic_id=clinic_id, superseded_at=None)
    return [
        (r.rating_id, r.client_id, r.flag, *(getattr(r, name) for name in FIGURES))
        for r in readings.order_by("rating_id")
    ]


def standings(clinic_id: int) -> list[tuple[Any, ...]]:
    """Every standing of a clinic, with the rating that its latest reading is of."""
    names = ("n", "mean", "ss", "drift", "rated", "at_maximum", "recent", "latest_session_at")
    return [
        (s.client_id, s.latest and s.latest.rating_id, *(getattr(s, name) for name in names))
        for s in Standing.objects.filter(clinic_id=clinic_id)
        .select_related("latest")
        .order_by("client_id", "perspective")
    ]


def nearly(rows: list[tuple[Any, ...]]) -> list[Any]:
    """The same rows, each figure within a billionth."""
    return [
        tuple(pytest.approx(x, abs=1e-9) if isinstance(x, float) else x for x in row)
        for row in rows
    ]


@pytest.fixture
def series(cast: Cast) -> Cast:
    """Three clients of one clinic with ratings, one without, and one of another clinic."""
    rated(cast.mara, cast.ines, 1)
    rated(cast.theo, cast.ines, 2)
    rated(client("Una Sol", cast.ines), cast.ines, 3, sessions=1)
    client("Nobody Yet", cast.ines)
    rated(cast.otto, cast.wren, 4)
    return cast


def test_bulk_leaves_what_one_after_another_did(series: Cast) -> None:
    here, there = series.riverside.pk, series.hillside.pk
    readings, stood, elsewhere = current(here), standings(here), current(there)
    assert {row[2] for row in readings} == {"", "marked"}
    Standing.objects.filter(clinic=here).delete()
    Reading.objects.filter(clinic=here).delete()
    Signal.objects.all().delete()
    done = reread(here, "alliance-client")
    assert (done.clients, done.readings) == (3, len(readings))
    assert current(here) == nearly(readings)
    assert standings(here) == nearly(stood)
    assert current(there) == elsewhere
    assert {reading.cause for reading in Reading.objects.filter(clinic=here)} == {""}
    assert Signal.objects.count() == 0


def test_what_is_read_already_stays(series: Cast) -> None:
    before = list(Reading.objects.order_by("id").values_list("id", "read_at", "superseded_at"))
    assert reread(series.riverside.pk, "alliance-client").readings == 0
    after = list(Reading.objects.order_by("id").values_list("id", "read_at", "superseded_at"))
    assert after == before


def test_small_chunks_come_to_the_same(series: Cast) -> None:
    readings, stood = current(series.riverside.pk), standings(series.riverside.pk)
    Standing.objects.filter(clinic=series.riverside).delete()
    Reading.objects.filter(clinic=series.riverside).delete()
    assert reread(series.riverside.pk, "alliance-client", chunk=1).clients == 3
    assert current(series.riverside.pk) == nearly(readings)
    assert standings(series.riverside.pk) == nearly(stood)


def test_another_prior_supersedes_what_was_shown(series: Cast) -> None:
    here = series.riverside
    shown = current(here.pk)
    ClinicPrior.objects.create(
        clinic=here,
        instrument="alliance-client",
        version=1,
        mu=6.0,
        tau2=1.0,
        sigma2=0.5,
        nu0=9.0,
        s02=0.5 * 7 / 9,
        clients=40,
        ratings=400,
        estimated_at=timezone.now(),
        applied_at=timezone.now(),
        applied_by=series.ada,
    )
    assert prior_in_force(here.pk, "alliance-client").mu == 6.0
    assert prior_in_force(series.hillside.pk, "alliance-client").mu == 7.8
    assert reread(here.pk, "alliance-client").readings == len(shown)
    revised = current(here.pk)
    assert [row[5] for row in revised] != [row[5] for row in shown]
    fresh = Reading.objects.filter(clinic=here, superseded_at=None)
    assert {reading.cause for reading in fresh} == {"prior"}
    old = Reading.objects.filter(clinic=here, superseded_at__isnull=False)
    assert sorted(old.values_list("rating_id", "expected")) == [(r[0], r[5]) for r in shown]
    # Reading one client's series afterwards finds nothing to change.
    before, stood = Reading.objects.count(), standings(here.pk)
    replay(series.mara, Perspective.CLIENT, "alliance-client")
    assert Reading.objects.count() == before
    assert standings(here.pk) == nearly(stood)


def test_a_clinic_without_ratings(cast: Cast) -> None:
    assert reread(cast.hillside.pk, "alliance-client").clients == 0
    assert Rating.objects.count() == 0
