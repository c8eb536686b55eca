"""Candidates that follow a full model of levels and variances."""

import numpy as np
from scipy.special import chdtri, ndtr

from alliance.science.rules.candidates.baseline import student
from alliance.science.rules.setting import Setting
from alliance.science.simulation import Flags, Grid


class LocalLevel:
    """Normal-inverse-chi2 with a level that may walk: West & Harrison's local level model.

    Its variance a session is `walk` times the client's own. With `walk` 0 this is the proper
    posterior predictive of the conjugate model (Gelman et al., Bayesian Data Analysis, 3.3).
    """

    def __init__(self, setting: Setting, clients: int, *, walk: float = 0.0) -> None:
        prior = setting.prior
        self.walk = walk
        self.m = np.full(clients, prior.mu)
        # In units of the client's own variance: how uncertain the level is.
        self.loose = np.full(clients, prior.tau2 / prior.sigma2)
        self.nu = np.full(clients, prior.nu0)
        self.ss = np.full(clients, prior.nu0 * prior.s02)

    def probability(self, y: Grid) -> Grid:
        scale = np.sqrt(self.ss / self.nu * (1 + self.loose))
        return student(self.nu, (y - self.m) / scale)

    def centre(self) -> Grid:
        return self.m

    def take(self, y: Grid, kept: Flags) -> None:
        off = np.where(kept, y - self.m, 0.0)
        gain = np.where(kept, self.loose / (1 + self.loose), 0.0)
        self.ss = self.ss + off**2 / (1 + self.loose)
        self.nu = self.nu + kept
        self.m = self.m + gain * off
        self.loose = self.loose * (1 - gain) + self.walk


class Mixture:
    """Level and variance independent beforehand, the variance summed over instead of plugged in.

    The scaled inverse chi2 of the variances is stood for by equally probable `nodes`. With
    `heavy`, errors are Student's t with 5 degrees of freedom instead of normal: far ratings then
    move level and variance less (weights of the t likelihood).
    """

    def __init__(
        self, setting: Setting, clients: int, *, nodes: int = 16, heavy: bool = False
    ) -> None:
        prior = setting.prior
        middles = (np.arange(nodes) + 0.5) / nodes
        self.sigma2 = prior.nu0 * prior.s02 / chdtri(prior.nu0, middles)
        self.heavy = heavy
        self.m = np.full((clients, nodes), prior.mu)
        self.precision = np.full((clients, nodes), 1 / prior.tau2)
        self.log_weight = np.zeros((clients, nodes))

    def probability(self, y: Grid) -> Grid:
        t = (y[:, None] - self.m) / np.sqrt(self.sigma2 + 1 / self.precision)
        below = _t5(t * _T5_SCALE) if self.heavy else ndtr(t)
        return self._over_nodes(below)

    def centre(self) -> Grid:
        return self._over_nodes(self.m)

    def _over_nodes(self, figures: Grid) -> Grid:
        weight = np.exp(self.log_weight - self.log_weight.max(axis=1, keepdims=True))
        mean: Grid = (weight * figures).sum(axis=1) / weight.sum(axis=1)
        return mean

    def take(self, y: Grid, kept: Flags) -> None:
        given = kept[:, None]
        off = np.where(given, y[:, None] - self.m, 0.0)
        width = self.sigma2 + 1 / self.precision
        if self.heavy:
            far = off**2 / width * _T5_SCALE**2
            fit = -0.5 * np.log(width) - 3 * np.log1p(far / 5)
            weight = 6 / (5 + far) * _T5_INFORMATION
        else:
            fit = -0.5 * np.log(width) - 0.5 * off**2 / width
            weight = np.ones_like(off)
        self.log_weight = self.log_weight + np.where(given, fit, 0.0)
        added = np.where(given, weight / self.sigma2, 0.0)
        self.precision = self.precision + added
        self.m = self.m + added / self.precision * off


_T5_SCALE = np.sqrt(5 / 3)
"""A t with 5 degrees of freedom has this standard deviation."""

_T5_INFORMATION = 1.25
"""Fisher information about its centre, beside that of a normal of the same variance."""


def _t5(t: Grid) -> Grid:
    """The distribution function of Student's t with 5 degrees of freedom, in closed form."""
    angle = np.arctan(t / np.sqrt(5))
    cos = np.cos(angle)
    p: Grid = 0.5 + (angle + np.sin(angle) * cos * (1 + 2 / 3 * cos**2)) / np.pi
    return p
