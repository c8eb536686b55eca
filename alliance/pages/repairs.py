"""What a rupture says about repair: what was tried before the client's word, and how long it took.

For a therapist's own page and for the clinic's pooled one, so that both count alike.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from alliance.models import RepairAttempt, Rupture
from alliance.vocabulary import Outcome

WELL = 4
"""From here on a client's own word about a repair, 1 to 5, is one of being repaired."""

_PLAIN = (
    "clinic",
    "code",
    "client",
    "session__starts_at",
    "session__therapist",
    "direction",
    "noticed_by",
    "outcome",
    "closed_at",
    "recorded_at",
    "resolution_by_client",
    "resolution_by_client_at",
)


def without_words(ruptures: QuerySet[Rupture, Rupture]) -> list[Rupture]:
    """The ruptures with their attempts, and no sealed field of either opened. Two queries."""
    attempts = RepairAttempt.objects.only("clinic", "rupture", "strategies", "recorded_at")
    return list(
        ruptures.select_related("session")
        .only(*_PLAIN)
        .order_by("id")
        .prefetch_related(Prefetch("attempts", attempts))
    )


def tried_before_word(rupture: Rupture) -> set[str]:
    """The strategies tried before the client's latest word; none where they have not said one."""
    at = rupture.resolution_by_client_at
    if at is None:
        return set()
    return {
        key
        for attempt in rupture.attempts.all()
        if attempt.recorded_at <= at
        for key in attempt.strategies
    }


def went_well(rupture: Rupture) -> bool:
    """Whether the client says that it is repaired."""
    return (rupture.resolution_by_client or 0) >= WELL


def times_to_repair(ruptures: Iterable[Rupture], now: datetime) -> list[tuple[float, bool]]:
    """Days from the session in which it happened, and whether it was repaired then.

    What is still open counts as long as it has been open, what ended otherwise until then: neither
    is left out.
    """
    return [
        (
            max(0, ((each.closed_at or now) - each.session.starts_at).days),
            each.outcome == Outcome.REPAIRED,
        )
        for each in ruptures
    ]
