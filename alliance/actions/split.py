"""Two people in one session rate it far apart: who rated it lower is worth asking about."""

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Count, QuerySet

from alliance.actions.gap import fresh
from alliance.actions.prior import prior_in_force
from alliance.actions.signal import close_signal, raise_signal
from alliance.models import Rating, Signal
from alliance.models.rating import CLIENT_CHECK, Perspective
from alliance.science.split import Split, split
from measures.catalogue import instrument
from sessions.models import Session


def notice_splits() -> int:
    """Raise a signal about the lowest rating of each session in which it is far from the highest.

    It is raised in the record of the one who rated lower and holds nothing of what the other
    answered. Once a session, however often this runs; how many. One that waits is closed where that
    answer was corrected and is no longer far from the others. A fixed number of queries but for
    what is raised or closed.
    """
    met = _together()
    signals = Signal.objects.filter(kind=Signal.Kind.SPLIT, session__in=met)
    known = {each.session_id: each for each in signals.select_related("client", "rating")}
    apart = _split(met)
    found = {pk: values for session, pk, values in apart if session not in known}
    _close_corrected(known.values(), still={pk for _session, pk, _values in apart})
    ratings = Rating.objects.select_related("client", "session").in_bulk(found)
    raised = [
        raise_signal(
            Signal.Kind.SPLIT,
            rating.client,
            session=rating.session,
            rating=rating,
            values=found[pk],
        )
        for pk, rating in ratings.items()
    ]
    return sum(signal is not None for signal in raised)


def _close_corrected(signals: Iterable[Signal], *, still: set[int]) -> None:
    """Close those that wait and whose own answer was corrected, but for the ratings in `still`.

    Never where only the other's was: that it closed would tell what the other answered.
    """
    for signal in signals:
        if signal.waits and signal.rating_id not in still and signal.is_of_other_answer:
            close_signal(signal, Signal.OtherReason.CORRECTED, by=None)


def _together() -> QuerySet[Any, Any]:
    """Sessions of several people about which somebody in therapy answered lately."""
    ratings = _ratings()
    lately = ratings.filter(client__in=fresh()).values("session")
    several = Session.objects.annotate(people=Count("participations")).filter(people__gte=2)
    return several.filter(pk__in=lately).values("pk")


def _ratings() -> QuerySet[Rating]:
    return Rating.objects.filter(
        perspective=Perspective.CLIENT, instrument=CLIENT_CHECK, score__isnull=False
    )


def _split(met: QuerySet[Any, Any]) -> list[tuple[int, int, dict[str, Any]]]:
    """Session, lowest rating and the values of each session that is split.

    A session is left until nothing about it is covered ("rate, then reveal"): that two answers lie
    far apart tells something of both.
    """
    rows = _ratings().filter(session__in=met).order_by("session_id", "score", "pk")
    answered: Any = rows.values_list(
        "session_id", "client_id", "clinic_id", "clinic__rate_then_reveal", "pk", "score"
    )
    mine = Rating.objects.filter(session__in=met, perspective=Perspective.THERAPIST)
    seen = set(mine.values_list("session_id", "client_id"))
    found = []
    for session, group in groupby(answered, key=itemgetter(0)):
        ordered = list(group)
        covers = any(row[3] and (session, row[1]) not in seen for row in ordered)
        if len(ordered) < 2 or covers:
            continue
        (*_, clinic, _reveal, lowest, low), (*_, high) = ordered[0], ordered[-1]
        if _read(clinic, low, high).flagged:
            # No probability: from it and this answer the other one could be worked out.
            found.append((session, lowest, {"value": low}))
    return found


def _read(clinic: int, low: float, high: float) -> Split:
    composite = instrument(CLIENT_CHECK).composite
    prior = prior_in_force(clinic, CLIENT_CHECK)
    return split(low, high, prior, lowest=composite.lowest, highest=composite.highest)
