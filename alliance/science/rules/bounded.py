"""Ratings on a scale with ends and steps: what can be answered, and what it says of what was felt.

A rating says that what was felt lay in an interval: half a step about it, or everything beyond the
end of the scale. The likelihood of an interval is that of grouped and censored data (Tobin 1958;
Heitjan 1989, Statistical Science 4, 164-183).
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from alliance.science.expectation import Prior
from alliance.science.simulation import Grid, Places

UNHEARD_OF = 1e-12
"""The least likelihood of any answer: one that fits nobody says nothing, and no weight dies."""

_CLOSE = 1e-4


@dataclass(frozen=True, slots=True)
class Scale:
    """The answers that can be given: 0 to `top` by `step`."""

    top: float
    step: float

    def place(self, y: Grid) -> Places:
        """Which answer each rating is, the lowest being 0; also 0 for one that was not given."""
        return np.rint(np.nan_to_num(y) / self.step).astype(np.intp)

    def below(self, level: Grid, width: Grid) -> Grid:
        """How often each answer or a lower one is given, by (level, standard deviation).

        Of shape (answers, cells). The ends are open: the highest or a lower one is always given.
        """
        answers = round(self.top / self.step) + 1
        edges = (np.arange(answers - 1)[:, None] + 0.5) * self.step
        inner = ndtr((edges - level) / width)
        return np.concatenate([inner, np.ones((1, len(level)))])

    def exactly(self, below: Grid) -> Grid:
        """How often each answer is given, from how often it or a lower one is."""
        return np.maximum(np.diff(below, axis=0, prepend=0.0), UNHEARD_OF)


def felt(grid: Grid, start: Prior, scale: Scale, *, rounds: int = 200) -> Prior:
    """The prior of what is felt, beyond the ends too, from a full grid of other clients' ratings.

    Maximum likelihood by the EM algorithm (Dempster, Laird & Rubin 1977) over a grid of levels and
    widths, from the prior of the ratings as they stand. ν₀ is the maximum-likelihood shape of the
    clients' precisions (Minka 2002: the closed form, within 1.5 %).
    """
    reach = math.sqrt(start.tau2)
    levels = np.linspace(start.mu - 5 * reach, start.mu + 7 * reach, 100)
    widths = math.sqrt(start.sigma2) * np.geomspace(0.12, 6, 20)
    level, precision = np.repeat(levels, len(widths)), np.tile(widths**-2.0, len(levels))
    likelihood = _likelihood(grid, scale, level, precision**-0.5)
    prior = start
    for _ in range(rounds):
        weight = np.exp(-0.5 * (level - prior.mu) ** 2 / prior.tau2)
        half = prior.nu0 / 2
        weight *= np.exp(half * (np.log(precision * prior.s02) - precision * prior.s02 + 1))
        share = weight * ((1 / (likelihood @ weight)) @ likelihood) / len(grid)
        before, prior = prior, _prior(share, level, precision)
        if abs(prior.mu - before.mu) + abs(prior.nu0 - before.nu0) < _CLOSE:
            break
    return prior


def _likelihood(grid: Grid, scale: Scale, level: Grid, width: Grid) -> Grid:
    """Of each client's ratings in each cell, as a share of the best cell's."""
    log = np.log(scale.exactly(scale.below(level, width)))
    fit = np.zeros((len(grid), len(level)))
    for y in grid.T:
        fit += log[scale.place(y)]
    fit -= fit.max(axis=1, keepdims=True)
    return np.exp(fit, out=fit)


def _prior(share: Grid, level: Grid, precision: Grid) -> Prior:
    """The prior under which clients are spread over the cells like that."""
    mu = float(share @ level)
    tau2 = float(share @ (level - mu) ** 2)
    mean = float(share @ precision)
    apart = math.log(mean) - float(share @ np.log(precision))
    shape = (3 - apart + math.sqrt((apart - 3) ** 2 + 24 * apart)) / (12 * apart)
    nu0, s02 = max(2 * shape, 2.1), 1 / mean
    return Prior(mu, tau2, s02 * nu0 / (nu0 - 2), nu0, s02)
