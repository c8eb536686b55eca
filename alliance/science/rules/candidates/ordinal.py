"""A candidate that takes ratings for what they are: rounded, and held by the ends of the scale."""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import chdtri

from alliance.science.expectation import Prior
from alliance.science.rules.bounded import UNHEARD_OF, Scale
from alliance.science.rules.candidates.baseline import Baseline
from alliance.science.rules.candidates.bayesian import Mixture
from alliance.science.rules.setting import Setting
from alliance.science.simulation import Flags, Grid

Weights = npt.NDArray[np.float32]

CHUNK = 256
"""So many clients at once keep their weights in the processor's cache."""

LEVELS, WIDTHS = 80, 12
REACH = 4.5
"""Levels go so many standard deviations between clients to either side of the mean."""


@dataclass(frozen=True, slots=True)
class Cells:
    """The grid of levels and widths, with how often each answer is given in each cell."""

    level: Weights
    weight: Weights
    below: Weights
    exactly: Weights

    @classmethod
    @lru_cache(maxsize=8)
    def of(cls, prior: Prior, scale: Scale) -> "Cells":
        """Levels evenly spaced, widths equally probable beforehand."""
        z = np.linspace(-REACH, REACH, LEVELS)
        middles = (np.arange(WIDTHS) + 0.5) / WIDTHS
        widths = np.sqrt(prior.nu0 * prior.s02 / chdtri(prior.nu0, middles))
        level = np.repeat(prior.mu + math.sqrt(prior.tau2) * z, WIDTHS)
        weight = np.repeat(np.exp(-0.5 * z**2), WIDTHS)
        below = scale.below(level, np.tile(widths, LEVELS))
        return cls(
            level.astype(np.float32),
            (weight / weight.sum()).astype(np.float32),
            below.astype(np.float32),
            scale.exactly(below).astype(np.float32),
        )


class Ordinal:
    """Each client's weights on a grid of (level, standard deviation), by interval likelihood.

    Level and standard deviation are independent beforehand, as in `Mixture`; p is how often the
    cells together predict an answer this low or lower (`rules.bounded`).
    """

    def __init__(self, prior: Prior, scale: Scale, clients: int) -> None:
        self.scale = scale
        self.cells = Cells.of(prior, scale)
        self.weight = np.tile(self.cells.weight, (clients, 1))

    def probability(self, y: Grid) -> Grid:
        place, p = self.scale.place(y), np.empty(len(y))
        for some in _chunks(len(y)):
            below = self.cells.below[place[some]]
            p[some] = np.einsum("ij,ij->i", self.weight[some], below)
        return np.where(np.isnan(y), np.nan, p)

    def centre(self) -> Grid:
        """The expected level, which may lie beyond the scale."""
        centre: Grid = (self.weight @ self.cells.level).astype(np.float64)
        return centre

    def take(self, y: Grid, kept: Flags) -> None:
        place = self.scale.place(y)
        for some in _chunks(len(y)):
            weight, fit = self.weight[some], self.cells.exactly[place[some]]
            fit[~kept[some]] = 1.0
            weight *= fit
            weight /= weight.sum(axis=1, keepdims=True)
            # Where next to nothing is left, arithmetic on denormal numbers would cost the most.
            np.maximum(weight, UNHEARD_OF, out=weight)


def ordinal(setting: Setting, clients: int, *, felt: bool = False) -> Baseline:
    """`Ordinal` on a scale with ends. Without them the interval is a point: that is `Mixture`.

    With `felt` the prior is that of what is felt beyond the ends too, as far as it is known.
    """
    if setting.scale is None:
        return Mixture(setting, clients)
    return Ordinal(setting.felt or setting.prior if felt else setting.prior, setting.scale, clients)


def _chunks(clients: int) -> list[slice]:
    return [slice(first, first + CHUNK) for first in range(0, clients, CHUNK)]
