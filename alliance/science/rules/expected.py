"""EB-t over a grid: the product's own reading (`bulk.read_grid`), as a rule among others."""

from functools import partial

import numpy as np

from alliance.science.bulk import read_grid
from alliance.science.rules.setting import Rule, Setting
from alliance.science.simulation import Flags, Grid


def eb_t(alpha: float, *, freeze: bool = False, least: float = 0.0) -> Rule:
    """EB-t at `alpha`: unfrozen as in the documented table, or as the product runs it.

    `least` is the smallest drop worth a flag, in the units of the ratings.
    """
    return partial(_flags, alpha=alpha, freeze=freeze, least=least)


def eb_t_from_first(alpha: float) -> Rule:
    """EB-t frozen, from the first rating on: that may be flagged too, and is then left out.

    The documented figures of the frozen rule are of this one; the product flags no first rating.
    """
    return partial(_flags_from_first, alpha=alpha)


def _flags_from_first(grid: Grid, setting: Setting, *, alpha: float) -> Flags:
    flags, left = np.zeros(grid.shape, dtype=bool), grid.copy()
    while True:
        read = read_grid(left, setting.prior, lowest=None, highest=None, alpha=alpha, marked=alpha)
        first = (read.n == 0) & (read.p < alpha)
        if not first.any():
            return flags | (read.flag > 0)
        flags |= first
        # What is left out is as if it had not been answered: the next one is the first then.
        left[first] = np.nan


def _flags(grid: Grid, setting: Setting, *, alpha: float, freeze: bool, least: float) -> Flags:
    read = read_grid(
        grid,
        setting.prior,
        lowest=0.0 if least else None,
        highest=least or None,
        alpha=alpha,
        marked=alpha,
        min_drop=1.0,
        freeze=freeze,
    )
    flags: Flags = read.flag > 0
    return flags
