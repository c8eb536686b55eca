"""Student's t for many values at once: tables for the body, exact evaluation in the tails.

The degrees of freedom of a reading are the prior's plus a count, so a million readings share a few
dozen of them. For each, the distribution function is tabulated with its derivative, the density,
and cubic Hermite interpolation lies between: the error is at most h⁴/384 times the largest third
derivative of the density, below 1e-10 for h = 1/80 and any degrees of freedom from 2 on. Where
that is too coarse (|t| > 6, few degrees of freedom, few values) the function itself is evaluated.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.intp]

REACH = 6
"""How far from 0 the tables go, in units of t."""

CELLS_PER_UNIT = 80

CELLS = 2 * REACH * CELLS_PER_UNIT

_SMALLEST_NU = 2.0


class Student:
    """The distribution functions of Student's t for a row of degrees of freedom."""

    def __init__(self, nus: Floats, values: int) -> None:
        """Prepare for about `values` evaluations over the degrees of freedom `nus`."""
        self.nus = np.asarray(nus, dtype=np.float64)
        # A table costs as much as evaluating its nodes: worth it only for many more values.
        self._tables: Floats | None = None
        if values > 2 * CELLS * len(self.nus) and self.nus.min() >= _SMALLEST_NU:
            self._tables = np.concatenate([_table(float(nu)) for nu in self.nus], axis=1)

    def cdf(
        self, t: Floats, place: Whole, out: Floats | None = None, spare: Floats | None = None
    ) -> Floats:
        """P(T ≤ t) with the degrees of freedom `nus[place]`; one-dimensional, of one length.

        `spare` is room to work in: three rows at least as long as `t`, of any content.
        """
        p = np.empty_like(t) if out is None else out
        if self._tables is None:
            p[:] = _exact(self.nus[place], t)
            return p
        at, whole, next_ = np.empty((3, len(t))) if spare is None else spare[:3, : len(t)]
        cell, first_cell = whole.view(np.intp), next_.view(np.intp)
        constant, first, second, third = self._tables
        # What lies beyond the tables is read from some cell too, and replaced below.
        with np.errstate(over="ignore", invalid="ignore"):
            np.multiply(t, CELLS_PER_UNIT, out=at)
            at += REACH * CELLS_PER_UNIT
            np.floor(at, out=whole)
            at -= whole
            np.copyto(cell, whole, casting="unsafe")
            np.multiply(place, CELLS, out=first_cell)
            cell += first_cell
            third.take(cell, mode="clip", out=p)
            for coefficient in (second, first, constant):
                p *= at
                p += coefficient.take(cell, mode="clip", out=next_)
        beyond = np.flatnonzero(np.abs(t, out=at) >= REACH)
        if len(beyond):
            p[beyond] = _exact(self.nus[place[beyond]], t[beyond])
        return p

    def quantile(self, p: float) -> Floats:
        """The t below which a share `p` lies, for each of `nus`."""
        from scipy.special import stdtrit

        return np.asarray(stdtrit(self.nus, p), dtype=np.float64)


def _exact(nu: Floats, t: Floats) -> Floats:
    from scipy.special import stdtr

    return np.asarray(stdtr(nu, t), dtype=np.float64)


@lru_cache(maxsize=256)
def _table(nu: float) -> Floats:
    """The coefficients of the cubic in each cell, lowest power first: (4, CELLS)."""
    from scipy.special import gammaln

    t = np.arange(-REACH * CELLS_PER_UNIT, REACH * CELLS_PER_UNIT + 1) / CELLS_PER_UNIT
    p = _exact(np.full_like(t, nu), t)
    norm = np.exp(gammaln((nu + 1) / 2) - gammaln(nu / 2)) / np.sqrt(nu * np.pi)
    rise = norm * (1 + t * t / nu) ** (-(nu + 1) / 2) / CELLS_PER_UNIT
    step, left, right = np.diff(p), rise[:-1], rise[1:]
    table = np.stack([p[:-1], left, 3 * step - 2 * left - right, left + right - 2 * step])
    table.flags.writeable = False
    return table
