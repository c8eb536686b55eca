"""What is written: new readings and the clients' standings, as arrays of one length."""

import math
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from alliance.actions.reading import RECENT
from alliance.actions.reread.series import Floats, Series, Whole
from alliance.models import Reading
from alliance.science.bulk import Baselines, Grid

FLAGS = (Reading.Flag.NONE, Reading.Flag.LOW, Reading.Flag.MARKED)
"""By the number a flag has in `alliance.science.bulk`."""


@dataclass(frozen=True, slots=True)
class NewReadings:
    """Readings to add: of which rating, of whom, and the figures of `models.Reading`."""

    clinic_id: int
    cause: str
    read_at: datetime
    replaces: Whole  # ids of the readings these supersede, 0 for a rating's first
    rating: Whole
    client: Whole
    flag: NDArray[np.int8]
    n: NDArray[np.int32]
    figures: dict[str, Floats]  # value, expected, scale, t, p, low, high, drift

    @classmethod
    def of(
        cls, series: Series, read: Grid, *, clinic_id: int, cause: str, read_at: datetime
    ) -> "NewReadings":
        """Those that differ from the current ones."""
        new = np.flatnonzero(series.changed(read))
        rows = series.rows[new]
        names = ("expected", "scale", "t", "p", "low", "high", "drift")
        return cls(
            clinic_id=clinic_id,
            cause=cause,
            read_at=read_at,
            replaces=rows["reading"],
            rating=rows["rating"],
            client=rows["client"],
            flag=read.flag[new],
            n=read.n[new],
            figures={"value": rows["score"]} | {name: getattr(read, name)[new] for name in names},
        )

    def __len__(self) -> int:
        return len(self.rating)


@dataclass(frozen=True, slots=True)
class NewStandings:
    """Where each client stands: the figures of `models.Standing`, and what it points at.

    `scored` is the rating of the latest reading (0: none), `session` the last rated session, `met`
    when it began as the engine counts: to the microsecond on PostgreSQL, not on SQLite.
    """

    clinic_id: int
    perspective: str
    instrument: str
    client: Whole
    n: NDArray[np.int32]
    mean: Floats
    ss: Floats
    drift: Floats
    rated: Whole
    at_maximum: Whole
    scored: Whole
    session: Whole
    met: Floats
    recent: list[list[list[object]]]

    @classmethod
    def of(
        cls,
        series: Series,
        read: Grid,
        left: Baselines,
        *,
        clinic_id: int,
        perspective: str,
        instrument: str,
        highest: float,
    ) -> "NewStandings":
        """From the readings of whole series and the baselines they left."""
        rows = series.rows
        scored = ~np.isnan(rows["score"])
        last = series.last(scored)
        rated = series.last(rows["rating"] > 0)
        return cls(
            clinic_id=clinic_id,
            perspective=perspective,
            instrument=instrument,
            client=series.clients,
            n=left.n,
            mean=left.mean,
            ss=left.ss,
            drift=np.where(last >= 0, read.drift[last], 0.0),
            rated=series.counted(scored),
            at_maximum=series.counted(rows["score"] >= highest),
            scored=np.where(last >= 0, rows["rating"][last], 0),
            session=rows["session"][rated],
            met=rows["starts_at"][rated],
            recent=_recent(series, read),
        )

    def __len__(self) -> int:
        return len(self.client)


def _recent(series: Series, read: Grid) -> list[list[list[object]]]:
    """The last sessions of each client as `Course.recent` has them."""
    lengths = np.diff(series.starts)
    from_end = np.repeat(series.starts[1:], lengths) - np.arange(len(series.rows))
    shown = from_end <= RECENT
    scores, flags = series.rows["score"][shown].tolist(), read.flag[shown].tolist()
    words = [str(flag) for flag in FLAGS]
    points: list[list[object]] = [
        [None, ""] if math.isnan(score) else [round(score, 2), words[flag]]
        for score, flag in zip(scores, flags, strict=True)
    ]
    bounds = np.concatenate([[0], np.cumsum(np.minimum(lengths, RECENT))]).tolist()
    return [points[start:end] for start, end in pairwise(bounds)]
