"""What the product's own rules cost, as it runs them: frozen, with a smallest drop, with its prior.

`alliance.science.error_rates` holds the figures that pages quote; they are checked against these.
"""

from collections.abc import Iterable
from functools import partial

import numpy as np

from alliance.science import drift, error_rates
from alliance.science import simulation as sim
from alliance.science.bulk import Grid as Readings
from alliance.science.bulk import read_grid
from alliance.science.calibration.documented import Column, Key
from alliance.science.calibration.measuring import (
    BATCHES,
    TRAINED_ON,
    Course,
    Measured,
    basic,
    in_batches,
)
from alliance.science.error_rates import ErrorRates, Watch
from alliance.science.expectation import Prior
from alliance.science.rules import Setting
from alliance.science.simulation import Clients, Flags, Grid, Scenario

CHECK_PRIOR = Prior.from_spread(7.8, 1.3, 0.85, 8)
"""Shipped for the client's alliance check; a test holds it equal to the instrument's file."""

MIN_DROP = 0.05
LONG = 50
"""Sessions of a long therapy; what comes after `simulation.SESSIONS` of them is `Column.LATER`."""

LONG_EACH = 4
"""One client in so many is followed for as long: four times the sessions at the same cost."""

EITHER = "either"
"""The rule that a slide is noticed by: its drift, or one of its answers alone."""

SLIDE = (0.25, 0.5, 0.75, 1.0)
SLIDE_AT = 4
"""The column where a slide begins: session 5. Four sessions later it has reached its depth."""

SCENARIOS = (*sim.DOCUMENTED, sim.CHECK)


def measure_product(
    *, clients: int = 60_000, batches: int = BATCHES, seed: int = 1
) -> dict[Key, Measured]:
    """The figures behind `error_rates`, for each rule and scenario."""
    found: dict[Key, Measured] = {}
    for scenario in SCENARIOS:
        batch = partial(_batch, scenario, clients // batches)
        found |= in_batches(batch, batches, seed, f"product {scenario.key}")
    return found


def stated() -> dict[Key, float]:
    """What `error_rates` says, under the keys of what is measured."""
    figures = [
        figures_of(watch, each) | later_of(watch, each) for watch, each in error_rates.RATES.items()
    ]
    either = {
        Key(EITHER, each.scenario, column): figure
        for each in error_rates.SLIDES
        for column, figure in (
            (Column.POWER_2, each.noticed_2sd),
            (Column.POWER_3, each.noticed_3sd),
        )
    }
    return {key: figure for several in [*figures, either] for key, figure in several.items()}


def later_of(rule: str, rates: Iterable[ErrorRates]) -> dict[Key, float]:
    """How often a rule is wrong in long therapies, under the keys of what is measured."""
    return {Key(rule, each.scenario, Column.LATER): each.later for each in rates}


def figures_of(rule: str, rates: Iterable[ErrorRates]) -> dict[Key, float]:
    """The error rates of a rule, under the keys of what is measured."""
    return {
        Key(rule, each.scenario, column): figure
        for each in rates
        for column, figure in (
            (Column.FALSE_ALARMS, each.false_alarms),
            (Column.STABLE_FLAGGED, each.stable_flagged),
            (Column.POWER_2, each.power_2sd),
            (Column.POWER_3, each.power_3sd),
        )
    }


def _batch(scenario: Scenario, clients: int, rng: np.random.Generator) -> dict[Key, float]:
    setting = Setting.learned(sim.simulate(scenario, TRAINED_ON, rng).seen())
    if scenario is sim.CHECK:
        setting = Setting(CHECK_PRIOR, setting.first_sd)
    stable = sim.simulate(scenario, clients, rng)
    course = Course.of(stable, sim.onsets(clients, rng))
    long = sim.simulate(scenario, clients // LONG_EACH, rng, sessions=LONG).seen()
    low, marked = (partial(_flagged, scenario=scenario, least=least) for least in (1, 2))
    begun = partial(begins, scenario=scenario)
    slides, either = _slides(setting, stable)
    figures = {
        Watch.LOW: basic(course.flags(low, setting)) | _later(low(long, setting)),
        Watch.MARKED: basic(course.flags(marked, setting)) | _later(marked(long, setting)),
        Watch.DRIFT: _calm(begun(stable.seen(), setting)) | _later(begun(long, setting)) | slides,
        EITHER: either,
    }
    return {
        Key(rule, scenario.key, column): figure
        for rule, columns in figures.items()
        for column, figure in columns.items()
    }


def read_as_run(grid: Grid, setting: Setting, scenario: Scenario) -> Readings:
    """Read ratings as the product does: frozen, with a smallest drop where there is a range."""
    # Without a top there is no range either, and p alone decides.
    lowest = None if scenario.top is None else 0.0
    return read_grid(grid, setting.prior, lowest=lowest, highest=scenario.top, min_drop=MIN_DROP)


def _flagged(grid: Grid, setting: Setting, *, scenario: Scenario, least: int) -> Flags:
    flags: Flags = read_as_run(grid, setting, scenario).flag >= least
    return flags


def _later(flags: Flags) -> dict[Column, float]:
    return {Column.LATER: float(flags[:, sim.SESSIONS :].mean())}


def _calm(begun: Flags) -> dict[Column, float]:
    """New alarms where nothing happened; one that lasts is said once."""
    return {
        Column.FALSE_ALARMS: float(begun[:, 1:].mean()),
        Column.STABLE_FLAGGED: float(begun[:, 1:].any(axis=1).mean()),
    }


def _slides(setting: Setting, stable: Clients) -> tuple[dict[Column, float], dict[Column, float]]:
    """Slides of 2 and 3 sigma noticed within six sessions: by their drift, by a signal at all."""
    at = np.full(stable.count, SLIDE_AT)
    within = slice(SLIDE_AT, SLIDE_AT + 6)
    drifted, noticed = {}, {}
    for sds, column in ((2, Column.POWER_2), (3, Column.POWER_3)):
        low = sim.lowered(at, sds * stable.scenario.sigma, SLIDE, sim.SESSIONS)
        seen = stable.seen(low)
        begun = begins(seen, setting, scenario=stable.scenario)[:, within]
        alone = _flagged(seen, setting, scenario=stable.scenario, least=1)[:, within]
        drifted[column] = float(begun.any(axis=1).mean())
        noticed[column] = float((begun | alone).any(axis=1).mean())
    return drifted, noticed


def begins(grid: Grid, setting: Setting, scenario: Scenario) -> Flags:
    """Where the drift passes its limit that was not past it at the rating before."""
    above = read_as_run(grid, setting, scenario).drift > drift.LIMIT
    earlier = np.zeros(above.shape, dtype=bool)
    standing = np.zeros(above.shape[0], dtype=bool)
    for column, past in enumerate(above.T):
        earlier[:, column] = standing
        standing = np.where(np.isnan(grid[:, column]), standing, past)
    return above & ~earlier
