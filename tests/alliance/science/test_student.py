"""The tables of Student's t against the function itself."""

import numpy as np
import pytest
from scipy.special import stdtr, stdtrit

from alliance.science.student import CELLS, REACH, Student

MANY = 3 * CELLS


@pytest.mark.parametrize("nu", [2.0, 2.5, 4.3, 8.0, 11.876, 60.5, 204.0, 1e5])
def test_the_body_is_within_a_ten_thousandth_of_a_millionth(nu: float) -> None:
    t = np.linspace(-REACH, REACH, 100_003)
    p = Student(np.array([nu]), MANY).cdf(t, np.zeros(len(t), dtype=np.intp))
    assert np.abs(p - stdtr(nu, t)).max() < 1e-10
    assert np.abs(p / stdtr(nu, t) - 1).max() < 1e-6
    # Interpolation must not turn "lower" into "likelier".
    assert np.diff(p).min() >= 0


@pytest.mark.parametrize("nu", [2.0, 8.0, 204.0])
def test_the_tails_are_exact(nu: float) -> None:
    t = np.array([-1e300, -1e9, -400.0, -40.0, -REACH - 1e-9, REACH, 11.0, 1e9])
    p = Student(np.array([nu]), MANY).cdf(t, np.zeros(len(t), dtype=np.intp))
    assert p.tolist() == stdtr(nu, t).tolist()
    assert 0 < p[3] < 1e-3


def test_each_value_is_read_with_its_own_degrees_of_freedom() -> None:
    nus = np.array([3.0, 8.5, 9.5])
    draw = np.random.default_rng(1)
    place = draw.integers(0, 3, 50_000)
    t = draw.standard_t(3, 50_000)
    exact = stdtr(nus[place], t)
    assert np.abs(Student(nus, len(t)).cdf(t, place) - exact).max() < 1e-10
    out = np.empty_like(t)
    assert Student(nus, 1).cdf(t, place, out=out) is out
    assert np.array_equal(out, exact)


def test_few_degrees_of_freedom_are_too_curved_for_a_table() -> None:
    t = np.linspace(-8, 8, 4001)
    place = np.zeros(len(t), dtype=np.intp)
    assert np.array_equal(Student(np.array([0.7]), 10**9).cdf(t, place), stdtr(0.7, t))


def test_quantiles() -> None:
    nus = np.array([2.0, 8.5])
    assert Student(nus, 1).quantile(0.025).tolist() == stdtrit(nus, 0.025).tolist()
