"""The two views part: a session that the two saw unusually differently, for this pair."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
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
from alliance.science.gap import Gap, pair_prior, unusual_gap
from measures.catalogue import instrument

FRESH = timedelta(days=2)
"""Only pairs of whom somebody rated, or corrected a rating, in this time are looked at."""


@dataclass(slots=True)
class _Pair:
    """A session with what each of the two answered about it; `rating` is the client's."""

    session: int
    client: float | None = None
    therapist: float | None = None
    rating: int = 0


def notice_gaps() -> int:
    """Raise a signal for the latest session that a pair saw unusually differently. How many.

    Both have rated that session, so that nothing is told which "rate, then reveal" keeps covered.
    One a session, however often this runs. A fixed number of queries but for what is raised.
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
            rating.client,
            session=rating.session,
            rating=rating,
            values=found[pk],
        )
        for pk, rating in ratings.items()
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
    """Client, session and gap of those whose latest pair of ratings is unusual for them."""
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
        gap = unusual_gap(
            [(pair.client, pair.therapist) for pair in pairs],
            priors[clinic],
            lowest=composite.lowest,
            highest=composite.highest,
        )
        if gap and gap.flagged:
            yield client, pairs[gap.place], gap


def _rows(clients: QuerySet[Any, Any]) -> Iterable[tuple[Any, ...]]:
    """Clinic, client, session, perspective, score and rating, in the order of sessions."""
    ratings = Rating.objects.filter(
        client__in=clients, instrument__in=CHECKS.values(), score__isnull=False
    )
    ordered = ratings.order_by("clinic_id", "client_id", "session__starts_at", "session_id")
    return ordered.values_list(
        "clinic_id", "client_id", "session_id", "perspective", "score", "pk"
    ).iterator()


def _pairs(rows: Iterable[tuple[Any, ...]]) -> list[_Pair]:
    pairs: dict[int, _Pair] = {}
    for _clinic, _client, session, perspective, score, rating in rows:
        pair = pairs.setdefault(session, _Pair(session))
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
