"""Clients whose truth is known: are they what the scenarios say?"""

import math

import numpy as np
import pytest

from alliance.science import moments as clinic
from alliance.science import simulation as sim
from alliance.science.rules.setting import autocorrelation
from alliance.science.simulation import Scenario


def _people(scenario: Scenario, clients: int = 20_000, sessions: int = 12) -> sim.Clients:
    return sim.simulate(scenario, clients, np.random.default_rng(5), sessions)


def test_the_same_seed_invents_the_same_clients() -> None:
    first, second = _people(sim.CEILING, 50), _people(sim.CEILING, 50)
    assert np.array_equal(first.seen(), second.seen())
    other = sim.simulate(sim.CEILING, 50, np.random.default_rng(6))
    assert not np.array_equal(first.seen(), other.seen())


def test_the_prior_of_gaussian_clients_is_found_again() -> None:
    prior = sim.moments(_people(sim.GAUSSIAN).seen())
    assert prior.mu == pytest.approx(0, abs=0.02)
    assert prior.tau2 == pytest.approx(0.7, abs=0.02)
    assert prior.sigma2 == pytest.approx(0.3, abs=0.005)
    assert prior.nu0 > 100
    assert prior.nu0 * prior.s02 / (prior.nu0 - 2) == pytest.approx(prior.sigma2)


def test_a_full_grid_gives_the_moments_that_a_clinic_would_get() -> None:
    """The documented formulas are a special case of those for unbalanced series."""
    grid = _people(sim.CEILING, 500).seen()
    prior = sim.moments(grid)
    series = clinic.summed(grid.ravel(), np.arange(501) * 12)
    spread = clinic.moments(series)
    assert prior.mu == pytest.approx(spread.mu)
    assert prior.tau2 == pytest.approx(spread.tau2)
    assert prior.sigma2 == pytest.approx(spread.sigma2)
    assert prior.nu0 == pytest.approx(4 + 2 / clinic.cv2(series))


def test_clients_differ_in_how_much_they_vary() -> None:
    """Log-normal: E(σᵢ²) = σ², and the variances' own spread is what nu0 is to stand for."""
    scenario = Scenario("normal", "normal errors", spread=0.45)
    prior = sim.moments(_people(scenario, 60_000).seen())
    assert prior.sigma2 == pytest.approx(0.3, rel=0.02)
    assert prior.nu0 == pytest.approx(4 + 2 / (math.exp(4 * 0.45**2) - 1), rel=0.1)


@pytest.mark.parametrize(
    "scenario", [sim.HETEROGENEOUS, sim.AUTOCORRELATED, sim.UNTUNED[2]], ids=lambda each: each.key
)
def test_errors_have_mean_zero_and_the_variance_they_should(scenario: Scenario) -> None:
    latent = _people(scenario, 40_000).latent - scenario.trend * np.arange(12)
    within = latent - latent.mean(axis=1, keepdims=True)
    assert np.abs(latent.mean(axis=0)).max() < 0.03
    lost = 1 - autocorrelation(latent) * 0.2  # a mean follows what is autocorrelated
    assert (within**2).mean() * 12 / 11 == pytest.approx(0.3 * lost, rel=0.05)


def test_autocorrelation_is_found_again() -> None:
    still = sim.AUTOCORRELATED.varied("still", "without trend", trend=0.0)
    assert autocorrelation(_people(still).seen()) == pytest.approx(0.3, abs=0.02)
    assert autocorrelation(_people(sim.HETEROGENEOUS).seen()) == pytest.approx(0.0, abs=0.02)


def test_autocorrelated_errors_are_stationary_from_the_first_session() -> None:
    still = sim.AUTOCORRELATED.varied("still", "without trend", trend=0.0, tau=1e-9, spread=0.0)
    variances = _people(still, 60_000).latent.var(axis=0)
    assert variances == pytest.approx(np.full(12, 0.3), rel=0.05)


def test_skewed_errors_have_their_long_tail_below() -> None:
    latent = _people(sim.UNTUNED[2].varied("same", "one level", tau=1e-9, spread=0.0)).latent
    z = latent / latent.std()
    assert (z**3).mean() == pytest.approx(-2 / math.sqrt(2), rel=0.1)


def test_ratings_stay_on_the_scale_and_on_its_steps() -> None:
    seen = _people(sim.CEILING).seen()
    assert (seen.min() >= 0, seen.max()) == (True, 40)
    assert np.allclose(seen * 10, np.round(seen * 10))
    assert 0.15 < (seen == 40).mean() < 0.35


def test_half_the_answers_are_missing() -> None:
    half = next(each for each in sim.UNTUNED if each.key == "half")
    assert np.isnan(_people(half).seen()).mean() == pytest.approx(0.5, abs=0.01)
    assert not np.isnan(_people(sim.GAUSSIAN).seen()).any()


def test_events_lower_what_is_felt_before_it_meets_the_ceiling() -> None:
    people = _people(sim.CEILING, 2_000)
    low = sim.lowered(np.full(2_000, 4), 2.0, (1, 0), 12)
    apart = people.seen() - people.seen(low)
    assert np.array_equal(np.flatnonzero(apart.any(axis=0)), [4])
    assert apart[people.latent[:, 4] > 42.1, 4].max() == 0
    inside = (people.latent[:, 4] < 39) & (people.latent[:, 4] > 5)
    assert apart[inside, 4] == pytest.approx(2.0, abs=0.11)


def test_events_have_the_shape_asked_for() -> None:
    onset = np.array([4, 8])
    dip = sim.lowered(onset, 2.0, (1, 0), 12)
    assert np.argwhere(dip).tolist() == [[0, 4], [1, 8]]
    shift = sim.lowered(onset, 2.0, (1,), 12)
    assert shift.sum(axis=1).tolist() == [16, 8]
    slide = sim.lowered(onset, 2.0, (0.25, 0.5, 0.75, 1.0), 12)
    assert slide[1].tolist() == [0] * 8 + [0.5, 1.0, 1.5, 2.0]


def test_onsets_are_sessions_five_to_nine() -> None:
    onset = sim.onsets(20_000, np.random.default_rng(1))
    assert np.bincount(onset, minlength=12)[4:9] == pytest.approx(np.full(5, 4_000), rel=0.1)
    assert set(onset.tolist()) == {4, 5, 6, 7, 8}
