"""A split: two people in one session far apart, as often by chance as is said."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.science.expectation import Prior
from alliance.science.split import ALPHA, Split, limit, split

CHECK = Prior.from_spread(mu=7.8, tau=1.3, sigma=0.85, nu0=8)
points = st.integers(0, 100).map(lambda tenths: tenths / 10)


def read(one: float, other: float) -> Split:
    return split(one, other, CHECK, lowest=0, highest=10)


def test_the_limit_is_where_it_begins_to_speak() -> None:
    assert limit(CHECK) == pytest.approx(4.3052, abs=1e-4)
    assert read(9.0, 9.0 - limit(CHECK) - 0.001).flagged
    assert not read(9.0, 9.0 - limit(CHECK) + 0.001).flagged


def test_unconnected_people_are_signalled_as_rarely_as_said() -> None:
    draw = np.random.default_rng(11)
    ratings = draw.normal(CHECK.mu, (CHECK.tau2 + CHECK.sigma2) ** 0.5, (200_000, 2))
    apart = np.abs(ratings[:, 0] - ratings[:, 1]) > limit(CHECK)
    assert apart.mean() == pytest.approx(ALPHA, abs=0.002)


def test_where_everybody_is_alike_a_small_difference_is_still_none() -> None:
    alike = Prior.from_spread(mu=9.5, tau=0.1, sigma=0.1, nu0=8)
    read = split(9.9, 8.0, alike, lowest=0, highest=10)
    assert (read.gap, read.flagged) == (pytest.approx(1.9), False)
    assert read.p < 1e-10


@given(points, points, points)
def test_it_has_no_order_and_grows_with_the_distance(a: float, b: float, c: float) -> None:
    assert read(a, b) == read(b, a)
    near, far = sorted((read(a, b), read(a, c)), key=lambda each: each.gap)
    assert far.p <= near.p
