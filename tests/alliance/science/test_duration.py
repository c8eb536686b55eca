"""Time until something happens, against the textbook's data and by what must always hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.science.duration import Median, median_time, product_limit

# Remission of leukaemia in weeks (Freireich et al. 1963), the data of every textbook; False is
# still in remission when last seen.
TREATED = [
    *((time, True) for time in (6, 6, 6, 7, 10, 13, 16, 22, 23)),
    *((time, False) for time in (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)),
]
PLACEBO = [
    (time, True) for time in (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)
]

observed = st.lists(st.tuples(st.integers(0, 60), st.booleans()), max_size=40)


def test_the_curve_of_the_textbook() -> None:
    steps = product_limit(TREATED)
    assert [(step.time, round(step.surviving, 4)) for step in steps] == [
        (6, 0.8571),
        (7, 0.8067),
        (10, 0.7529),
        (13, 0.6902),
        (16, 0.6275),
        (22, 0.5378),
        (23, 0.4482),
    ]
    errors = [step.surviving * step.greenwood**0.5 for step in steps]
    assert [round(error, 4) for error in errors[:3]] == [0.0764, 0.0869, 0.0963]


def test_the_medians_of_the_textbook() -> None:
    assert median_time(TREATED) == Median(21, 9, 23, 13, None)
    assert median_time(PLACEBO) == Median(21, 21, 8, 4, 11)


def test_nothing_happened_yet() -> None:
    assert median_time([(5, False), (9, False)]) == Median(2, 0, None, None, None)
    assert median_time([]) == Median(0, 0, None, None, None)


@given(observed)
def test_the_curve_only_falls_and_stays_a_share(rows: list[tuple[float, bool]]) -> None:
    heights = [1.0, *(step.surviving for step in product_limit(rows))]
    assert heights == sorted(heights, reverse=True)
    assert all(0 <= height <= 1 for height in heights)


@given(observed)
def test_the_interval_holds_the_median(rows: list[tuple[float, bool]]) -> None:
    found = median_time(rows)
    if found.median is None:
        assert found.high is None
        return
    assert found.low is not None
    assert found.low <= found.median
    assert found.high is None or found.median <= found.high


@given(observed.filter(bool))
def test_leaving_out_what_is_open_would_shorten_it(rows: list[tuple[float, bool]]) -> None:
    closed = median_time([row for row in rows if row[1]]).median
    every = median_time(rows).median
    assert every is None or (closed is not None and closed <= every)


@given(observed, st.randoms())
def test_order_does_not_matter(rows: list[tuple[float, bool]], random: object) -> None:
    again = list(rows)
    random.shuffle(again)  # type: ignore[attr-defined]
    assert median_time(again) == median_time(rows)


@given(st.lists(st.integers(1, 60), min_size=1, max_size=30))
def test_where_everything_happened_it_is_the_plain_median(times: list[int]) -> None:
    plain = sorted(times)[(len(times) - 1) // 2]
    assert median_time([(time, True) for time in times]).median == pytest.approx(plain)
