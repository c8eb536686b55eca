"""What a clinic can learn from its ruptures: pooled over therapists and clients, or not said.

Never by therapist, never by client, and no text: a figure stands only on enough ruptures from
enough people on both sides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from alliance import shares
from alliance.models import Rupture
from alliance.pages.repairs import times_to_repair, tried_before_word, went_well, without_words
from alliance.science.duration import median_time
from alliance.science.intervals import wilson
from alliance.science.suppression import SMALLEST, large_enough, suppressed
from alliance.vocabulary import Direction, Strategy
from practice.models import Clinic


@dataclass(frozen=True, slots=True)
class Learned:
    """A strategy and what clients said after it, in words."""

    strategy: str
    words: str


def learning(clinic: Clinic) -> dict[str, Any]:
    """Strategies, directions and the time to repair, over all of the clinic. 2 queries."""
    ruptures = without_words(Rupture.objects.filter(clinic=clinic))
    learned, left_out = by_strategy(ruptures)
    return {
        "learned": learned,
        "left_out": left_out,
        "directions": by_direction(ruptures),
        "repair": (
            shares.until_repaired(median_time(times_to_repair(ruptures, timezone.now())))
            if _pooled(ruptures)
            else ""
        ),
        "least": SMALLEST,
    }


def by_strategy(ruptures: Sequence[Rupture]) -> tuple[list[Learned], int]:
    """What came after each strategy, in the order of the vocabulary, and how many say too little.

    How many ruptures a strategy that is left out had, not even that is said.
    """
    groups: dict[str, list[Rupture]] = {}
    for each in ruptures:
        for key in tried_before_word(each):
            groups.setdefault(key, []).append(each)
    learned = [
        Learned(
            str(strategy.label),
            shares.share(wilson(sum(map(went_well, groups[strategy])), len(groups[strategy]))),
        )
        for strategy in Strategy
        if strategy in groups and _pooled(groups[strategy])
    ]
    return learned, len(Strategy) - len(learned)


def by_direction(ruptures: Sequence[Rupture]) -> list[tuple[str, int | None]]:
    """How many of each kind, withheld where small; none at all from too few people."""
    if not _pooled(ruptures):
        return []
    counts = [sum(each.direction == kind for each in ruptures) for kind in Direction]
    line = suppressed(counts)
    return [(str(kind.label), n) for kind, n in zip(Direction, line.shown, strict=True)]


def _pooled(ruptures: Sequence[Rupture]) -> bool:
    return large_enough(
        len(ruptures),
        therapists=len({each.session.therapist_id for each in ruptures}),
        clients=len({each.client_id for each in ruptures}),
    )
