"""How two views of the same sessions agree: in level, and in moving together. Never one figure.

The therapist's rating is taken apart by the truth-and-bias model (West & Kenny 2011), the client's
rating being the truth that it is held against and both centred on the client's own mean c̄:

    t_j - c̄ = bias + force·(c_j - c̄) + rest_j

so that `bias` is the mean of therapist minus client and `force` the slope by which the therapist's
ratings follow the client's ups and downs.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ENOUGH_PAIRS = 6
"""Below this many sessions rated by both, neither figure is worth showing."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two figures over the sessions that both rated.

    `discrepancy` is the bias: the mean of therapist minus client, in the instrument's units,
    negative when the therapist sees the alliance lower. `congruence` is the truth force in
    standard units, which is Pearson's r; None too where one of the two never moves, because then
    nothing can move together. `truth_force` is the same force as a slope: how far the therapist's
    rating moves when the client's moves by one; None where the client's never moves.
    """

    pairs: int
    discrepancy: float | None = None
    congruence: float | None = None
    truth_force: float | None = None


def agreement(sessions: Iterable[tuple[float | None, float | None]]) -> Agreement:
    """The agreement over (client, therapist) ratings by session, without those that have a gap."""
    pairs = [(c, t) for c, t in sessions if c is not None and t is not None]
    if len(pairs) < ENOUGH_PAIRS:
        return Agreement(len(pairs))
    gap = math.fsum(t - c for c, t in pairs) / len(pairs)
    return Agreement(len(pairs), gap, _pearson(pairs), _slope(pairs))


def _slope(pairs: list[tuple[float, float]]) -> float | None:
    if len({c for c, _ in pairs}) == 1:
        return None
    mean_c = math.fsum(c for c, _ in pairs) / len(pairs)
    # The therapist's mean need not be taken off: deviations of the client's sum to zero, and
    # taking off any constant near it keeps the digits.
    together = math.fsum((c - mean_c) * (t - mean_c) for c, t in pairs)
    spread = math.fsum((c - mean_c) ** 2 for c, _ in pairs)
    return together / spread if spread else None


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


@dataclass(frozen=True, slots=True)
class Guesses:
    """How one seat's ratings lie beside the other's, over several clients.

    `levels` holds each client's own mean difference, so that nobody counts more for having come
    more often. Their mean is not here: it is one over a therapist's clients, and so for
    `alliance.display` to give or withhold. `congruence` is Pearson's r of the ups and downs around
    each client's own means alone: how well one tells clients apart must not pass for following
    them.
    """

    pairs: int
    levels: tuple[float, ...]
    congruence: float | None


def over_clients(clients: Iterable[Sequence[tuple[float, float]]]) -> Guesses | None:
    """The agreement over several clients' (client, therapist) ratings; None where there are none.

    How many are enough is for the page to say.
    """
    rated = [pairs for pairs in clients if pairs]
    if not rated:
        return None
    levels = tuple(math.fsum(t - c for c, t in pairs) / len(pairs) for pairs in rated)
    around = [pair for pairs in rated for pair in _around_own_means(pairs)]
    return Guesses(sum(map(len, rated)), levels, _pearson(around))


def _around_own_means(pairs: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Each rating less the mean of its seat. A seat that never moved stands at zero exactly."""
    seats = []
    for view in zip(*pairs, strict=True):
        mean = view[0] if len(set(view)) == 1 else math.fsum(view) / len(view)
        seats.append([value - mean for value in view])
    return list(zip(*seats, strict=True))
