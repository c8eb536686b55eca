"""EB-t: is this rating unexpectedly low for this client?

A client's own earlier ratings, drawn towards what is usual for the perspective and instrument,
say what to expect next; Student's t says how surprising the answer is. Source and error rates:
the simulation in `alliance.science.simulation` and the page that explains a signal.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import Self


@dataclass(frozen=True, slots=True)
class Prior:
    """What is usual for one perspective and instrument, in the instrument's units.

    `mu` is the mean, `tau2` the variance between clients, `sigma2` the variance within a client;
    `nu0` (degrees of freedom) and `s02` (variance) say how much the within-client variance
    itself differs from client to client: nu0 * s02 / (nu0 - 2) = sigma2.
    """

    mu: float
    tau2: float
    sigma2: float
    nu0: float
    s02: float

    def __post_init__(self) -> None:
        if min(self.tau2, self.sigma2, self.nu0, self.s02) <= 0:
            raise ValueError("variances and degrees of freedom must be positive")

    @classmethod
    def from_spread(cls, mu: float, tau: float, sigma: float, nu0: float) -> Self:
        """The prior from standard deviations between (`tau`) and within (`sigma`) clients."""
        if nu0 <= 2:
            raise ValueError("nu0 must exceed 2: the within-client variance has no mean below")
        return cls(mu, tau**2, sigma**2, nu0, sigma**2 * (nu0 - 2) / nu0)


@dataclass(frozen=True, slots=True)
class Baseline:
    """A client's earlier ratings summed up: how many, their mean, the squares about it."""

    n: int = 0
    mean: float = 0.0
    ss: float = 0.0

    def including(self, y: float) -> "Baseline":
        """The baseline with one more rating (Welford's update, O(1))."""
        n = self.n + 1
        off = y - self.mean
        mean = self.mean + off / n
        return Baseline(n, mean, self.ss + off * (y - mean))


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected of the next rating before anyone has looked at it.

    `m` is the expected value and `v` the variance of that expectation, from `n` ratings; `s2`
    with `nu` degrees of freedom is this client's own variance. `scale` is the width of the
    t distribution; `z_scale` is the fixed width on which drift is measured.
    """

    n: int
    m: float
    v: float
    s2: float
    nu: float
    scale: float
    z_scale: float

    def probability(self, y: float) -> float:
        """How often an answer this low or lower would come if nothing had changed."""
        return _student().cdf(self.nu, (y - self.m) / self.scale)

    def band(self, alpha: float) -> tuple[float, float]:
        """Where an answer is expected, with a share `alpha` beyond each edge. Not clipped."""
        reach = -_quantile(self.nu, alpha) * self.scale
        return self.m - reach, self.m + reach


class Flag(StrEnum):
    """Whether a reading is worth asking about: not, "low", or "marked" (rarer still)."""

    NONE = ""
    LOW = "low"
    MARKED = "marked"


@dataclass(frozen=True, slots=True)
class Reading:
    """A rating put beside what was expected for this client.

    `n` earlier ratings led to `expected`; `t` is the distance in units of `scale`, `p` the
    probability of an answer this low, `low` and `high` the edges of the expected band inside the
    instrument's range, `z` the distance in the fixed units drift is summed in.
    """

    value: float
    n: int
    expected: float
    scale: float
    t: float
    p: float
    flag: Flag
    low: float
    high: float
    z: float

    @property
    def slides(self) -> bool:
        """Whether it counts towards the drift (`alliance.science.drift`)."""
        return self.n > 0 and not self.flag


def expect(baseline: Baseline, prior: Prior) -> Expected:
    """What is expected next, from this client's baseline and what is usual."""
    k0 = prior.sigma2 / prior.tau2
    weight = k0 + baseline.n
    m = (k0 * prior.mu + baseline.n * baseline.mean) / weight
    v = prior.sigma2 / weight
    nu = prior.nu0 + max(baseline.n - 1, 0)
    s2 = (prior.nu0 * prior.s02 + baseline.ss) / nu
    return Expected(baseline.n, m, v, s2, nu, math.sqrt(s2 + v), math.sqrt(prior.sigma2 + v))


def read(
    y: float,
    baseline: Baseline,
    prior: Prior,
    *,
    lowest: float | None,
    highest: float | None,
    alpha: float = 0.025,
    marked: float = 0.01,
    min_drop: float = 0.05,
    freeze: bool = True,
) -> tuple[Reading, Baseline]:
    """Read one rating against the client's baseline, and the baseline for the next one.

    It is flagged when p < `alpha` and it lies at least `min_drop` (a share of the range from
    `lowest` to `highest`) below what was expected; "marked" when also p < `marked`. With `freeze`
    a flagged rating stays out of the baseline, or it would mask a second bad session. Without a
    range (None) the band is not clipped and p alone decides. The first rating of a client is never
    flagged and always enters the baseline: nothing is known yet of which it could be a drop.
    """
    if not math.isfinite(y):
        raise ValueError("a rating is a finite number; an unanswered one has no reading")
    expected = expect(baseline, prior)
    p = expected.probability(y)
    flag = Flag.NONE
    if baseline.n and p < alpha and expected.m - y >= least_drop(lowest, highest, min_drop):
        flag = Flag.MARKED if p < marked else Flag.LOW
    low, high = expected.band(alpha)
    off = y - expected.m
    reading = Reading(
        value=y,
        n=baseline.n,
        expected=expected.m,
        scale=expected.scale,
        t=off / expected.scale,
        p=p,
        flag=flag,
        low=low if lowest is None else max(low, lowest),
        high=high if highest is None else min(high, highest),
        z=off / expected.z_scale,
    )
    return reading, baseline if flag and freeze else baseline.including(y)


def least_drop(lowest: float | None, highest: float | None, share: float) -> float:
    """The smallest drop worth a flag: a share of the range, and 0 where no range is known."""
    if lowest is None or highest is None:
        return 0.0
    return share * (highest - lowest)


def read_series(
    values: Sequence[float | None],
    prior: Prior,
    *,
    lowest: float | None,
    highest: float | None,
    alpha: float = 0.025,
    marked: float = 0.01,
    min_drop: float = 0.05,
    freeze: bool = True,
) -> tuple[list[Reading | None], Baseline]:
    """Read a client's ratings in the order of their sessions, and the baseline they leave.

    None is a session without an answer: it has no reading and nothing stands in for it.
    """
    baseline = Baseline()
    readings: list[Reading | None] = []
    for y in values:
        if y is None:
            readings.append(None)
            continue
        reading, baseline = read(
            y,
            baseline,
            prior,
            lowest=lowest,
            highest=highest,
            alpha=alpha,
            marked=marked,
            min_drop=min_drop,
            freeze=freeze,
        )
        readings.append(reading)
    return readings, baseline


def returned_at(values: Sequence[float | None], m: float, sigma: float) -> int | None:
    """Where the ratings had returned to baseline: the second in a row of at least m - sigma/2.

    `values` are those since the drop, by session; an unanswered session neither counts nor
    interrupts. This says that a score came back, never that anything was repaired.
    """
    before = False
    for place, y in enumerate(values):
        if y is None:
            continue
        back = y >= m - 0.5 * sigma
        if back and before:
            return place
        before = back
    return None


def returned(values: Sequence[float | None], m: float, sigma: float) -> bool:
    """Whether two ratings in a row since the drop were at least m - sigma/2."""
    return returned_at(values, m, sigma) is not None


@dataclass(frozen=True, slots=True)
class _Student:
    cdf: Callable[[float, float], float]
    quantile: Callable[[float, float], float]


@cache
def _student() -> _Student:
    """Student's t, loaded on first use: most pages of a web worker never need it."""
    from scipy.special import stdtr, stdtrit

    return _Student(
        cdf=lambda nu, t: float(stdtr(nu, t)),
        quantile=lambda nu, p: float(stdtrit(nu, p)),
    )


@lru_cache(maxsize=4096)
def _quantile(nu: float, p: float) -> float:
    # The degrees of freedom are nu0 plus a count, so few pairs ever occur.
    return _student().quantile(nu, p)
