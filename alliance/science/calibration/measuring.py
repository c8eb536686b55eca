"""Measuring rules on simulated clients, in batches that each learn their own prior.

A prior from 4,000 clients is itself uncertain (above all nu0), and so are the figures that rest
on it. Each batch therefore learns its prior from clients of its own, and the standard error over
batches holds both what the judged clients and what the prior owe to chance.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from alliance.science import compared, rules
from alliance.science import simulation as sim
from alliance.science.bulk import read_grid
from alliance.science.calibration import documented as said
from alliance.science.calibration.documented import Column, Key
from alliance.science.error_rates import true_share
from alliance.science.rules import Rule, Setting
from alliance.science.simulation import Clients, Flags, Grid, Places, Scenario

AnyGrid: TypeAlias = npt.NDArray[Any]

BATCHES = 60
TRAINED_ON = 4_000
SHIFT_AT = 6
"""The column where the documented lasting shift begins: session 7."""

RULES: dict[str, Rule] = {
    compared.SRS: rules.srs_rule,
    compared.ONE_SIGMA: rules.one_sigma,
    compared.RELIABLE: rules.reliable_change,
    compared.OWN_MEAN: rules.own_mean,
    compared.XMR: rules.xmr,
    compared.EWMA: rules.ewma,
    compared.CUSUM: rules.cusum,
    compared.EB_T: rules.eb_t(0.025),
    compared.EB_T_01: rules.eb_t(0.01),
    said.FROZEN: rules.eb_t_from_first(0.025),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure and its Monte-Carlo standard error."""

    figure: float
    error: float


def measure(
    scenarios: Iterable[Scenario] = sim.DOCUMENTED,
    *,
    clients: int = 60_000,
    batches: int = BATCHES,
    seed: int = 1,
) -> dict[Key, Measured]:
    """Every figure of the documented table and sentences, from `clients` clients a scenario."""
    found: dict[Key, Measured] = {}
    for scenario in scenarios:
        found |= in_batches(
            partial(_batch, scenario, clients // batches), batches, seed, scenario.key
        )
    return found


def in_batches(
    batch: Callable[[np.random.Generator], Mapping[Key, float]],
    batches: int,
    seed: int,
    name: str,
) -> dict[Key, Measured]:
    """Means over batches. Each batch's numbers hang on seed, name and place alone."""
    results = []
    for place in range(batches):
        sequence = np.random.SeedSequence([seed, place, *name.encode()])
        results.append(batch(np.random.default_rng(sequence)))
    figures = {key: np.array([result[key] for result in results]) for key in results[0]}
    return {
        key: Measured(float(each.mean()), float(each.std(ddof=1)) / math.sqrt(batches))
        for key, each in figures.items()
    }


@dataclass(frozen=True, slots=True)
class Course:
    """Stable clients, and the same with an event each: their ratings, or a rule's flags on them.

    A dip of 2 and of 3 sigma begins at `onset`; `early` are dips of 3 sigma at sessions 2, 3, 4.
    """

    stable: AnyGrid
    onset: Places
    dips: tuple[AnyGrid, AnyGrid]
    early: tuple[AnyGrid, ...] = ()
    shifted: AnyGrid | None = None

    @classmethod
    def of(cls, people: Clients, onset: Places, *, whole: bool = False) -> "Course":
        """Dips of 2 and 3 sigma; `whole` adds early dips and the documented lasting shift."""
        seen, sigma = people.seen(), people.scenario.sigma
        two, three = (_dipped(people, onset, sds * sigma) for sds in (2, 3))
        if not whole:
            return cls(seen, onset, (two, three))
        places = (np.full(people.count, place) for place in range(1, 4))
        early = tuple(_dipped(people, place, 3 * sigma) for place in places)
        # The documented shift lowers the rating as it was given, below the ceiling already.
        at = np.full(people.count, SHIFT_AT)
        shifted = seen - sim.lowered(at, 2 * sigma, (1,), sim.SESSIONS)
        if people.scenario.top is not None:
            shifted = np.clip(shifted, 0.0, people.scenario.top)
        return cls(seen, onset, (two, three), early, shifted)

    def flags(self, rule: Rule, setting: Setting) -> "Course":
        """The rule's flags in place of ratings; all at once, which is a good deal faster."""
        shift = () if self.shifted is None else (self.shifted,)
        grids = (self.stable, *self.dips, *self.early, *shift)
        stable, two, three, *rest = np.split(rule(np.concatenate(grids), setting), len(grids))
        return Course(
            stable, self.onset, (two, three), tuple(rest[:3]), rest[3] if len(rest) > 3 else None
        )


def _dipped(people: Clients, onset: Places, drop: float) -> Grid:
    return people.seen(sim.lowered(onset, drop, (1, 0), sim.SESSIONS))


def _batch(scenario: Scenario, clients: int, rng: np.random.Generator) -> dict[Key, float]:
    setting = Setting.learned(sim.simulate(scenario, TRAINED_ON, rng).seen())
    people = sim.simulate(scenario, clients, rng)
    course = Course.of(people, sim.onsets(clients, rng), whole=True)
    found: dict[Key, float] = {}
    for name, rule in RULES.items():
        if name == compared.SRS and scenario.top is None:
            continue  # a cut-off on another scale means nothing
        flags = course.flags(rule, setting)
        figures = basic(flags) | _others(flags)
        figures[Column.CAME_BACK] = came_back(flags.stable, course.stable, setting)
        found |= {Key(name, scenario.key, column): figure for column, figure in figures.items()}
    return found | _slopes(scenario, rng, clients)


def basic(flags: Course) -> dict[Column, float]:
    """The columns of the table: false alarms, clients flagged, power in the session of a dip."""
    stable = flags.stable[:, 1:]
    two, three = (
        float(np.take_along_axis(hit, flags.onset[:, None], axis=1).mean()) for hit in flags.dips
    )
    false_alarms = float(stable.mean())
    return {
        Column.FALSE_ALARMS: false_alarms,
        Column.STABLE_FLAGGED: float(stable.any(axis=1).mean()),
        Column.POWER_2: two,
        Column.POWER_3: three,
        Column.TRUE_AT_10: true_share(0.10, two, false_alarms),
        Column.TRUE_AT_3: true_share(0.03, two, false_alarms),
    }


def _others(flags: Course) -> dict[Column, float]:
    columns = (Column.AT_SESSION_2, Column.AT_SESSION_3, Column.AT_SESSION_4)
    early = {
        column: float(hit[:, place].mean())
        for column, hit, place in zip(columns, flags.early, range(1, 4), strict=True)
    }
    assert flags.shifted is not None
    lasting = flags.shifted[:, SHIFT_AT : SHIFT_AT + 3]
    return early | {Column.ALL_THREE: float(lasting.all(axis=1).mean())}


def came_back(flags: Flags, seen: Grid, setting: Setting, *, within: int = 3) -> float:
    """Of false alarms: is one of the next `within` ratings at least m - sigma/2 again?

    m is what was expected when the flag was raised. Only flags count that so many sessions follow.
    """
    read = read_grid(seen, setting.prior, lowest=None, highest=None, freeze=False)
    back_at = read.expected - 0.5 * math.sqrt(setting.prior.sigma2)
    judged = range(1, seen.shape[1] - within)
    back = np.stack(
        [(seen[:, s + 1 : s + 1 + within] >= back_at[:, [s]]).any(axis=1) for s in judged], axis=1
    )
    flagged = flags[:, judged.start : judged.stop]
    return float(back[flagged].mean()) if flagged.any() else math.nan


def _slopes(scenario: Scenario, rng: np.random.Generator, clients: int) -> dict[Key, float]:
    """The spread of least-squares slopes through ratings that do not move, in units of sigma."""
    if scenario.key != "gaussian":
        return {}
    found = {}
    for column, n in ((Column.SLOPE_AT_4, 4), (Column.SLOPE_AT_6, 6)):
        at = np.arange(n) - (n - 1) / 2
        slopes = rng.standard_normal((clients, n)) @ at / (at @ at)
        found[Key("least squares", scenario.key, column)] = float(slopes.std())
    return found
