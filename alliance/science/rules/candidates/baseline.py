"""The frame that candidates share: expect, judge, take in what was not flagged."""

from typing import Protocol

import numpy as np
from scipy.special import stdtr

from alliance.science.rules.setting import Setting
from alliance.science.simulation import Flags, Grid
from alliance.science.student import Student

MANY = 32
"""Above so many different degrees of freedom a table for each is no shorter way."""


class Baseline(Protocol):
    """What is known of each client (arrays over clients), and what it makes of the next rating."""

    def probability(self, y: Grid) -> Grid:
        """How often a rating this low or lower would come; NaN where there is none."""

    def centre(self) -> Grid:
        """What is expected next, in the units of the ratings."""

    def take(self, y: Grid, kept: Flags) -> None:
        """Take in the ratings that are kept, and let a session pass for everyone."""


def judge(
    grid: Grid,
    baseline: Baseline,
    threshold: float,
    factor: Grid | None = None,
    *,
    least: float = 0.0,
    top: float | None = None,
) -> Flags:
    """Flags where p is below the threshold (times `factor`, by client and session), frozen.

    As in the product a client's first rating is never flagged, whichever candidate reads it, and a
    flag needs a drop of `least` below what was expected. Who expects more than the `top` of the
    scale is taken to expect the top: only from there can an answer fall.
    """
    flags = np.zeros(grid.shape, dtype=bool)
    rated = np.zeros(len(grid), dtype=bool)
    highest = np.inf if top is None else top
    for column, y in enumerate(grid.T):
        limit = threshold if factor is None else threshold * factor[:, column]
        given = ~np.isnan(y)
        flags[:, column] = (baseline.probability(y) < limit) & rated
        if least:
            flags[:, column] &= y - np.minimum(baseline.centre(), highest) <= -least
        baseline.take(y, given & ~flags[:, column])
        rated |= given
    return flags


class EbT:
    """EB-t itself, in the frame of the candidates."""

    def __init__(self, setting: Setting, clients: int) -> None:
        self.prior = setting.prior
        self.k0 = setting.prior.sigma2 / setting.prior.tau2
        self.n, self.mean, self.ss = np.zeros(clients), np.zeros(clients), np.zeros(clients)

    def expected(self) -> tuple[Grid, Grid, Grid, Grid]:
        """m, v, s2 and nu of each client."""
        prior = self.prior
        m = (self.k0 * prior.mu + self.n * self.mean) / (self.k0 + self.n)
        nu = prior.nu0 + np.maximum(self.n - 1, 0)
        return m, prior.sigma2 / (self.k0 + self.n), (prior.nu0 * prior.s02 + self.ss) / nu, nu

    def probability(self, y: Grid) -> Grid:
        m, v, s2, nu = self.expected()
        return student(nu, (y - m) / np.sqrt(s2 + v))

    def centre(self) -> Grid:
        return self.expected()[0]

    def take(self, y: Grid, kept: Flags) -> None:
        self.weigh(y, kept)

    def weigh(self, y: Grid, weight: Grid | Flags) -> None:
        """Take in ratings of a weight from 0 to 1 each (Welford's update, weighted)."""
        self.n = self.n + weight
        off = np.where(weight > 0, y - self.mean, 0.0)
        step = weight * off / np.maximum(self.n, 1e-9)
        self.mean = self.mean + step
        self.ss = self.ss + weight * off * (off - step)


def student(nu: Grid, t: Grid) -> Grid:
    """The distribution function of Student's t; NaN for NaN."""
    nus, place = np.unique(nu, return_inverse=True)
    if len(nus) > MANY:
        p: Grid = stdtr(nu, t)
        return p
    unknown = np.isnan(t)
    found = Student(nus, len(t)).cdf(np.where(unknown, 0.0, t), place)
    found[unknown] = np.nan
    return found
