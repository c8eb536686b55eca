"""A split in the alliance: two people in one session rate it far apart.

In couple and family work the alliance with each person is one thing and its evenness another:
Friedlander, Escudero and Heatherington (2006) call a marked difference between family members a
split alliance, which invites taking sides. Two people who rate independently, each about a level
of their own, differ by a normal amount with variance 2(τ² + σ²) when nobody is split off; how far
they differ here is set against that. Partners mostly resemble each other, so that it speaks up
less often than `ALPHA` says.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist

from alliance.science.expectation import Prior, least_drop

ALPHA = 0.05
"""The share of sessions of two unconnected people in which the rule would speak, to either side."""

LEAST = 0.2
"""The smallest difference that can be a split, as a share of the instrument's range."""


@dataclass(frozen=True, slots=True)
class Split:
    """How far apart two ratings of one session are: `gap` in points, and its probability."""

    gap: float
    p: float
    flagged: bool


def limit(prior: Prior) -> float:
    """From how many points on two ratings of one session are a split, in the instrument's units."""
    return NormalDist().inv_cdf(1 - ALPHA / 2) * math.sqrt(2 * (prior.tau2 + prior.sigma2))


def split(
    one: float, other: float, prior: Prior, *, lowest: float | None, highest: float | None
) -> Split:
    """Read two people's ratings of one session by the same instrument, in any order.

    `p` is how often two unconnected people would differ at least this much.
    """
    gap = abs(one - other)
    p = math.erfc(gap / (2 * math.sqrt(prior.tau2 + prior.sigma2)))
    return Split(gap, p, p < ALPHA and gap >= least_drop(lowest, highest, LEAST))
