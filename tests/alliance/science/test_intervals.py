"""A share with its interval, against published values and by what must always hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.science.intervals import Share, share_or_none, wilson


@st.composite
def counted(draw: st.DrawFn) -> tuple[int, int]:
    of = draw(st.integers(1, 500))
    return draw(st.integers(0, of)), of


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        # Newcombe 1998, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_published_values(count: int, of: int, low: float, high: float) -> None:
    found = wilson(count, of)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(counted())
def test_it_holds_the_share_and_stays_a_share(case: tuple[int, int]) -> None:
    found = wilson(*case)
    assert 0 <= found.low <= found.share <= found.high <= 1
    assert found.low < found.high


@given(counted())
def test_the_rest_is_the_mirror_image(case: tuple[int, int]) -> None:
    count, of = case
    found, rest = wilson(count, of), wilson(of - count, of)
    assert found.low == pytest.approx(1 - rest.high)
    assert found.high == pytest.approx(1 - rest.low)


@given(counted())
def test_more_of_the_same_is_surer(case: tuple[int, int]) -> None:
    count, of = case
    one, ten = wilson(count, of), wilson(10 * count, 10 * of)
    assert ten.high - ten.low < one.high - one.low


@given(counted())
def test_its_ends_are_where_the_score_test_turns(case: tuple[int, int]) -> None:
    """Both ends solve |p - π| = z·√(π(1-π)/n): the interval is the test turned round."""
    found = wilson(*case)
    for end in (found.low, found.high):
        if 0 < end < 1:
            distance = (found.share - end) ** 2
            assert distance == pytest.approx(1.959964**2 * end * (1 - end) / found.of, rel=1e-5)


def test_below_the_least_number_there_is_none() -> None:
    assert share_or_none(4, 9, enough=10) is None
    assert share_or_none(0, 0, enough=0) is None
    assert share_or_none(4, 10, enough=10) == wilson(4, 10)
    assert isinstance(wilson(4, 10), Share)


@pytest.mark.parametrize(("count", "of"), [(0, 0), (3, 2), (-1, 4)])
def test_what_is_no_share(count: int, of: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        wilson(count, of)
