"""A prior from a clinic's own ratings: what is usual for it, estimated from unbalanced series.

Client i has n_i ratings with mean ȳ_i and sum of squares SS_i about it. The model is that of EB-t:
ȳ_i scatters about μ with variance τ² + σ²/n_i, and SS_i/σ_i² is χ² with n_i - 1 degrees of freedom.

`moments` are the estimates in closed form (one-way analysis of variance; with equal n_i exactly the
formulas of `simulation.moments`). `reml` is restricted maximum likelihood for μ, τ², σ²: the
likelihood is profiled to one unknown, λ = τ²/σ², and needs no more of the ratings than the sums
above. How much σ² differs between clients (ν₀) is by moments in both.

All ratings enter, flagged ones too: without them σ would come out too small, flags would grow more
frequent, and the rule would feed on what it says.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from alliance.science.expectation import Prior

Floats = NDArray[np.float64]

CLIENTS = 40
RATINGS = 4
"""A clinic's own prior needs so many clients with so many ratings: below, it is too unstable."""

CAUTION = 1.0
"""By how many standard errors the σ² of a clinic's prior is put higher than estimated."""

LARGEST_NU0 = 200.0
"""ν₀ where clients hardly differ in σ: above it, t is normal for all that matters here."""

SMALLEST_LAMBDA = 0.01
"""The least τ²/σ² of a prior: however alike clients look, a hundred ratings of one outweigh it."""


class TooFew(ValueError):
    """There are too few clients with enough ratings for a prior of their own."""


@dataclass(frozen=True, slots=True)
class Series:
    """Each client's ratings summed up: how many (at least 1), their mean, the squares about it."""

    n: Floats
    mean: Floats
    ss: Floats


@dataclass(frozen=True, slots=True)
class Spread:
    """The mean, the variance between clients and the variance within a client."""

    mu: float
    tau2: float
    sigma2: float


def summed(values: ArrayLike, starts: ArrayLike) -> Series:
    """Sum up flat series (as in `science.bulk`; NaN was not answered); who has none is left out."""
    flat = np.asarray(values, dtype=np.float64)
    bounds = np.asarray(starts, dtype=np.intp)
    client = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
    answered = ~np.isnan(flat)
    if not answered.all():
        flat, client = flat[answered], client[answered]
    if not np.isfinite(flat).all():
        raise ValueError("a rating is a finite number; an unanswered one is NaN")
    clients = len(bounds) - 1
    n = np.bincount(client, minlength=clients).astype(np.float64)
    rated = n > 0
    mean = np.zeros(clients)
    np.divide(np.bincount(client, flat, clients), n, out=mean, where=rated)
    # About the mean, in a second pass: a sum of squares less a square loses digits.
    ss = np.zeros(clients)
    ss += np.bincount(client, (flat - mean[client]) ** 2, clients)
    return Series(n[rated], mean[rated], ss[rated])


def estimate(values: ArrayLike, starts: ArrayLike, *, caution: float = CAUTION) -> Prior:
    """The prior of these clients; TooFew if fewer than 40 of them have at least 4 ratings.

    μ, τ² and σ² are by REML, then σ² is put `caution` standard errors higher: a σ that is too
    large costs a little power, one that is too small costs trust. With `caution` 0 they are the
    REML estimates as they stand, but for a τ² at or near zero (`SMALLEST_LAMBDA`).
    """
    series = summed(values, starts)
    if np.count_nonzero(series.n >= RATINGS) < CLIENTS:
        raise TooFew(f"a prior needs {CLIENTS} clients with {RATINGS} ratings")
    found = reml(series)
    if found.sigma2 <= 0:
        raise TooFew("a prior needs clients whose ratings differ from one session to the next")
    differing = cv2(series)
    nu0 = degrees_of_freedom(differing)
    sigma2 = found.sigma2 * (1 + caution * _relative_error(series, differing))
    tau2 = max(found.tau2, SMALLEST_LAMBDA * sigma2)
    return Prior(found.mu, tau2, sigma2, nu0, sigma2 * (nu0 - 2) / nu0)


def moments(series: Series) -> Spread:
    """The estimates of a one-way analysis of variance, in closed form; τ² is never below 0."""
    n, clients, ratings = series.n, len(series.n), series.n.sum()
    if clients < 2 or ratings <= clients:
        raise TooFew("variances need two clients, and one of them rated twice")
    within = float(series.ss.sum() / (ratings - clients))
    grand = float(n @ series.mean / ratings)
    between = float(n @ (series.mean - grand) ** 2 / (clients - 1))
    # The mean n_i for this purpose; n itself where all are equal.
    n0 = float(ratings - n @ n / ratings) / (clients - 1)
    tau2 = max(0.0, (between - within) / n0)
    weight = 1 / (tau2 + within / n) if within > 0 or tau2 > 0 else n
    return Spread(float(weight @ series.mean / weight.sum()), tau2, within)


def reml(series: Series) -> Spread:
    """The restricted maximum-likelihood estimates; the moments where σ² cannot be told from 0.

    Newton's method on log λ from the moments, kept inside a bracket; λ = 0 where the likelihood
    falls from there on.
    """
    start = moments(series)
    if start.sigma2 <= 0:
        return start
    profile = _Profile(series)
    if profile.slope(0.0)[0] <= 0:
        return profile.at(0.0)
    lam = max(start.tau2 / start.sigma2, SMALLEST_LAMBDA)
    low, high = 0.0, math.inf
    for _ in range(100):
        slope, curve = profile.slope(lam)
        low, high = (lam, high) if slope > 0 else (low, lam)
        # In log λ the likelihood is nearly a parabola, also where τ² is small.
        bend = lam * curve + slope
        step = -slope / bend if bend < 0 else math.copysign(1.0, slope)
        before, lam = lam, lam * math.exp(max(-3.0, min(3.0, step)))
        if abs(step) <= 1e-10:
            break
        if not low < lam < high:
            lam = (low + min(high, 2 * before)) / 2
    return profile.at(lam)


def cv2(series: Series) -> float:
    """The squared coefficient of variation of σ_i² between clients; below 0 when none shows.

    Of the clients with at least four ratings: v_i = SS_i/(n_i - 1) has E v_i² = σ_i⁴·(1 + 2/(n_i
    - 1)), and each counts by its degrees of freedom.
    """
    enough = series.n >= RATINGS
    free = series.n[enough] - 1
    if not free.sum() or not series.ss[enough].sum():
        return 0.0
    v = series.ss[enough] / free
    mean = free @ v / free.sum()
    return float((free @ (v**2 / (1 + 2 / free))) / free.sum() / mean**2 - 1)


def degrees_of_freedom(cv2: float) -> float:
    """ν₀ = 4 + 2/cv², at most `LARGEST_NU0`."""
    return min(LARGEST_NU0, 4 + 2 / cv2) if cv2 > 0 else LARGEST_NU0


def _relative_error(series: Series, cv2: float) -> float:
    """The standard error of σ², as a share of it: that of a pooled variance, and of σ_i² itself."""
    free = series.n - 1
    total = free.sum()
    of_variance = 2 * (1 + max(cv2, 0.0)) / total
    of_clients = max(cv2, 0.0) * (free @ free) / total**2
    return float(np.sqrt(of_variance + of_clients))


class _Profile:
    """The restricted log-likelihood as a function of λ, on sums by n_i: few n_i ever differ.

    `sums` has for each n_i how many clients have it, and of their means, less `origin`, the sum
    and the sum of squares.
    """

    def __init__(self, series: Series) -> None:
        # About the grand mean, so that squares of means lose no digits.
        self.origin = float(series.n @ series.mean / series.n.sum())
        n, kind = np.unique(series.n, return_inverse=True)
        off = series.mean - self.origin
        self.n = n
        self.sums = np.stack([np.bincount(kind), np.bincount(kind, off), np.bincount(kind, off**2)])
        self.within = float(series.ss.sum())
        self.free = float(series.n.sum()) - 1

    def slope(self, lam: float) -> tuple[float, float]:
        """The first and second derivative by λ of the restricted log-likelihood."""
        w = self.n / (1 + lam * self.n)
        powers = np.stack([w, w * w, w * w * w], axis=1)
        (a0, a1, a2), (b0, b1, b2), (c0, c1, c2) = (self.sums @ powers).tolist()
        # w' = -w², so each sum of powers has the next one as its derivative.
        q = self.within + c0 - b0**2 / a0
        mean, mean1 = b0 / a0, (-b1 + b0 * a1 / a0) / a0
        q1 = -c1 + 2 * mean * b1 - mean**2 * a1
        q2 = 2 * c2 + 2 * mean1 * b1 - 4 * mean * b2 - 2 * mean * mean1 * a1 + 2 * mean**2 * a2
        first = self.free * q1 / q + a0 - a1 / a0
        second = self.free * (q2 / q - (q1 / q) ** 2) - a1 + 2 * a2 / a0 - (a1 / a0) ** 2
        return -first / 2, -second / 2

    def at(self, lam: float) -> Spread:
        """The estimates that go with this λ."""
        w = self.n / (1 + lam * self.n)
        a, b, c = (self.sums @ w).tolist()
        sigma2 = (self.within + c - b * b / a) / self.free
        return Spread(self.origin + b / a, lam * sigma2, sigma2)
