"""What a rule may know besides the ratings: figures of other clients, never those it judges."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from alliance.science.expectation import Prior
from alliance.science.rules.bounded import Scale
from alliance.science.rules.growth import Growth
from alliance.science.simulation import Flags, Grid, moments


@dataclass(frozen=True, slots=True)
class Setting:
    """What is usual: the prior, and what competitors of EB-t ask for.

    `first_sd` is the standard deviation of clients' first ratings, `phi` the autocorrelation of a
    client's ratings about their level, `scale` the answers that can be given, None where there
    is no end to them. `growth` is how ratings rise and `felt` the prior of what is felt beyond the
    ends of the scale, None where that was not asked.
    """

    prior: Prior
    first_sd: float
    phi: float = 0.0
    scale: Scale | None = None
    growth: Growth | None = None
    felt: Prior | None = None

    @property
    def usual_growth(self) -> Growth:
        """How ratings rise; not at all where nothing is known of it."""
        return self.growth or Growth.none(self.prior)

    @classmethod
    def learned(cls, grid: Grid, scale: Scale | None = None) -> "Setting":
        """The setting from a full grid of other clients."""
        return cls(moments(grid), float(np.std(grid[:, 0], ddof=1)), autocorrelation(grid), scale)


def autocorrelation(grid: Grid) -> float:
    """The lag-one autocorrelation of an AR(1) about each client's level, at least 0.

    Differences over two sessions vary by (1 - phi**2) / (1 - phi) = 1 + phi as much as those over
    one; unlike a correlation of residuals this does not suffer from short series.
    """
    one, two = grid[:, 1:] - grid[:, :-1], grid[:, 2:] - grid[:, :-2]
    return max(0.0, float((two**2).mean() / (one**2).mean()) - 1)


Rule: TypeAlias = Callable[[Grid, Setting], Flags]
"""Ratings (clients x sessions, NaN where none) to flags of the same shape; no rating, no flag."""
