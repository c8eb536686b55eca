"""The series of many clients as arrays: a place for each session, also for an unanswered one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alliance.actions.reading import SAME
from alliance.science.bulk import Baselines, Grid, read_ragged
from alliance.science.expectation import Prior
from measures.instrument import Composite

ROW = np.dtype(
    [
        ("client", "i8"),
        ("starts_at", "f8"),  # seconds since 1970
        ("session", "i8"),
        ("rating", "i8"),  # 0 where the session was not rated
        ("score", "f8"),  # NaN where too little was answered
        ("reading", "i8"),  # the current one; 0 where there is none
        ("n", "i8"),
        ("expected", "f8"),
        ("p", "f8"),
        ("value", "f8"),
        ("flag", "i8"),
    ]
)
"""A client's part in a session with its rating and that rating's current reading."""

Rows = NDArray[np.void]
Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Series:
    """Rows in order, client c's at `starts[c]:starts[c + 1]`, each up to the last rated session."""

    rows: Rows
    starts: Whole

    @classmethod
    def of(cls, rows: Rows) -> "Series":
        """Put rows in order and leave out what follows a client's last rating."""
        rows = rows[np.lexsort((rows["session"], rows["starts_at"], rows["client"]))]
        starts = _starts(rows["client"])
        # Counted from behind: how many ratings follow, this row's included, until the client ends.
        rated = np.concatenate([[0], np.cumsum(rows["rating"] > 0)])
        ends = np.repeat(starts[1:], np.diff(starts))
        rows = rows[rated[ends] > rated[np.arange(len(rows))]]
        return cls(rows, _starts(rows["client"]))

    @property
    def clients(self) -> Whole:
        """Whose series these are, by id."""
        return np.asarray(self.rows["client"][self.starts[:-1]])

    def read(self, prior: Prior, composite: Composite) -> tuple[Grid, Baselines]:
        """What each rating means against this prior."""
        return read_ragged(
            self.rows["score"],
            self.starts,
            prior,
            lowest=composite.lowest,
            highest=composite.highest,
        )

    def changed(self, read: Grid) -> NDArray[np.bool_]:
        """Where a rating with a score reads differently from its current reading, or has none."""
        rows = self.rows
        same = (
            (rows["reading"] > 0)
            & (rows["n"] == read.n)
            & (rows["flag"] == read.flag)
            & (np.abs(rows["value"] - rows["score"]) < SAME)
            & (np.abs(rows["expected"] - read.expected) < SAME)
            & (np.abs(rows["p"] - read.p) < SAME)
        )
        return np.asarray(~np.isnan(rows["score"]) & ~same)

    def counted(self, which: NDArray[np.bool_]) -> Whole:
        """How many of each client's rows are marked."""
        total = np.concatenate([[0], np.cumsum(which)])
        return np.asarray(total[self.starts[1:]] - total[self.starts[:-1]])

    def last(self, which: NDArray[np.bool_]) -> Whole:
        """The place of each client's last marked row, -1 where none is."""
        places = np.where(which, np.arange(len(which)), -1)
        return np.maximum.reduceat(places, self.starts[:-1]) if len(places) else places


def _starts(clients: Whole) -> Whole:
    if not len(clients):
        return np.zeros(1, dtype=np.int64)
    changes = np.flatnonzero(np.diff(clients)) + 1
    return np.concatenate([[0], changes, [len(clients)]])
