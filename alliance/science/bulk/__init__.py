"""EB-t over many clients at once: the readings of `expectation.read_series`, without its loop.

Only the position in a series is looped over; at each position all clients that have a rating there
are read together, in blocks small enough to stay in the processor's cache. The arithmetic is that
of `expectation`, operation by operation; p comes from `student`, within 1e-10.

A flat array of series is given as `values` and `starts`: client c has the ratings
`values[starts[c]:starts[c + 1]]`, in the order of the sessions; NaN is an unanswered session.
"""

from dataclasses import fields

import numpy as np
from numpy.typing import ArrayLike

from alliance.science.bulk.columns import Baselines, Floats, Grid, Priors, Rule, Whole
from alliance.science.bulk.plan import plan_even, plan_ragged
from alliance.science.bulk.recurrence import read_planned
from alliance.science.bulk.returning import (
    NOT_YET,
    NOTHING,
    RETURNED,
    returned_at_flags,
    since_flag,
)
from alliance.science.expectation import Prior

__all__ = [
    "NOTHING",
    "NOT_YET",
    "RETURNED",
    "Baselines",
    "Grid",
    "Priors",
    "read_grid",
    "read_ragged",
    "returned_at_flags",
    "since_flag",
]


def read_grid(
    values: ArrayLike,
    prior: Prior | Priors,
    *,
    lowest: float | None,
    highest: float | None,
    alpha: float = 0.025,
    marked: float = 0.01,
    min_drop: float = 0.05,
    freeze: bool = True,
) -> Grid:
    """Read ratings of shape (clients, sessions), NaN where a session was not answered."""
    grid = np.asarray(values, dtype=np.float64)
    if grid.ndim != 2:
        raise ValueError(f"a grid has the shape (clients, sessions), not {grid.shape}")
    clients, sessions = grid.shape
    rule = Rule(lowest, highest, alpha, marked, min_drop, freeze)
    priors = Priors.of(prior, clients)
    if grid.size and np.isfinite(grid).all():
        return _read_full(grid, priors, rule)[0]
    flat, _left = _read_flat(grid.ravel(), np.arange(clients + 1) * sessions, priors, rule)
    return flat.each(lambda column: column.reshape(grid.shape))


def read_ragged(
    values: ArrayLike,
    starts: ArrayLike,
    prior: Prior | Priors,
    *,
    lowest: float | None,
    highest: float | None,
    alpha: float = 0.025,
    marked: float = 0.01,
    min_drop: float = 0.05,
    freeze: bool = True,
) -> tuple[Grid, Baselines]:
    """Read series of any lengths, one after the other in a flat array, and what they leave."""
    flat = np.asarray(values, dtype=np.float64)
    bounds = np.asarray(starts, dtype=np.intp)
    _check(flat, bounds)
    rule = Rule(lowest, highest, alpha, marked, min_drop, freeze)
    priors = Priors.of(prior, len(bounds) - 1)
    lengths = np.diff(bounds)
    if len(flat) and (lengths == lengths[0]).all() and np.isfinite(flat).all():
        grid, left = _read_full(flat.reshape(len(lengths), lengths[0]), priors, rule)
        return grid.each(np.ravel), left
    return _read_flat(flat, bounds, priors, rule)


def _check(flat: Floats, bounds: Whole) -> None:
    if flat.ndim != 1 or bounds.ndim != 1 or not len(bounds):
        raise ValueError("values and starts are flat; starts has one entry more than clients")
    if bounds[0] != 0 or bounds[-1] != len(flat) or np.any(np.diff(bounds) < 0):
        raise ValueError("starts must rise from 0 to the number of values")


def _read_full(grid: Floats, priors: Priors, rule: Rule) -> tuple[Grid, Baselines]:
    """Every client has as many ratings: no order has to be found, only turned."""
    clients, sessions = grid.shape
    out = Grid.of(grid.size)
    columns = np.ascontiguousarray(grid.T).ravel()
    left = read_planned(columns, plan_even(clients, sessions), priors, rule, out)
    return out.each(lambda column: column.reshape(sessions, clients).T), left


def _read_flat(flat: Floats, bounds: Whole, priors: Priors, rule: Rule) -> tuple[Grid, Baselines]:
    if np.isinf(flat).any():
        raise ValueError("a rating is a finite number; an unanswered one is NaN")
    answered = ~np.isnan(flat)
    whole = bool(answered.all())
    kept = flat if whole else flat[answered]
    if not whole:
        bounds = np.concatenate([[0], np.cumsum(answered)])[bounds]
    plan, order = plan_ragged(bounds)
    # One place more, for the sessions that were not answered to take their NaN from.
    packed = Grid.of(len(kept) + 1)
    left = read_planned(kept[order], plan, priors, rule, packed)
    for column in packed.columns():
        column[-1] = np.nan if column.dtype == np.float64 else 0
    source = np.full(len(flat), len(kept))
    source[order if whole else np.flatnonzero(answered)[order]] = np.arange(len(kept))
    # One after the other, so that each takes the memory of the one that went before it.
    columns = packed.columns()
    del packed, column
    return Grid(*(columns.pop(0).take(source, mode="clip") for _ in fields(Grid))), left
