"""Returned to baseline, for many series at once: that scores came back, never that it was repaired.

`expectation.returned_at` for every flagged rating, without a loop over clients or flags.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from alliance.science.bulk.columns import Grid, Whole

NOTHING, NOT_YET, RETURNED = 0, 1, 2
"""What `since_flag` says: no flag to return from, a flag and no return, returned with this one."""


def returned_at_flags(
    values: ArrayLike, starts: ArrayLike, readings: Grid, sigma: ArrayLike
) -> Whole:
    """Where the ratings had returned after each flagged one, as a place in `values`; else -1.

    They have with the second answered rating in a row of at least m - sigma/2, where m was
    expected at the flag. `sigma` is the standard deviation within a client, one for all or one
    for each client. `readings` are flat, as from `read_ragged`; the answer is aligned with them.
    """
    flat = np.asarray(values, dtype=np.float64)
    bounds = np.asarray(starts, dtype=np.intp)
    at = np.full(len(flat), -1, dtype=np.intp)
    flags = np.flatnonzero(readings.flag)
    client = np.searchsorted(bounds, flags, side="right") - 1
    sigmas = np.broadcast_to(np.asarray(sigma, dtype=np.float64), len(bounds) - 1)
    least = readings.expected[flags] - 0.5 * sigmas[client]
    end, place = bounds[client + 1], flags + 1
    before = np.zeros(len(flags), dtype=bool)
    waiting = place < end
    while waiting.any():
        flags, least, end, place = flags[waiting], least[waiting], end[waiting], place[waiting]
        before = before[waiting]
        y = flat[place]
        back = y >= least
        done = back & before
        at[flags[done]] = place[done]
        before = np.where(np.isnan(y), before, back)
        place += 1
        waiting = ~done & (place < end)
    return at


def since_flag(starts: ArrayLike, readings: Grid, returned: Whole) -> NDArray[np.int8]:
    """For each rating, how things stand since the client's latest flag: see `NOTHING`.

    It is NOT_YET from the flagged rating on, RETURNED at the rating with which they had returned
    (`returned`, from `returned_at_flags`), and NOTHING after that.
    """
    bounds = np.asarray(starts, dtype=np.intp)
    flags = np.flatnonzero(readings.flag)
    said = np.zeros(len(readings.flag), dtype=np.int8)
    if not len(flags):
        return said
    end = bounds[np.searchsorted(bounds, flags, side="right")]
    until = np.minimum(end, np.append(flags[1:], len(said)))
    back = returned[flags]
    came = (back >= 0) & (back < until)
    edges = np.zeros(len(said) + 1, dtype=np.intp)
    edges[flags] += 1
    # Intervals of different flags never overlap, but one may end where the next begins.
    np.subtract.at(edges, np.where(came, back, until), 1)
    said[:] = np.cumsum(edges[:-1]) * NOT_YET
    said[back[came]] = RETURNED
    return said
