"""What a drift that sums every reading would cost, beside the product's, which leaves some out.

docs/decisions/0011-drift-of-what-was-not-said.md holds what it prints.
"""

from collections.abc import Iterator

import numpy as np

from alliance.science import drift
from alliance.science import simulation as sim
from alliance.science.calibration.product import (
    CHECK_PRIOR,
    SCENARIOS,
    SLIDE,
    SLIDE_AT,
    begins,
    read_as_run,
)
from alliance.science.rules import Setting
from alliance.science.simulation import Flags, Grid, Scenario

CLIENTS = 60_000
WITHIN = slice(SLIDE_AT, SLIDE_AT + 6)


def report(*, clients: int = CLIENTS, seed: int = 1) -> Iterator[str]:
    """Stable clients with a drift signal, and slides to 2 sigma noticed, as lines of text."""
    yield f"{clients} clients x 12 sessions a scenario, seed {seed}"
    heads = ("stable client signalled", "slide noticed by drift", "by any signal")
    yield " " * 28 + "".join(f"{head:>26}" for head in heads)
    yield f"{'':28}" + 3 * f"{'every':>13}{'unsaid':>13}"
    for scenario in SCENARIOS:
        figures = _figures(scenario, clients, seed)
        yield f"{scenario.title:<28}" + "".join(f"{each:>13.3f}" for each in figures)


def of_every_reading(grid: Grid, setting: Setting, scenario: Scenario) -> Flags:
    """Where a sum of every reading passes its limit on one that was not flagged itself."""
    read = read_as_run(grid, setting, scenario)
    total = np.zeros(len(grid))
    said = np.zeros(grid.shape, dtype=bool)
    for column, z in enumerate(read.z.T):
        before = total > drift.LIMIT
        total = np.maximum(0.0, total - z - drift.SLACK)
        unsaid = (read.flag[:, column] == 0) & (read.n[:, column] > 0)
        said[:, column] = (total > drift.LIMIT) & ~before & unsaid
    return said


def _figures(scenario: Scenario, clients: int, seed: int) -> list[float]:
    rng = np.random.default_rng(np.random.SeedSequence([seed, *scenario.key.encode()]))
    setting = Setting.learned(sim.simulate(scenario, clients, rng).seen())
    if scenario is sim.CHECK:
        setting = Setting(CHECK_PRIOR, setting.first_sd)
    people = sim.simulate(scenario, clients, rng)
    at = np.full(clients, SLIDE_AT)
    slid = people.seen(sim.lowered(at, 2 * scenario.sigma, SLIDE, sim.SESSIONS))
    calm, drifted, noticed = [], [], []
    alone = read_as_run(slid, setting, scenario).flag[:, WITHIN] > 0
    for rule in (of_every_reading, begins):
        calm.append(_share(rule(people.seen(), setting, scenario)[:, 1:]))
        said = rule(slid, setting, scenario)[:, WITHIN]
        drifted.append(_share(said))
        noticed.append(_share(said | alone))
    return [*calm, *drifted, *noticed]


def _share(flags: Flags) -> float:
    return float(flags.any(axis=1).mean())
