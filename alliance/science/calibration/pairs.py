"""What the rule of the two views costs (`science.gap`), on simulated pairs.

The rule is the product's; here it runs over a grid of differences, therapist minus client. Pairs
come in two kinds: views that know nothing of each other, and views that move together.
"""

import math
from functools import partial

import numpy as np

from alliance.science import error_rates, gap
from alliance.science import simulation as sim
from alliance.science.agreement import ENOUGH_PAIRS
from alliance.science.calibration.documented import Column, Key
from alliance.science.calibration.measuring import BATCHES, Measured, in_batches
from alliance.science.calibration.product import (
    CHECK_PRIOR,
    LONG,
    LONG_EACH,
    MIN_DROP,
    figures_of,
    later_of,
)
from alliance.science.expectation import Prior
from alliance.science.rules import Setting
from alliance.science.rules.candidates.baseline import EbT, judge
from alliance.science.simulation import Clients, Flags, Grid

RULE = "two views"
APART, TOGETHER = "apart", "together"
SHARED = 0.5
"""The correlation of the two views where they move together, of levels and of sessions."""

THERAPIST_PRIOR = Prior.from_spread(7.2, 1.0, 0.75, 8)
THERAPIST = sim.CHECK.varied("therapist", "therapist's check", mu=7.2, tau=1.0, sigma=0.75)
ALPHA = 0.025
FIRST = ENOUGH_PAIRS - 1


class PairBaseline(EbT):
    """EB-t on differences, to both sides; a difference too small to matter is no news."""

    def __init__(self, pairs: int) -> None:
        prior = gap.pair_prior(CHECK_PRIOR, THERAPIST_PRIOR)
        super().__init__(Setting(prior, math.nan), pairs)

    def probability(self, y: Grid) -> Grid:
        p = super().probability(y)
        m = self.expected()[0]
        top = sim.CHECK.top or 0.0
        return np.where(np.abs(y - m) >= MIN_DROP * top, 2 * np.minimum(p, 1 - p), 1.0)


def flagged(differences: Grid) -> Flags:
    """Where a pair's difference is unusual for it, once there are six."""
    flags = judge(differences, PairBaseline(len(differences)), ALPHA)
    rated = np.cumsum(~np.isnan(differences), axis=1)
    return flags & (rated >= ENOUGH_PAIRS)


def measure_pairs(
    *, clients: int = 60_000, batches: int = BATCHES, seed: int = 1
) -> dict[Key, Measured]:
    """The figures behind `error_rates.TWO_VIEWS`: sessions 6 to 12, the client alone dips."""
    found: dict[Key, Measured] = {}
    for scenario, shared in ((APART, 0.0), (TOGETHER, SHARED)):
        batch = partial(_batch, scenario, shared, clients // batches)
        found |= in_batches(batch, batches, seed, f"pairs {scenario}")
    return found


def stated() -> dict[Key, float]:
    """What `error_rates` says of the two views."""
    return figures_of(RULE, error_rates.TWO_VIEWS) | later_of(RULE, error_rates.TWO_VIEWS)


def _batch(scenario: str, shared: float, pairs: int, rng: np.random.Generator) -> dict[Key, float]:
    client, view = _pairs(shared, pairs, rng)
    far, later = _pairs(shared, pairs // LONG_EACH, rng, sessions=LONG)
    calm = flagged(view - client.seen())[:, FIRST:]
    at = rng.integers(FIRST, sim.SESSIONS, pairs)
    power = []
    for sds in (2, 3):
        low = sim.lowered(at, sds * sim.CHECK.sigma, (1, 0), sim.SESSIONS)
        hit = flagged(view - client.seen(low))
        power.append(float(np.take_along_axis(hit, at[:, None], axis=1).mean()))
    return {
        Key(RULE, scenario, Column.FALSE_ALARMS): float(calm.mean()),
        Key(RULE, scenario, Column.STABLE_FLAGGED): float(calm.any(axis=1).mean()),
        Key(RULE, scenario, Column.POWER_2): power[0],
        Key(RULE, scenario, Column.POWER_3): power[1],
        Key(RULE, scenario, Column.LATER): float(
            flagged(later - far.seen())[:, sim.SESSIONS :].mean()
        ),
    }


def _pairs(
    shared: float, pairs: int, rng: np.random.Generator, *, sessions: int = sim.SESSIONS
) -> tuple[Clients, Grid]:
    """Stable clients, and how their therapists rate the same sessions."""
    client = sim.simulate(sim.CHECK, pairs, rng, sessions)
    own = sim.simulate(THERAPIST, pairs, rng, sessions)
    ratio = THERAPIST.sigma / sim.CHECK.sigma
    latent = (
        THERAPIST.mu
        + shared * ratio * (client.latent - sim.CHECK.mu)
        + math.sqrt(1 - shared**2) * (own.latent - THERAPIST.mu)
    )
    return client, Clients(THERAPIST, latent, own.missing).seen()
