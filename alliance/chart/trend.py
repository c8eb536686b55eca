"""Where a client's answers are going, said only when there are enough of them to know."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from alliance.chart.point import ChartPoint

ENOUGH_ANSWERS = 6
"""Below this nothing is said: over four answers the slope's standard error is .45 of one answer's
own spread, over six .24 (docs/calibration.md)."""

CLEAR = 2.0
"""A slope nearer to nothing than this many of its standard errors is not spoken of."""


@dataclass(frozen=True, slots=True)
class Trend:
    """The straight line through a client's answers.

    `slope` is in the instrument's points a session, `error` its standard error, `answers` how many
    it rests on.
    """

    slope: float
    error: float
    answers: int

    @property
    def is_clear(self) -> bool:
        """Whether the slope is more than two standard errors from none."""
        return abs(self.slope) > max(CLEAR * self.error, 1e-9)


def trend(points: Iterable[ChartPoint]) -> Trend | None:
    """The trend of the client's answers that may be seen; None below six of them.

    Ordinary least squares over the sessions' numbers: slope = Sxy / Sxx, standard error
    sqrt(SSE / (n - 2) / Sxx). A session without an answer is left out, never filled in.
    """
    given = [(float(p.number), p.shown) for p in points if p.shown is not None]
    n = len(given)
    if n < ENOUGH_ANSWERS:
        return None
    mean_x = math.fsum(x for x, _ in given) / n
    mean_y = math.fsum(y for _, y in given) / n
    sxx = math.fsum((x - mean_x) ** 2 for x, _ in given)
    slope = math.fsum((x - mean_x) * (y - mean_y) for x, y in given) / sxx
    sse = math.fsum((y - mean_y - slope * (x - mean_x)) ** 2 for x, y in given)
    return Trend(slope, math.sqrt(sse / (n - 2) / sxx), n)
