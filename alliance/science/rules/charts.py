"""Rules from statistical process control, each over a client's own earlier ratings.

Sources: NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2 (individuals and moving range),
6.3.2.3 (CUSUM) and 6.3.2.4 (EWMA). A session without an answer changes nothing.
"""

import math

import numpy as np

from alliance.science import drift
from alliance.science.bulk import read_grid
from alliance.science.rules.setting import Setting
from alliance.science.simulation import Flags, Grid

ENOUGH = 3
"""Fewer earlier ratings than this give no limits: the rule is silent."""

XMR_FACTOR = 2.66
"""3 / 1.128: three standard deviations, of which the mean moving range is 1.128 each."""

EWMA_WEIGHT = 0.3
EWMA_LIMIT = 2.5


def own_mean(grid: Grid, setting: Setting, *, sds: float = 2.0) -> Flags:
    """Below the mean of the earlier ratings by `sds` of their standard deviations (n - 1)."""
    count, mean, squares = _zeros(grid)
    flags = np.zeros(grid.shape, dtype=bool)
    for column, y in enumerate(grid.T):
        sd = np.sqrt(squares / np.maximum(count - 1, 1))
        flags[:, column] = (count >= ENOUGH) & (y < mean - sds * sd)
        given = ~np.isnan(y)
        off = np.where(given, y - mean, 0.0)
        count = count + given
        mean = mean + off / np.maximum(count, 1)
        squares = squares + off * np.where(given, y - mean, 0.0)
    return flags


def xmr_limits(grid: Grid, *, factor: float = XMR_FACTOR) -> tuple[Grid, Grid, Grid]:
    """Centre, mean moving range and lower limit (each clients x sessions + 1) before each session.

    Column s rests on the ratings of the sessions before s, the last one on all. NaN where there
    are too few: one for the centre, two for the rest.
    """
    shape = (grid.shape[0], grid.shape[1] + 1)
    centre, moving = np.full(shape, np.nan), np.full(shape, np.nan)
    count, total, ranges = _zeros(grid)
    previous = np.full(grid.shape[0], np.nan)
    for column, y in enumerate(grid.T, start=1):
        given = ~np.isnan(y)
        step = np.abs(y - previous)
        ranges += np.where(np.isnan(step), 0.0, step)
        total += np.where(given, y, 0.0)
        count += given
        previous = np.where(given, y, previous)
        centre[:, column] = np.where(count >= 1, total / np.maximum(count, 1), np.nan)
        moving[:, column] = np.where(count >= 2, ranges / np.maximum(count - 1, 1), np.nan)
    return centre, moving, centre - factor * moving


def xmr(grid: Grid, setting: Setting) -> Flags:
    """Below the lower limit of the individuals chart over the earlier ratings."""
    lower = xmr_limits(grid)[2][:, :-1]
    earlier = np.cumsum(~np.isnan(grid), axis=1) - ~np.isnan(grid)
    return (earlier >= ENOUGH) & (grid < lower)


def ewma_series(grid: Grid, start: float, *, weight: float = EWMA_WEIGHT) -> Grid:
    """The exponentially weighted moving average after each session, from `start` on."""
    level = np.full(grid.shape[0], start)
    series = np.empty(grid.shape)
    for column, y in enumerate(grid.T):
        level = np.where(np.isnan(y), level, weight * y + (1 - weight) * level)
        series[:, column] = level
    return series


def ewma_reach(sd: float, *, sds: float, weight: float = EWMA_WEIGHT) -> float:
    """How far the limits of a long-running EWMA lie from its centre."""
    return sds * sd * math.sqrt(weight / (2 - weight))


def ewma(grid: Grid, setting: Setting) -> Flags:
    """An EWMA of standardised readings below -2.5 of its own standard deviations."""
    low = ewma_series(_z(grid, setting), 0.0) < -ewma_reach(1.0, sds=EWMA_LIMIT)
    return low & ~np.isnan(grid)


def cusum(grid: Grid, setting: Setting) -> Flags:
    """A CUSUM of all standardised readings past its limit, also of those the product leaves out."""
    total = np.zeros(grid.shape[0])
    past = np.zeros(grid.shape, dtype=bool)
    for column, z in enumerate(_z(grid, setting).T):
        total = np.where(np.isnan(z), total, np.maximum(0.0, total - z - drift.SLACK))
        past[:, column] = (total > drift.LIMIT) & ~np.isnan(z)
    return past


def _z(grid: Grid, setting: Setting) -> Grid:
    return read_grid(grid, setting.prior, lowest=None, highest=None, freeze=False).z


def _zeros(grid: Grid) -> tuple[Grid, Grid, Grid]:
    clients = grid.shape[0]
    return np.zeros(clients), np.zeros(clients), np.zeros(clients)
