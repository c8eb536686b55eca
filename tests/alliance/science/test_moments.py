"""A clinic's own prior: the closed form, a mixed model's estimates, and what is too little."""

import json
import math
import time
from pathlib import Path
from statistics import fmean, variance

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.science.bulk import read_grid
from alliance.science.expectation import Prior
from alliance.science.moments import (
    LARGEST_NU0,
    Series,
    Spread,
    TooFew,
    cv2,
    degrees_of_freedom,
    estimate,
    moments,
    reml,
    summed,
)
from tests.alliance.science.mixed_model import drawn, fitted

CASES = json.loads(Path(__file__).with_name("mixed_model.json").read_text())


def balanced(clients: int, sessions: int, seed: int) -> np.ndarray:
    draw = np.random.default_rng(seed)
    spread = 0.85 * np.exp(0.45 * draw.normal(size=(clients, 1)) - 0.45**2)
    return draw.normal(7.8, 1.3, (clients, 1)) + spread * draw.normal(size=(clients, sessions))


def even(values: np.ndarray) -> Series:
    clients, sessions = values.shape
    return summed(values.ravel(), np.arange(clients + 1) * sessions)


def figures(found: Spread) -> tuple[float, float, float]:
    return found.mu, found.tau2, found.sigma2


@pytest.mark.parametrize("name", CASES)
def test_as_a_mixed_model_estimates_it(name: str) -> None:
    # Reference: statsmodels' MixedLM by REML (see mixed_model.py); the issue asks for 1e-4.
    case = CASES[name]
    expected = [case["reml"][key] for key in ("mu", "tau2", "sigma2")]
    assert figures(reml(summed(case["values"], case["starts"]))) == pytest.approx(
        expected, rel=1e-6
    )


@pytest.mark.filterwarnings("ignore")  # of statsmodels, about its optimiser
def test_as_a_mixed_model_estimates_it_now_and_far_faster() -> None:
    values, starts = drawn(11, clients=300, longest=30, tau=1.3, sigma=0.85)
    before = time.perf_counter()
    reference = fitted(values, starts, polish=False)
    reference_took = time.perf_counter() - before
    times = []
    for _ in range(9):
        before = time.perf_counter()
        reml(summed(values, starts))
        times.append(time.perf_counter() - before)
    assert figures(reml(summed(values, starts))) == pytest.approx(
        list(reference.values()), rel=1e-4
    )
    # A thousand times is what `make bench` shows; a busy machine is allowed for here.
    assert reference_took > 300 * sorted(times)[4]


def test_the_moments_of_a_full_grid_are_those_of_the_specification() -> None:
    values = balanced(200, 12, seed=2)
    within = [variance(row) for row in values.tolist()]
    sigma2 = fmean(within)
    tau2 = variance(values.mean(axis=1).tolist()) - sigma2 / 12
    differing = fmean(v * v for v in within) / (1 + 2 / 11) / sigma2**2 - 1
    series = even(values)
    assert figures(moments(series)) == pytest.approx((values.mean(), tau2, sigma2))
    assert cv2(series) == pytest.approx(differing)
    prior = estimate(values.ravel(), np.arange(201) * 12, caution=0)
    assert prior.nu0 == pytest.approx(4 + 2 / differing)
    # Where every client has as many ratings, REML and the moments are the same.
    assert (prior.mu, prior.tau2, prior.sigma2) == pytest.approx((values.mean(), tau2, sigma2))
    assert prior.nu0 * prior.s02 / (prior.nu0 - 2) == pytest.approx(prior.sigma2)


def test_what_was_put_in_comes_out() -> None:
    values, starts = drawn(3, clients=6000, longest=20, tau=1.3, sigma=0.85)
    prior = estimate(values, starts, caution=0)
    assert prior.mu == pytest.approx(7.8, abs=0.05)
    assert prior.tau2 == pytest.approx(1.69, rel=0.05)
    assert prior.sigma2 == pytest.approx(0.85**2, rel=0.05)
    assert 4 < prior.nu0 < 7


def test_sigma_errs_to_the_large_side_and_less_so_the_more_is_known() -> None:
    excess = []
    for clients in (40, 400, 4000):
        values, starts = drawn(4, clients=clients, longest=12, tau=1.3, sigma=0.85)
        if clients == 40:
            values, starts = balanced(40, 6, 4).ravel(), np.arange(41) * 6
        plain, careful = estimate(values, starts, caution=0), estimate(values, starts)
        assert (careful.mu, careful.tau2, careful.nu0) == (plain.mu, plain.tau2, plain.nu0)
        assert careful.nu0 * careful.s02 / (careful.nu0 - 2) == pytest.approx(careful.sigma2)
        excess.append(math.sqrt(careful.sigma2 / plain.sigma2) - 1)
    assert excess == sorted(excess, reverse=True)
    assert 0 < excess[-1] < 0.02 < excess[0] < 0.15


def test_a_prior_from_the_fewest_clients_raises_no_more_false_alarms_than_a_known_one() -> None:
    stable = balanced(4000, 12, seed=9)

    def alarms(prior: Prior) -> float:
        flag = read_grid(stable, prior, lowest=None, highest=None).flag
        return float((flag[:, 1:] > 0).mean())

    starts = np.arange(41) * 6
    own = [alarms(estimate(balanced(40, 6, seed).ravel(), starts)) for seed in range(30)]
    known = alarms(estimate(stable.ravel(), np.arange(4001) * 12, caution=0))
    assert fmean(own) < known
    assert max(own) < 0.08


@given(st.integers(0, 2**32 - 1))
def test_no_likelier_estimate_lies_beside_it(seed: int) -> None:
    values, starts = drawn(seed, clients=12, longest=6, tau=0.5, sigma=1.0)
    series = summed(values, starts)
    found = reml(series)

    def likelihood(tau2: float, sigma2: float) -> float:
        total = tau2 + sigma2 / series.n
        mu = (series.mean / total).sum() / (1 / total).sum()
        free = series.n - 1
        return -0.5 * float(
            (free * math.log(sigma2) + series.ss / sigma2).sum()
            + (np.log(total) + (series.mean - mu) ** 2 / total).sum()
            + math.log((1 / total).sum())
        )

    best = likelihood(found.tau2, found.sigma2)
    for tau2, sigma2 in ((1.01, 1), (0.99, 1), (1, 1.01), (1, 0.99)):
        assert likelihood(found.tau2 * tau2, found.sigma2 * sigma2) <= best + 1e-9
    assert likelihood(found.tau2 + 0.01, found.sigma2) <= best + 1e-9


def test_clients_who_do_not_differ_have_no_variance_between_and_still_a_prior() -> None:
    values = np.tile([6.0, 7.0, 8.0, 7.0, 7.0, 6.5, 7.5], 60)
    starts = np.arange(61) * 7
    series = summed(values, starts)
    assert moments(series).tau2 == reml(series).tau2 == 0
    assert figures(reml(series)) == pytest.approx((7.0, 0.0, 2.5 * 60 / (7 * 60 - 1)))
    prior = estimate(values, starts)
    assert (prior.nu0, prior.tau2) == (LARGEST_NU0, 0.01 * prior.sigma2)


def test_degrees_of_freedom_stay_within_sane_bounds() -> None:
    assert degrees_of_freedom(0.5) == 8
    assert degrees_of_freedom(1e9) == pytest.approx(4)
    assert degrees_of_freedom(0) == degrees_of_freedom(-0.3) == LARGEST_NU0
    assert degrees_of_freedom(1e-6) == LARGEST_NU0


def test_fewer_than_forty_clients_with_four_ratings_are_too_few() -> None:
    values = balanced(40, 4, seed=1)
    starts = np.arange(41) * 4
    estimate(values.ravel(), starts)
    values[7, 2] = math.nan
    with pytest.raises(TooFew, match="40 clients with 4 ratings"):
        estimate(values.ravel(), starts)
    # More clients with fewer ratings do not make up for it.
    more = np.concatenate([values.ravel(), balanced(500, 3, seed=1).ravel()])
    with pytest.raises(TooFew):
        estimate(more, np.concatenate([starts, 160 + 3 * np.arange(1, 501)]))


def test_ratings_that_never_differ_say_nothing_about_spread() -> None:
    with pytest.raises(TooFew, match="differ"):
        estimate(np.repeat(np.arange(40.0), 5), np.arange(41) * 5)
    with pytest.raises(TooFew, match="rated twice"):
        moments(summed([1.0, 2.0], [0, 1, 2]))


def test_sums_leave_out_what_was_not_answered() -> None:
    series = summed([1.0, math.nan, 3.0, math.nan, 5.0], [0, 3, 4, 4, 5])
    assert (series.n.tolist(), series.mean.tolist(), series.ss.tolist()) == (
        *([2, 1], [2.0, 5.0], [2.0, 0.0]),
    )
    with pytest.raises(ValueError, match="finite"):
        summed([math.inf], [0, 1])


def test_a_level_far_from_zero_costs_no_digits() -> None:
    case = CASES["clients much alike"]
    near = reml(summed(case["values"], case["starts"]))
    far = reml(summed(np.array(case["values"]) + 1e6, case["starts"]))
    assert (far.tau2, far.sigma2) == pytest.approx((near.tau2, near.sigma2), rel=1e-6)
