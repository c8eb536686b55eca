"""Slow drift: a CUSUM of standardised readings, for slides too gentle to surprise on one day.

What counts is `Reading.slides`: not a first rating, whose distance is to what is usual and not to
what was usual for this client, nor a flagged one, which has been said and is left out here as it is
left out of the baseline. One very low answer alone is then never called a slide.
"""

from collections.abc import Iterable
from dataclasses import dataclass

SLACK = 0.5
"""k: how far below expectation (in standard deviations) a reading may lie without counting."""

LIMIT = 3.0
"""h: the sum of what counted, in standard deviations, above which it is called drift."""


@dataclass(frozen=True, slots=True)
class Drift:
    """How far a client's ratings have slid: the sum, over how many readings, and past the limit?"""

    total: float = 0.0
    readings: int = 0
    alarm: bool = False


def step(drift: Drift, z: float, *, slack: float = SLACK, limit: float = LIMIT) -> Drift:
    """The drift after one more reading (`Reading.z`), in O(1).

    The sum never falls below zero, so good sessions do not store up credit, and it is not reset
    by an alarm: the alarm lasts as long as the slide does.
    """
    total = max(0.0, drift.total - z - slack)
    return Drift(total, drift.readings + 1 if total else 0, total > limit)


def drift_series(
    zs: Iterable[float | None], *, slack: float = SLACK, limit: float = LIMIT
) -> list[Drift | None]:
    """The drift after each session in order. None is an unanswered session and changes nothing."""
    drift = Drift()
    after: list[Drift | None] = []
    for z in zs:
        if z is None:
            after.append(None)
            continue
        drift = step(drift, z, slack=slack, limit=limit)
        after.append(drift)
    return after
