"""EB-t over a grid: the product's own reading (`bulk.read_grid`), as a rule among others."""

from functools import partial

from alliance.science.bulk import read_grid
from alliance.science.rules.setting import Rule, Setting
from alliance.science.simulation import Flags, Grid


def eb_t(alpha: float, *, freeze: bool = False, least: float = 0.0) -> Rule:
    """EB-t at `alpha`: unfrozen as in the documented table, or as the product runs it.

    `least` is the smallest drop worth a flag, in the units of the ratings.
    """
    return partial(_flags, alpha=alpha, freeze=freeze, least=least)


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
