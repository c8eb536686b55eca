"""The candidate with an interval likelihood, against integrals and against known limits."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import chdtri, ndtr

from alliance.science import simulation as sim
from alliance.science.expectation import Prior
from alliance.science.rules import Setting
from alliance.science.rules.bounded import Scale, felt
from alliance.science.rules.candidates.baseline import judge
from alliance.science.rules.candidates.bayesian import Mixture
from alliance.science.rules.candidates.ordinal import CHUNK, WIDTHS, Ordinal, ordinal

PRIOR = Prior(36.5, 9, 3, 6, 2)
SRS = Scale(40.0, 0.1)
FINE = Scale(60.0, 0.02)
"""So fine and so wide that neither steps nor ends are felt."""


def _told(baseline: Ordinal | Mixture, *ratings: float) -> None:
    for y in ratings:
        baseline.take(np.array([y]), np.array([True]))


def test_without_bounds_and_in_fine_steps_it_is_the_predictive_with_variance_summed_over() -> None:
    prior = Prior(30, 9, 3, 6, 2)
    fine, plain = Ordinal(prior, FINE, 1), Mixture(Setting(prior, 3.0), 1, nodes=WIDTHS)
    for told in ((), (31.0,), (30.5, 32.1), (33.0, 29.0)):
        for each in (fine, plain):
            _told(each, *told)
        for y in (24.0, 27.5, 30.0, 33.0):
            # The interval of a rating ends half a step above it.
            expected = plain.probability(np.array([y + FINE.step / 2]))
            assert fine.probability(np.array([y])) == pytest.approx(expected, abs=2e-5)
        assert fine.centre() == pytest.approx(plain.centre(), abs=1e-3)


def test_with_a_known_variance_it_is_the_normal_predictive() -> None:
    fine = Ordinal(Prior.from_spread(30, 3, 1.5, 1e7), FINE, 1)
    _told(fine, 31.0, 32.0)
    k0 = 1.5**2 / 9
    m, v = (k0 * 30 + 63) / (k0 + 2), 1.5**2 / (k0 + 2)
    expected = ndtr((28.0 + FINE.step / 2 - m) / np.sqrt(1.5**2 + v))
    assert fine.probability(np.array([28.0]))[0] == pytest.approx(expected, abs=2e-5)


def test_the_ends_of_the_scale_are_open() -> None:
    """Integrals over the level for each width: two at the top, one at the bottom, one between."""
    middles = (np.arange(WIDTHS) + 0.5) / WIDTHS
    widths = np.sqrt(PRIOR.nu0 * PRIOR.s02 / chdtri(PRIOR.nu0, middles))

    def inside(level: float, width: float, low: float, high: float) -> float:
        return float(ndtr((high - level) / width) - ndtr((low - level) / width))

    told = ((39.95, np.inf), (39.95, np.inf), (38.15, 38.25), (-np.inf, 0.05))
    for count in range(len(told)):

        def joint(level: float, width: float, high: float, count: int = count) -> float:
            fits = [inside(level, width, *each) for each in told[:count]]
            beforehand = np.exp(-0.5 * (level - PRIOR.mu) ** 2 / PRIOR.tau2)
            return float(beforehand * np.prod(fits) * inside(level, width, -np.inf, high))

        def over_levels(high: float, joint: object = joint) -> float:
            return sum(
                float(quad(joint, 10, 65, args=(width, high), points=(34, 38.2, 42), limit=200)[0])
                for width in widths
            )

        expected = over_levels(36.55) / over_levels(np.inf)
        candidate = Ordinal(PRIOR, SRS, 1)
        _told(candidate, *(40.0, 40.0, 38.2, 0.0)[:count])
        assert candidate.probability(np.array([36.5]))[0] == pytest.approx(expected, abs=5e-4)


def test_the_top_is_never_low_and_what_is_left_out_says_nothing() -> None:
    grid = sim.simulate(sim.CEILING, CHUNK + 40, np.random.default_rng(3)).seen()
    candidate = Ordinal(PRIOR, SRS, len(grid))
    candidate.take(grid[:, 0], np.ones(len(grid), dtype=bool))
    before = candidate.probability(np.full(len(grid), 36.0))
    candidate.take(np.full(len(grid), np.nan), np.zeros(len(grid), dtype=bool))
    candidate.take(np.full(len(grid), 20.0), np.zeros(len(grid), dtype=bool))
    assert candidate.probability(np.full(len(grid), 36.0)) == pytest.approx(before, abs=1e-6)
    assert candidate.probability(np.full(len(grid), 40.0)) == pytest.approx(1.0, abs=1e-5)
    assert np.isnan(candidate.probability(np.full(len(grid), np.nan))).all()


def test_each_client_is_weighed_alone() -> None:
    """Whoever else is judged, and in whichever chunk."""
    grid = sim.simulate(sim.CEILING, CHUNK + 40, np.random.default_rng(3)).seen()
    flags = judge(grid, Ordinal(PRIOR, SRS, len(grid)), 0.1)
    assert flags.any(axis=1).sum() > 50
    for client in (0, 7, CHUNK - 1, CHUNK, len(grid) - 1):
        alone = judge(grid[[client]], Ordinal(PRIOR, SRS, 1), 0.1)
        assert np.array_equal(alone[0], flags[client])


def test_without_an_end_of_the_scale_it_is_the_plain_predictive() -> None:
    assert isinstance(ordinal(Setting(PRIOR, 3.0), 1), Mixture)
    assert isinstance(ordinal(Setting(PRIOR, 3.0, scale=SRS), 1), Ordinal)


def test_a_prior_of_what_is_felt_is_used_where_it_is_known() -> None:
    higher = Prior(42, 16, 3, 6, 2)
    known = Setting(PRIOR, 3.0, scale=SRS, felt=higher)
    centre = {asked: float(ordinal(known, 1, felt=asked).centre()[0]) for asked in (False, True)}
    assert centre == {False: pytest.approx(36.5, abs=0.01), True: pytest.approx(42, abs=0.01)}
    unknown = ordinal(Setting(PRIOR, 3.0, scale=SRS), 1, felt=True)
    assert unknown.centre()[0] == pytest.approx(36.5, abs=0.01)


def test_what_is_felt_beyond_the_top_is_found_again() -> None:
    """Clients exactly as the model has them, nearly four in ten of their answers at the top."""
    rng = np.random.default_rng(11)
    widths = np.sqrt(6 * 2 / rng.chisquare(6, (3_000, 1)))
    latent = rng.normal(39, 3, (3_000, 1)) + widths * rng.standard_normal((3_000, 12))
    grid = np.round(np.clip(latent, 0, 40), 1).astype(np.float64)
    assert (grid == 40).mean() > 0.35
    seen = sim.moments(grid)
    found = felt(grid, seen, SRS)
    assert seen.mu < 38.3
    assert seen.tau2 < 6
    assert found.mu == pytest.approx(39, abs=0.25)
    assert found.tau2 == pytest.approx(9, rel=0.1)
    assert found.s02 == pytest.approx(2, rel=0.1)
    assert found.nu0 == pytest.approx(6, rel=0.2)
