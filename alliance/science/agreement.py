"""How two views of the same sessions agree: in level, and in moving together. Never one figure."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

ENOUGH_PAIRS = 6
"""Below this many sessions rated by both, neither figure is worth showing."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two figures over the sessions that both rated.

    `discrepancy` is the mean of therapist minus client, in the instrument's units: negative when
    the therapist sees the alliance lower. `congruence` is Pearson's r; None too where one of the
    two never moves, because then nothing can move together.
    """

    pairs: int
    discrepancy: float | None = None
    congruence: float | None = None


def agreement(sessions: Iterable[tuple[float | None, float | None]]) -> Agreement:
    """The agreement over (client, therapist) ratings by session, without those that have a gap."""
    pairs = [(c, t) for c, t in sessions if c is not None and t is not None]
    if len(pairs) < ENOUGH_PAIRS:
        return Agreement(len(pairs))
    gap = math.fsum(t - c for c, t in pairs) / len(pairs)
    return Agreement(len(pairs), gap, _pearson(pairs))


def _pearson(pairs: list[tuple[float, float]]) -> float | None:
    # Compared as answers, not by a computed variance: rounding would make a flat line "move".
    if any(len(set(view)) == 1 for view in zip(*pairs, strict=True)):
        return None
    mean_c = math.fsum(c for c, _ in pairs) / len(pairs)
    mean_t = math.fsum(t for _, t in pairs) / len(pairs)
    together = math.fsum((c - mean_c) * (t - mean_t) for c, t in pairs)
    spread = math.hypot(*(c - mean_c for c, _ in pairs)) * math.hypot(
        *(t - mean_t for _, t in pairs)
    )
    return max(-1.0, min(1.0, together / spread)) if spread else None
