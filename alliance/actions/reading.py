"""Reading ratings: what each means for this client, in O(1) for the newest one.

The series of a client and perspective is ordered by the sessions, not by when answers came in. A
rating that belongs before one already read, or that changed, replays the series; what was shown
before stays, superseded.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from alliance.actions.low_answers import notice_reading, notice_series, speaks
from alliance.actions.prior import prior_in_force, shipped_prior
from alliance.models import ClinicPrior, Rating, Reading, Standing
from alliance.models.rating import Perspective
from alliance.science import drift, expectation
from clients.models import Client
from measures.catalogue import instrument
from measures.instrument import Instrument
from sessions.models import Participation

RECENT = 8

FIGURES = ("mu", "tau2", "sigma2", "nu0", "s02")
"""The columns of a clinic's own prior, in the order in which `expectation.Prior` takes them."""

LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)

SAME = 1e-9
"""Readings that differ by less are one: how closely bulk and sequential reading agree."""


@dataclass(slots=True)
class Course:
    """A client's course so far: baseline, drift and the last few points."""

    measure: Instrument
    prior: expectation.Prior
    baseline: expectation.Baseline
    slide: drift.Drift
    recent: list[list[object]]
    rated: int = 0
    at_maximum: int = 0

    @classmethod
    def of(cls, standing: Standing, prior: expectation.Prior) -> "Course":
        """Go on from what the standing holds, reading against `prior`."""
        return cls(
            measure=instrument(standing.instrument),
            prior=prior,
            baseline=expectation.Baseline(standing.n, standing.mean, standing.ss),
            slide=drift.Drift(standing.drift),
            recent=list(standing.recent),
            rated=standing.rated,
            at_maximum=standing.at_maximum,
        )

    def take(self, value: float) -> expectation.Reading:
        """Read the next value and go on. O(1)."""
        lowest, highest = self.measure.composite.lowest, self.measure.composite.highest
        reading, self.baseline = expectation.read(
            value, self.baseline, self.prior, lowest=lowest, highest=highest
        )
        if reading.slides:
            self.slide = drift.step(self.slide, reading.z)
        self.recent.append([round(value, 2), str(reading.flag)])
        del self.recent[:-RECENT]
        self.rated += 1
        self.at_maximum += value >= highest
        return reading

    def skip(self) -> None:
        """A session about which no score came in: a gap, nothing interpolated."""
        self.recent.append([None, ""])
        del self.recent[:-RECENT]

    def write_to(self, standing: Standing) -> None:
        """Put the course into the row that the caseload reads."""
        standing.n = self.baseline.n
        standing.mean = self.baseline.mean
        standing.ss = self.baseline.ss
        standing.drift = self.slide.total
        standing.recent = self.recent
        standing.rated = self.rated
        standing.at_maximum = self.at_maximum


@transaction.atomic
def read_rating(rating: Rating) -> Reading | None:
    """Read one rating. None when it has no score: there is nothing to read, and nothing is 0."""
    standing, prior, between = _standing_before(rating)
    at = rating.session.starts_at
    if standing.latest_session_at and at <= standing.latest_session_at:
        return replay(rating.client, rating.perspective, rating.instrument).get(rating.pk)
    course = Course.of(standing, prior)
    for _ in range(between):
        course.skip()
    if rating.score is None:
        course.skip()
        read = None
    else:
        read = store_reading(rating, course.take(rating.score), course.slide.total)
        standing.latest = read
        notice_reading(rating, read)
    course.write_to(standing)
    standing.latest_session_at = at
    standing.save()
    return read


@transaction.atomic
def replay(client: Client, perspective: str, instrument_key: str) -> dict[int, Reading]:
    """Read a client's whole series anew. Readings that change are superseded, not overwritten."""
    standing = _standing(client, perspective, instrument_key)
    fresh = Standing(
        clinic_id=client.clinic_id,
        client=client,
        perspective=perspective,
        instrument=instrument_key,
    )
    course = Course.of(fresh, prior_in_force(client.clinic_id, instrument_key))
    current = {
        reading.rating_id: reading
        for reading in Reading.objects.filter(
            client=client,
            rating__perspective=perspective,
            rating__instrument=instrument_key,
            superseded_at=None,
        ).select_related("rating__session", "rating__client")
    }
    ratings: list[Any] = list(
        Rating.objects.filter(client=client, perspective=perspective, instrument=instrument_key)
        .select_related("session", "client")
        .annotate(was_read=Exists(Reading.objects.filter(rating=OuterRef("pk"))))
        .order_by("session__starts_at", "session_id")
    )
    kept: dict[int, Reading] = {}
    met = _meetings(client)
    for rating in ratings:
        for _ in _gaps(met, rating):
            course.skip()
        if rating.score is None:
            course.skip()
            _supersede(current.get(rating.pk))
            continue
        read = course.take(rating.score)
        before = current.get(rating.pk)
        if before and _same(before, read):
            kept[rating.pk] = _slid_to(before, course.slide.total)
            continue
        _supersede(before)
        cause = Reading.Cause.SERIES if before or rating.was_read else Reading.Cause.FIRST
        kept[rating.pk] = store_reading(rating, read, course.slide.total, cause=cause)
    if speaks(perspective, instrument_key):
        notice_series(client, kept)
    course.write_to(standing)
    scored = [rating for rating in ratings if rating.pk in kept]
    standing.latest = kept[scored[-1].pk] if scored else None
    standing.latest_session_at = ratings[-1].session.starts_at if ratings else None
    standing.save()
    return kept


def store_reading(
    rating: Rating,
    read: expectation.Reading,
    slide: float,
    *,
    cause: Reading.Cause = Reading.Cause.FIRST,
) -> Reading:
    """Keep what a rating meant when it was read; `cause` where it replaces an earlier reading."""
    return Reading.objects.create(
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
        cause=cause,
    )


def _meetings(client: Client) -> deque[datetime]:
    """When the client's sessions were, in order, but for those that were missed."""
    times = client.participations.not_missed().order_by("starts_at")
    return deque(times.values_list("starts_at", flat=True))


def _gaps(met: deque[datetime], rating: Rating) -> Iterator[datetime]:
    """The sessions before the rated one about which nothing was answered; uses them up."""
    while met and met[0] < rating.session.starts_at:
        yield met.popleft()
    if met and met[0] == rating.session.starts_at:
        met.popleft()


def _standing(client: Client, perspective: str, instrument_key: str) -> Standing:
    """The client's row, locked until the transaction ends."""
    standing, _ = Standing.objects.select_for_update().get_or_create(
        client=client,
        perspective=perspective,
        instrument=instrument_key,
        defaults={"clinic_id": client.clinic_id},
    )
    return standing


def _standing_before(rating: Rating) -> tuple[Standing, expectation.Prior, int]:
    """The client's row, locked; what to read against; how many sessions were left unrated since.

    One query, because this is on the way of every check-in that is sent; the row is made by
    `expect_rating` when the check-in is begun, and otherwise here.
    """
    key = {
        "client_id": rating.client_id,
        "perspective": rating.perspective,
        "instrument": rating.instrument,
    }
    own = ClinicPrior.objects.in_force().filter(
        clinic=OuterRef("clinic"), instrument=OuterRef("instrument")
    )
    since = Coalesce(OuterRef("latest_session_at"), Value(LONG_AGO))
    unrated = (
        Participation.objects.not_missed()
        .filter(client=OuterRef("client"), starts_at__gt=since)
        .filter(starts_at__lt=rating.session.starts_at)
        .order_by()
        .values("client")
        .annotate(n=Count("pk"))
    )
    rows = Standing.objects.select_for_update().annotate(
        unrated=Coalesce(Subquery(unrated.values("n")), 0),
        **{f"prior_{name}": Subquery(own.values(name)[:1]) for name in FIGURES},
    )
    standing = rows.filter(**key).first()
    if standing is None:
        _standing(rating.client, rating.perspective, rating.instrument)
        standing = rows.get(**key)
    figures = [getattr(standing, f"prior_{name}") for name in FIGURES]
    shipped = figures[0] is None
    prior = shipped_prior(rating.instrument) if shipped else expectation.Prior(*figures)
    return standing, prior, min(standing.unrated, RECENT)


def expect_rating(client: Client, perspective: Perspective, instrument_key: str) -> None:
    """Make the row that the next rating is read with, if it is the client's first."""
    Standing.objects.get_or_create(
        client=client,
        perspective=perspective,
        instrument=instrument_key,
        defaults={"clinic_id": client.clinic_id},
    )


def _same(stored: Reading, read: expectation.Reading) -> bool:
    return (
        stored.n == read.n
        and stored.flag == str(read.flag)
        and abs(stored.value - read.value) < SAME
        and abs(stored.expected - read.expected) < SAME
        and abs(stored.p - read.p) < SAME
    )


def _slid_to(reading: Reading, total: float) -> Reading:
    """The reading with the drift after it, which no page shows and so has no versions."""
    if abs(reading.drift - total) >= SAME:
        reading.drift = total
        Reading.objects.filter(pk=reading.pk).update(drift=total)
    return reading


def _supersede(reading: Reading | None) -> None:
    if reading:
        Reading.objects.filter(pk=reading.pk).update(superseded_at=timezone.now())
