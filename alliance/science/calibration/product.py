"""What the product's own rules cost, as it runs them: frozen, with a smallest drop, with its prior.

`alliance.science.error_rates` holds the figures that pages quote; they are checked against these.
"""

from collections.abc import Iterable
from functools import partial

import numpy as np

from alliance.science import drift, error_rates
from alliance.science import simulation as sim
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
    figures = (figures_of(watch, each) for watch, each in error_rates.RATES.items())
    return {key: figure for several in figures for key, figure in several.items()}


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
    figures = {
        watch: basic(course.flags(rule, setting))
        for watch, rule in (
            (Watch.LOW, partial(_flagged, scenario=scenario, least=1)),
            (Watch.MARKED, partial(_flagged, scenario=scenario, least=2)),
        )
    } | {Watch.DRIFT: _drift(setting, stable)}
    return {
        Key(watch, scenario.key, column): figure
        for watch, columns in figures.items()
        for column, figure in columns.items()
    }


def _flagged(grid: Grid, setting: Setting, *, scenario: Scenario, least: int) -> Flags:
    # Without a top there is no range either, and p alone decides.
    lowest = None if scenario.top is None else 0.0
    read = read_grid(grid, setting.prior, lowest=lowest, highest=scenario.top, min_drop=MIN_DROP)
    flags: Flags = read.flag >= least
    return flags


def _drift(setting: Setting, stable: Clients) -> dict[Column, float]:
    """New alarms (one that lasts is said once); slides that are noticed within six sessions."""
    calm = begins(stable.seen(), setting)[:, 1:]
    at = np.full(stable.count, SLIDE_AT)
    noticed = {}
    for sds in (2, 3):
        low = sim.lowered(at, sds * stable.scenario.sigma, SLIDE, sim.SESSIONS)
        begun = begins(stable.seen(low), setting)
        noticed[sds] = float(begun[:, SLIDE_AT : SLIDE_AT + 6].any(axis=1).mean())
    return {
        Column.FALSE_ALARMS: float(calm.mean()),
        Column.STABLE_FLAGGED: float(calm.any(axis=1).mean()),
        Column.POWER_2: noticed[2],
        Column.POWER_3: noticed[3],
    }


def begins(grid: Grid, setting: Setting) -> Flags:
    """Where the drift passes its limit that was not past it at the rating before."""
    read = read_grid(grid, setting.prior, lowest=None, highest=None)
    above = read.drift > drift.LIMIT
    earlier = np.zeros(above.shape, dtype=bool)
    standing = np.zeros(above.shape[0], dtype=bool)
    for column, past in enumerate(above.T):
        earlier[:, column] = standing
        standing = np.where(np.isnan(grid[:, column]), standing, past)
    return above & ~earlier
