"""Candidates that expect growth, against regression worked out at once and against known limits."""

import numpy as np
import pytest
from scipy.special import stdtr

from alliance.science import simulation as sim
from alliance.science.expectation import Prior
from alliance.science.rules import Setting
from alliance.science.rules.candidates.baseline import EbT, judge
from alliance.science.rules.candidates.bayesian import LocalLevel
from alliance.science.rules.candidates.growing import LinearGrowth, Rising
from alliance.science.rules.growth import Growth

PRIOR = Prior(36.5, 9, 3, 6, 2)
SETTING = Setting(PRIOR, first_sd=3.0)


def _grid(clients: int = 300) -> sim.Grid:
    return sim.simulate(sim.HETEROGENEOUS, clients, np.random.default_rng(4)).seen() * 2 + 36


@pytest.mark.parametrize("walk", [0.0, 0.1])
def test_growth_without_spread_is_the_local_level(walk: float) -> None:
    grid = _grid()
    growing = LinearGrowth(SETTING, 300, slope=0.0, walk=walk)
    level = LocalLevel(SETTING, 300, walk=walk)
    expected = judge(grid, level, 0.05)
    assert np.array_equal(judge(grid, growing, 0.05), expected)
    assert expected.any()
    assert growing.m == pytest.approx(level.m)
    assert growing.loose == pytest.approx(level.loose)


def test_growth_session_by_session_is_the_regression_at_once() -> None:
    """The conjugate linear model (Gelman et al., 14.8): y = level + slope * session, both unknown.

    The fourth session is not answered; what is expected is of the seventh.
    """
    y = np.array([38.0, 37.5, 38.2, np.nan, 38.9, 39.4])
    sessions = np.flatnonzero(~np.isnan(y))
    x = np.stack([np.ones(len(sessions)), sessions], axis=1)
    prior_precision = np.diag([PRIOR.sigma2 / PRIOR.tau2, 1 / 0.2**2])
    prior_mean = np.array([PRIOR.mu, 0.0])
    precision = prior_precision + x.T @ x
    mean = np.linalg.solve(precision, prior_precision @ prior_mean + x.T @ y[sessions])
    squares = PRIOR.nu0 * PRIOR.s02 + y[sessions] @ y[sessions]
    squares += prior_mean @ prior_precision @ prior_mean - mean @ precision @ mean
    ahead, nu = np.array([1.0, 6.0]), PRIOR.nu0 + len(sessions)
    scale = np.sqrt(squares / nu * (1 + ahead @ np.linalg.solve(precision, ahead)))

    growing = LinearGrowth(SETTING, 1, slope=0.2)
    for each in y:
        growing.take(np.array([each]), np.array([not np.isnan(each)]))
    assert growing.centre()[0] == pytest.approx(ahead @ mean)
    assert growing.slope[0] == pytest.approx(mean[1])
    expected = stdtr(nu, (37.0 - ahead @ mean) / scale)
    assert growing.probability(np.array([37.0]))[0] == pytest.approx(expected)


def test_a_bending_slope_follows_the_last_ratings() -> None:
    straight, bending = (LinearGrowth(SETTING, 1, bend=bend) for bend in (0.0, 0.05))
    for y in (36.0, 36.0, 36.0, 36.0, 37.0, 38.0, 39.0):
        for each in (straight, bending):
            each.take(np.array([y]), np.array([True]))
    assert 0 < straight.slope[0] < bending.slope[0] - 0.2


def test_rising_is_ebt_on_ratings_less_what_all_rise() -> None:
    grid, sessions = _grid(), np.arange(12)
    setting = Setting(Prior(30, 4, 2, 6, 1), 3.0, growth=Growth(PRIOR, PRIOR, pace=0.4))
    expected = judge(grid, EbT(SETTING, 300), 0.05)
    rising = Rising(setting, 300)
    assert np.array_equal(judge(grid + 0.4 * sessions, rising, 0.05), expected)
    assert expected.any()
    level = EbT(SETTING, 300)
    judge(grid, level, 0.05)
    assert rising.centre() == pytest.approx(level.centre() + 12 * 0.4)


def test_where_no_growth_is_known_none_is_expected() -> None:
    grid = _grid()
    expected = judge(grid, EbT(SETTING, 300), 0.05)
    assert np.array_equal(judge(grid, Rising(SETTING, 300), 0.05), expected)
    level = judge(grid, LocalLevel(SETTING, 300), 0.05)
    assert np.array_equal(judge(grid, LinearGrowth(SETTING, 300, learned=True), 0.05), level)


@pytest.mark.parametrize("key", ["gaussian", "growing", "uneven"])
def test_growth_is_found_again(key: str) -> None:
    scenario = next(each for each in (sim.GAUSSIAN, *sim.UNTUNED) if each.key == key)
    grid = sim.simulate(scenario, 40_000, np.random.default_rng(7)).seen()
    growth = Growth.learned(grid)
    assert growth.pace == pytest.approx(scenario.trend, abs=0.003)
    # Exponential paces have a standard deviation of their mean.
    expected = scenario.trend**2 if scenario.uneven else 0.0
    assert growth.pace2 == pytest.approx(expected, abs=2e-4)
    assert growth.about_own.mu == pytest.approx(0.0, abs=0.02)
    assert growth.about_own.tau2 == pytest.approx(0.7, abs=0.03)
    assert growth.about_own.sigma2 == pytest.approx(0.3, rel=0.03)
    if not scenario.uneven:
        assert growth.about_all.mu == pytest.approx(0.0, abs=0.02)
        assert growth.about_all.sigma2 == pytest.approx(0.3, rel=0.03)
