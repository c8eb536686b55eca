"""The two views part: a session that the two saw unusually differently, for this pair."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from alliance.actions.prior import prior_in_force
from alliance.actions.signal import raise_signal
from alliance.models import Rating, Reading, Signal
from alliance.models.rating import CHECKS, CLIENT_CHECK, THERAPIST_CHECK, Perspective
from alliance.science.expectation import Prior
from alliance.science.gap import Gap, gaps, pair_prior
from measures.catalogue import instrument

FRESH = timedelta(days=2)
"""Only pairs of whom somebody rated, or corrected a rating, in this time are looked at."""

LATELY = timedelta(days=14)
"""Only sessions of which the later of the two ratings was given in this time are asked about: what
lies longer back is no news."""


@dataclass(slots=True)
class _Pair:
    """A session with what each of the two answered about it, and when the later of them did.

    `rating` is the client's.
    """

    session: int
    completed_at: datetime
    client: float | None = None
    therapist: float | None = None
    rating: int = 0


def notice_gaps() -> int:
    """Raise a signal for each session that a pair saw unusually differently. How many.

    Whichever of the two rated last, and in whatever order: somebody who catches up rates a later
    session before an earlier one. Both have rated it, so that nothing is told which "rate, then
    reveal" keeps covered. One a session, however often this runs. A fixed number of queries but
    for what is raised.
    """
    clients = fresh()
    known = set(
        Signal.objects.filter(kind=Signal.Kind.TWO_VIEWS, client__in=clients).values_list(
            "client", "session"
        )
    )
    found = {
        pair.rating: _values(pair, gap)
        for client, pair, gap in _unusual(clients)
        if (client, pair.session) not in known
    }
    ratings = Rating.objects.select_related("client", "session").in_bulk(found)
    raised = [
        raise_signal(
            Signal.Kind.TWO_VIEWS,
            ratings[pk].client,
            session=ratings[pk].session,
            rating=ratings[pk],
            values=values,
        )
        for pk, values in found.items()  # in the order of sessions
    ]
    return sum(signal is not None for signal in raised)


def fresh() -> QuerySet[Any, Any]:
    """The people in therapy about whom something was rated or corrected lately."""
    readings = Reading.objects.filter(
        read_at__gte=timezone.now() - FRESH, superseded_at=None, client__ended_on=None
    )
    # Another prior reads everybody anew, and nobody has said anything by that.
    return readings.exclude(cause=Reading.Cause.PRIOR).values("client")


def _unusual(clients: QuerySet[Any, Any]) -> Iterator[tuple[int, _Pair, Gap]]:
    """Client, session and gap of each pair of ratings, completed lately, that is unusual."""
    since = timezone.now() - LATELY
    composite = instrument(CLIENT_CHECK).composite
    priors: dict[int, Prior] = {}
    for (clinic, client), rows in groupby(_rows(clients), key=itemgetter(0, 1)):
        pairs = _pairs(rows)
        if clinic not in priors:
            theirs, mine = (
                prior_in_force(clinic, CLIENT_CHECK),
                prior_in_force(clinic, THERAPIST_CHECK),
            )
            priors[clinic] = pair_prior(theirs, mine)
        read = gaps(
            [(pair.client, pair.therapist) for pair in pairs],
            priors[clinic],
            lowest=composite.lowest,
            highest=composite.highest,
        )
        for gap in read:
            if gap.flagged and pairs[gap.place].completed_at >= since:
                yield client, pairs[gap.place], gap


def _rows(clients: QuerySet[Any, Any]) -> Iterable[tuple[Any, ...]]:
    """Clinic, client, session, when, perspective, score and rating, in the order of sessions."""
    ratings = Rating.objects.filter(
        client__in=clients, instrument__in=CHECKS.values(), score__isnull=False
    )
    ordered = ratings.order_by("clinic_id", "client_id", "session__starts_at", "session_id")
    return ordered.values_list(
        "clinic_id", "client_id", "session_id", "rated_at", "perspective", "score", "pk"
    ).iterator()


def _pairs(rows: Iterable[tuple[Any, ...]]) -> list[_Pair]:
    pairs: dict[int, _Pair] = {}
    for _clinic, _client, session, at, perspective, score, rating in rows:
        pair = pairs.setdefault(session, _Pair(session, at))
        pair.completed_at = max(pair.completed_at, at)
        if perspective == Perspective.CLIENT:
            pair.client, pair.rating = score, rating
        else:
            pair.therapist = score
    return list(pairs.values())


def _values(pair: _Pair, gap: Gap) -> dict[str, Any]:
    return {
        "client": pair.client,
        "therapist": pair.therapist,
        "gap": round(gap.gap, 6),
        "expected": round(gap.expected, 6),
        "p": round(gap.p, 5),
        "pairs": gap.pairs,
    }
