"""How long until something happens, when it has not happened yet for everybody.

The survival curve S(t) is the product-limit estimate (Kaplan, E. L. & Meier, P. 1958. Nonparametric
estimation from incomplete observations. Journal of the American Statistical Association, 53,
457-481), its variance Greenwood's. The median is the first time at which S(t) ≤ ½; its interval
holds every t at which a test of S(t) = ½ is not rejected (Brookmeyer, R. & Crowley, J. 1982. A
confidence interval for the median survival time. Biometrics, 38, 29-41), on the log(-log) scale,
which stays within 0-1 and is the better one for few observations.

What has not happened is censored at how long it has been waited for, never left out: leaving out
what is still open would make every median too short.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Step:
    """From `time` on, S is `surviving`; `greenwood` is the sum d / (n(n - d)) so far."""

    time: float
    surviving: float
    greenwood: float


@dataclass(frozen=True, slots=True)
class Median:
    """The median time, `of` whom `happened`; None where the curve, or its limit, stays above ½.

    `high` None is an interval without an upper end: what was observed does not say.
    """

    of: int
    happened: int
    median: float | None
    low: float | None
    high: float | None


def product_limit(observed: Iterable[tuple[float, bool]]) -> list[Step]:
    """The curve, a step at each time at which something happened.

    `observed` holds (how long, whether it happened then). What is censored at a time is still at
    risk then.
    """
    rows = sorted(observed)
    at_risk, surviving, greenwood = len(rows), 1.0, 0.0
    steps = []
    for time, group in groupby(rows, key=lambda row: row[0]):
        here = [happened for _, happened in group]
        events = sum(here)
        if events:
            # The last of all has no finite variance; S is 0 there and no test is asked of it.
            left = at_risk - events
            surviving = surviving * left / at_risk
            if math.isclose(surviving, 0.5, rel_tol=1e-12):
                surviving = 0.5  # a product of quotients misses it by a bit, and the median with it
            greenwood = greenwood + events / (at_risk * left) if left else math.inf
            steps.append(Step(time, surviving, greenwood))
        at_risk -= len(here)
    return steps


def median_time(observed: Iterable[tuple[float, bool]], *, level: float = 0.95) -> Median:
    """The median with its interval."""
    rows = list(observed)
    steps = product_limit(rows)
    z = NormalDist().inv_cdf((1 + level) / 2)
    return Median(
        of=len(rows),
        happened=sum(happened for _, happened in rows),
        median=_first(steps, lambda step: step.surviving <= 0.5),
        low=_first(steps, lambda step: _limit(step, -z) <= 0.5),
        high=_first(steps, lambda step: _limit(step, z) <= 0.5),
    )


def _first(steps: list[Step], holds: Callable[[Step], bool]) -> float | None:
    return next((step.time for step in steps if holds(step)), None)


def _limit(step: Step, z: float) -> float:
    """The lower (z < 0) or upper limit of S at a step, on the log(-log) scale."""
    if step.surviving <= 0:
        return 0.0
    logged = math.log(step.surviving)
    error = math.sqrt(step.greenwood) / abs(logged)
    return math.exp(logged * math.exp(-z * error))
