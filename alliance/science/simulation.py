"""Invented clients whose truth is known: what rules are measured on, in place of patients.

A grid holds one client a row and one session a column. The first four scenarios are those that
the documented error rates come from (docs/calibration.md); no rule was tuned on the others.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from alliance.science.expectation import Prior

Grid: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]
Places: TypeAlias = npt.NDArray[np.intp]

SESSIONS = 12
ONSETS = range(4, 9)
"""The columns where an event may begin: sessions 5 to 9."""

_T5 = math.sqrt(5 / 3)
_BURN_IN = 24


@dataclass(frozen=True, slots=True)
class Scenario:
    """How ratings come about: between clients, within a client, from session to session.

    `mu` and `tau` are mean and standard deviation of the clients' levels, `sigma` the typical
    standard deviation within a client, which itself varies log-normally by `spread`. Errors are
    normal, or Student's t with 5 degrees of freedom where `heavy`, or a left-skewed gamma of shape
    `skew`; `phi` is their autocorrelation. `trend` is added each session (where `uneven` that is
    the mean of the clients' trends, which are exponential: none falls), `answered` is the share of
    sessions with an answer. With `top`, ratings are clipped to 0-`top` and rounded to `step`.
    """

    key: str
    title: str
    mu: float = 0.0
    tau: float = math.sqrt(0.7)
    sigma: float = math.sqrt(0.3)
    spread: float = 0.0
    heavy: bool = False
    skew: float = 0.0
    phi: float = 0.0
    trend: float = 0.0
    uneven: bool = False
    answered: float = 1.0
    top: float | None = None
    step: float = 0.1

    def varied(self, key: str, title: str, **changes: float) -> "Scenario":
        """The same scenario with some of its figures changed."""
        return replace(self, key=key, title=title, **changes)  # type: ignore[arg-type]


GAUSSIAN = Scenario("gaussian", "Gaussian")
HETEROGENEOUS = Scenario("heterogeneous", "heterogeneous t₅", spread=0.45, heavy=True)
AUTOCORRELATED = HETEROGENEOUS.varied(
    "autocorrelated", "autocorrelated with trend", phi=0.3, trend=0.03
)
CEILING = Scenario(
    "ceiling",
    "SRS-like ceiling",
    mu=37.0,
    tau=4.0,
    sigma=2.2,
    spread=0.45,
    heavy=True,
    trend=0.05,
    top=40.0,
)
DOCUMENTED = (GAUSSIAN, HETEROGENEOUS, AUTOCORRELATED, CEILING)

CHECK = Scenario(
    "check",
    "alliance check",
    mu=7.8,
    tau=1.3,
    sigma=0.85,
    spread=0.32,
    heavy=True,
    top=10.0,
    step=0.2,
)
"""The product's own check, whose shipped prior is right on average but for the ceiling."""


def _of_icc(icc: float) -> Scenario:
    name = f"{icc:.1f}".removeprefix("0")
    return HETEROGENEOUS.varied(
        f"icc{name}", f"ICC {name}", tau=math.sqrt(icc), sigma=math.sqrt(1 - icc)
    )


GROWING = HETEROGENEOUS.varied("growing", "growth", trend=0.15 * HETEROGENEOUS.sigma)
"""Marked growth: .15 sigma a session, 1.65 sigma from the first to the twelfth."""

UNTUNED = (
    _of_icc(0.3),
    _of_icc(0.9),
    Scenario("skewed", "left-skewed errors", spread=0.45, skew=2.0),
    CEILING.varied("hard_ceiling", "hard ceiling", mu=39.0),
    HETEROGENEOUS.varied("half", "half unanswered", answered=0.5),
    CEILING.varied("half_ceiling", "half unanswered, ceiling", answered=0.5),
    HETEROGENEOUS.varied("sticky", "autocorrelation .6", phi=0.6),
    GROWING,
    GROWING.varied("uneven", "uneven growth", uneven=True),
)


@dataclass(frozen=True, slots=True)
class Clients:
    """Stable clients of one scenario: their ratings without bounds, and as they are seen."""

    scenario: Scenario
    latent: Grid
    missing: Flags

    @property
    def count(self) -> int:
        """How many clients there are."""
        return len(self.latent)

    def seen(self, lowered: Grid | None = None) -> Grid:
        """The ratings as given, those of `lowered` (0 or more, by client and session) lower."""
        grid = self.latent if lowered is None else self.latent - lowered
        scenario = self.scenario
        if scenario.top is not None:
            grid = np.round(np.clip(grid, 0.0, scenario.top) / scenario.step) * scenario.step
        return np.where(self.missing, np.nan, grid)


def simulate(
    scenario: Scenario, clients: int, rng: np.random.Generator, sessions: int = SESSIONS
) -> Clients:
    """Invent clients to whom nothing happens."""
    level = rng.normal(scenario.mu, scenario.tau, (clients, 1))
    z = rng.standard_normal((clients, 1))
    within = scenario.sigma * np.exp(scenario.spread * z - scenario.spread**2)
    errors = _errors(scenario, clients, sessions, rng)
    missing = rng.random((clients, sessions)) >= scenario.answered
    pace = rng.exponential(size=(clients, 1)) if scenario.uneven else np.ones((clients, 1))
    trend = scenario.trend * pace * np.arange(sessions)
    return Clients(scenario, level + within * errors + trend, missing)


def _errors(scenario: Scenario, clients: int, sessions: int, rng: np.random.Generator) -> Grid:
    draw = _innovations(scenario, rng)
    if not scenario.phi:
        return draw((clients, sessions))
    # A burn-in makes the series stationary whatever the innovations' shape.
    innovations = draw((clients, sessions + _BURN_IN)) * math.sqrt(1 - scenario.phi**2)
    for column in range(1, innovations.shape[1]):
        innovations[:, column] += scenario.phi * innovations[:, column - 1]
    return innovations[:, _BURN_IN:]


def _innovations(scenario: Scenario, rng: np.random.Generator) -> Callable[[tuple[int, int]], Grid]:
    """Errors of mean 0 and variance 1."""
    if scenario.skew:
        shape = scenario.skew
        return lambda size: (shape - rng.gamma(shape, size=size)) / math.sqrt(shape)
    if scenario.heavy:
        return lambda size: rng.standard_t(5, size) / _T5
    return rng.standard_normal


def onsets(clients: int, rng: np.random.Generator) -> Places:
    """A column for each client where its event begins, uniform over `ONSETS`."""
    return rng.integers(ONSETS.start, ONSETS.stop, clients)


def lowered(onset: Places, drop: float, shape: tuple[float, ...], sessions: int) -> Grid:
    """How much lower each rating is: `drop` times `shape`, from each client's onset on.

    `shape` is one factor a session; its last one lasts to the end where it is not 0, so (1, 0) is
    a dip of one session, (1,) a lasting shift, (.25, .5, .75, 1) a slow slide.
    """
    since = np.arange(sessions) - onset[:, None]
    factors = np.array([0.0, *shape])
    by: Grid = drop * factors[np.clip(since + 1, 0, len(shape))]
    return by


def moments(grid: Grid) -> Prior:
    """The prior by the method of moments, as the documented table takes it from a full grid.

    sigma2 is the mean of the within-client variances v; tau2 the variance of the clients' means
    less sigma2 / sessions; cv2 = mean(v**2) / (1 + 2/(sessions - 1)) / sigma2**2 - 1 is the squared
    coefficient of variation of the true variances, and nu0 = 4 + 2/cv2.
    """
    sessions = grid.shape[1]
    variances = grid.var(axis=1, ddof=1)
    sigma2 = float(variances.mean())
    means = grid.mean(axis=1)
    tau2 = float(means.var(ddof=1)) - sigma2 / sessions
    cv2 = float((variances**2).mean()) / (1 + 2 / (sessions - 1)) / sigma2**2 - 1
    # Without spread between clients cv2 is 0 but for chance, and nu0 boundless.
    nu0 = 4 + 2 / max(cv2, 1e-3)
    return Prior(float(means.mean()), tau2, sigma2, nu0, sigma2 * (nu0 - 2) / nu0)
