"""One candidate on one scenario: its threshold for given false alarms, and what it finds there."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import TypeAlias

import numpy as np

from alliance.science import simulation as sim
from alliance.science.calibration.measuring import TRAINED_ON
from alliance.science.calibration.product import CHECK_PRIOR, MIN_DROP
from alliance.science.expectation import least_drop
from alliance.science.rules import Setting
from alliance.science.rules.bounded import Scale, felt
from alliance.science.rules.candidates.aware import Autoregressive, CeilingAware
from alliance.science.rules.candidates.baseline import Baseline, EbT, judge
from alliance.science.rules.candidates.bayesian import LocalLevel, Mixture
from alliance.science.rules.candidates.growing import LinearGrowth, Rising
from alliance.science.rules.candidates.ordinal import ordinal
from alliance.science.rules.candidates.robust import Huber, Median
from alliance.science.rules.candidates.sliding import AlertedBySlide, OrSlide
from alliance.science.rules.candidates.thawing import Light, Thawing, Together
from alliance.science.rules.growth import Growth
from alliance.science.simulation import Clients, Flags, Grid, Places, Scenario

Candidate: TypeAlias = Callable[[Setting, int], Baseline]

CANDIDATES: dict[str, Candidate] = {
    "conjugate predictive": LocalLevel,
    "variance summed over": Mixture,
    "t likelihood": partial(Mixture, heavy=True),
    "Huber weights": Huber,
    "median": Median,
    "AR(1)": Autoregressive,
    "local level, slow": partial(LocalLevel, walk=0.03),
    "local level, fast": partial(LocalLevel, walk=0.15),
    "growth of all expected": Rising,
    "own growth, of 0 ± .05": LinearGrowth,
    "own growth, learned": partial(LinearGrowth, learned=True),
    "local linear trend": partial(LinearGrowth, walk=0.03, bend=0.0005),
    "censored at the top": CeilingAware,
    "censored, means only": partial(CeilingAware, spread=False),
    "censored, Huber": partial(CeilingAware, reach=2.0),
    "interval likelihood": ordinal,
    "interval, prior of felt": partial(ordinal, felt=True),
    "loosened by drift": AlertedBySlide,
    "or CUSUM > 5": OrSlide,
    "flagged weigh .1": Light,
    "unfrozen": partial(Light, weight=1.0),
    "thaws after two": partial(Thawing, row=2),
    "thaws after three": Thawing,
    "censored, Huber, thaws": Together,
}

ALPHA = 0.025
SURE = 3.0
"""By how many standard errors a difference counts."""

SLIDE_AT = 4
"""The column where shift and slide begin: eight sessions are left."""


class Measure(StrEnum):
    """What is compared; the value is how a report calls it."""

    DIP_2 = "power, dip of 2σ"
    DIP_3 = "power, dip of 3σ"
    SHIFT = "shift of 2σ noticed within 3 sessions"
    ALL_THREE = "all three sessions of a shift of 2σ"
    SUDDEN = "sessions until a shift of 2σ is noticed"
    SLIDE = "sessions until a slide to 2σ is noticed"
    STABLE = "stable clients flagged within 12"
    FALSE = "false alarms per session"

    @property
    def less_is_better(self) -> bool:
        """Whether a smaller figure is the better one."""
        return self in {Measure.SUDDEN, Measure.SLIDE, Measure.STABLE, Measure.FALSE}


@dataclass(frozen=True, slots=True)
class Found:
    """A rule at a threshold: its false alarms per session, and each measure by client.

    A dip is one session lower, a slide takes four sessions (a quarter of its depth each). Sessions
    until noticed are 8 where nothing was by the end. NaN: the session was not answered.
    """

    threshold: float
    false_alarms: float
    by_client: dict[Measure, Grid]

    def mean(self, measure: Measure) -> float:
        """The figure over all clients."""
        return float(np.nanmean(self.by_client[measure]))

    def beyond(self, other: "Found", measure: Measure) -> tuple[float, float]:
        """How much higher than the other rule's on the same clients, and its standard error."""
        return beyond(self.by_client[measure], other.by_client[measure])


@dataclass(frozen=True, slots=True)
class Trial:
    """A scenario's clients, stable and with each event, on which every candidate is tried."""

    scenario: Scenario
    setting: Setting
    onset: Places
    stable: Grid
    dips: tuple[Grid, Grid]
    shift: Grid
    slide: Grid

    @classmethod
    def of(cls, scenario: Scenario, clients: int, seed: int) -> "Trial":
        """Simulate the clients, and those from whom the prior comes."""
        rng = np.random.default_rng(np.random.SeedSequence([seed, *scenario.key.encode()]))
        setting = _setting(scenario, rng)
        people = sim.simulate(scenario, clients, rng)
        onset = sim.onsets(clients, rng)
        at = np.full(clients, SLIDE_AT)
        seen = partial(_lowered, people, scenario.sigma)
        return cls(
            scenario=scenario,
            setting=setting,
            onset=onset,
            stable=people.seen(),
            dips=(seen(onset, 2, (1, 0)), seen(onset, 3, (1, 0))),
            shift=seen(at, 2, (1,)),
            slide=seen(at, 2, (0.25, 0.5, 0.75, 1.0)),
        )

    def flags(self, candidate: Candidate, grid: Grid, threshold: float) -> Flags:
        """What the candidate flags among these ratings."""
        return self.judged(candidate(self.setting, len(grid)), grid, threshold)

    def judged(
        self, baseline: Baseline, grid: Grid, threshold: float, factor: Grid | None = None
    ) -> Flags:
        """Flags as the product raises them: with its smallest drop, where there is a range."""
        top = self.scenario.top
        return judge(
            grid, baseline, threshold, factor, least=least_drop(0.0, top, MIN_DROP), top=top
        )

    def false_alarms(self, candidate: Candidate, threshold: float) -> float:
        """Flags per answered session from the second on."""
        flags = self.flags(candidate, self.stable, threshold)[:, 1:]
        return float(flags.sum() / (~np.isnan(self.stable[:, 1:])).sum())

    def clients_flagged(self, candidate: Candidate, threshold: float) -> float:
        """The share of stable clients with a flag from the second session on."""
        return float(self.flags(candidate, self.stable, threshold)[:, 1:].any(axis=1).mean())

    def find(self, candidate: Candidate, threshold: float) -> Found:
        """What the candidate finds at this threshold."""
        dip_2, dip_3 = (
            self.in_session(grid, self.flags(candidate, grid, threshold)) for grid in self.dips
        )
        shift = self.flags(candidate, self.shift, threshold)[:, SLIDE_AT:]
        slide = self.flags(candidate, self.slide, threshold)[:, SLIDE_AT:]
        stable = self.flags(candidate, self.stable, threshold)[:, 1:]
        answered = (~np.isnan(self.stable[:, 1:])).sum(axis=1)
        return Found(
            threshold=threshold,
            false_alarms=float(stable.sum() / answered.sum()),
            by_client={
                Measure.DIP_2: dip_2,
                Measure.DIP_3: dip_3,
                Measure.SHIFT: shift[:, :3].any(axis=1).astype(float),
                Measure.ALL_THREE: shift[:, :3].all(axis=1).astype(float),
                Measure.SUDDEN: _delay(shift),
                Measure.SLIDE: _delay(slide),
                Measure.STABLE: stable.any(axis=1).astype(float),
                # Weighted, so that the mean over clients is that over sessions.
                Measure.FALSE: stable.sum(axis=1) / answered.mean(),
            },
        )

    def in_session(self, grid: Grid, flags: Flags) -> Grid:
        """Whether the session of the dip is flagged, by client; NaN where it was not answered."""
        rows = np.arange(len(grid))
        answered = ~np.isnan(grid[rows, self.onset])
        return np.where(answered, flags[rows, self.onset], np.nan)


def beyond(theirs: Grid, ours: Grid) -> tuple[float, float]:
    """How much higher one is than the other on the same clients, and its standard error."""
    differences = theirs - ours
    judged = differences[~np.isnan(differences)]
    return float(judged.mean()), float(judged.std()) / math.sqrt(len(judged))


def matched(alarms: Callable[[float], float], target: float, start: float = ALPHA) -> float:
    """The threshold at which `alarms(threshold)` is `target`, by secants of the logarithms.

    Raises ValueError where no threshold leads there: a rule that has more false alarms already
    without it.
    """
    low, high = math.log(1e-7), math.log(0.4)
    if alarms(math.exp(low)) >= target:
        raise ValueError("more false alarms than asked for at any threshold")
    at, slope = math.log(start), 0.8
    for _ in range(30):
        rate = alarms(math.exp(at))
        off = math.log(target) - math.log(max(rate, 1e-6))
        if abs(off) < 0.001:
            return math.exp(at)
        low, high = (at, high) if off > 0 else (low, at)
        step = at + off / slope
        at = step if low < step < high else (low + high) / 2
    return math.exp(at)


def reference(trial: Trial) -> Found:
    """EB-t as the product runs it."""
    return trial.find(EbT, ALPHA)


def _setting(scenario: Scenario, rng: np.random.Generator) -> Setting:
    """What is known of other clients, who answered every time.

    The check is read as it is shipped: with its prior, which knows of no growth and no ceiling.
    """
    full = scenario.varied(scenario.key, scenario.title, answered=1.0)
    others = sim.simulate(full, 5 * TRAINED_ON, rng).seen()
    scale = None if scenario.top is None else Scale(scenario.top, scenario.step)
    setting = Setting.learned(others, scale)
    if scenario == sim.CHECK:
        return replace(setting, prior=CHECK_PRIOR)
    beyond = felt(others[:TRAINED_ON], setting.prior, scale) if scale else None
    return replace(setting, growth=Growth.learned(others), felt=beyond)


def _lowered(
    people: Clients, sigma: float, onset: Places, sds: float, shape: tuple[float, ...]
) -> Grid:
    return people.seen(sim.lowered(onset, sds * sigma, shape, sim.SESSIONS))


def _delay(flags: Flags) -> Grid:
    """Sessions before the first flag; as many as there are columns where there is none."""
    first: Grid = np.where(flags.any(axis=1), flags.argmax(axis=1), float(flags.shape[1]))
    return first
