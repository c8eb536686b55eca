"""Rules that compare a rating with the one of the session before, or with a fixed figure."""

import math

import numpy as np

from alliance.science.rules.setting import Setting
from alliance.science.simulation import Flags, Grid

SRS_CUTOFF = 36.0
SRS_DROP = 1.0
RELIABILITY = 0.90
# Ratings come in steps; a drop of exactly the limit must not hang on how it is rounded.
_ROUNDING = 1e-9


def dropped(grid: Grid, by: float) -> Flags:
    """Where a rating lies at least `by` below that of the session before."""
    flags = np.zeros(grid.shape, dtype=bool)
    flags[:, 1:] = grid[:, :-1] - grid[:, 1:] >= by - _ROUNDING
    return flags


def srs_rule(grid: Grid, setting: Setting) -> Flags:
    """The rule printed with the Session Rating Scale: below 36, or a point lower than last time."""
    return (grid < SRS_CUTOFF - _ROUNDING) | dropped(grid, SRS_DROP)


def one_sigma(grid: Grid, setting: Setting) -> Flags:
    """A drop of at least one within-client standard deviation since the session before."""
    return dropped(grid, math.sqrt(setting.prior.sigma2))


def reliable_change(grid: Grid, setting: Setting) -> Flags:
    """A reliable drop since the session before: 1.96 standard errors of a difference.

    Jacobson & Truax (1991): S_diff = SD * sqrt(2 * (1 - r)), with r = .90 and the SD between
    clients in their first session.
    """
    return dropped(grid, 1.96 * setting.first_sd * math.sqrt(2 * (1 - RELIABILITY)))
