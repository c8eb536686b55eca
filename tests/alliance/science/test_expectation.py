"""EB-t: golden figures, and what must hold whatever the ratings are."""

import math
import subprocess
import sys
from statistics import fmean

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from alliance.science.expectation import (
    Baseline,
    Flag,
    Prior,
    Reading,
    expect,
    read,
    read_series,
    returned,
    returned_at,
)

GOLDEN_PRIOR = Prior(mu=36.5, tau2=9, sigma2=3, nu0=6, s02=2)
GOLDEN_RATINGS = (38.0, 37.5, 38.2, 36.9, 31.0, 33.5, 37.8, 38.4)
GOLDEN_P = [0.66652, 0.47681, 0.63592, 0.29821, 0.00076, 0.01074, 0.56297, 0.71301]

PRIOR = Prior.from_spread(mu=7.8, tau=1.3, sigma=0.85, nu0=8)

ratings = st.integers(0, 100).map(lambda tenths: tenths / 10)
series = st.lists(st.none() | ratings, max_size=20)


def golden(*, freeze: bool) -> list[Reading]:
    readings, _baseline = read_series(
        GOLDEN_RATINGS, GOLDEN_PRIOR, lowest=0, highest=40, min_drop=0, freeze=freeze
    )
    return [reading for reading in readings if reading]


def test_golden_probabilities() -> None:
    assert [round(reading.p, 5) for reading in golden(freeze=True)] == GOLDEN_P


def test_golden_fifth_reading_is_marked() -> None:
    fifth = golden(freeze=True)[4]
    assert (fifth.n, fifth.flag) == (4, Flag.MARKED)
    assert round(fifth.expected, 4) == 37.5615
    assert round(fifth.scale, 4) == 1.4621
    assert round(fifth.t, 4) == -4.4876


def test_golden_flags() -> None:
    assert [reading.flag for reading in golden(freeze=True)] == [
        *("", "", "", "", "marked", "low", "", "")
    ]


def test_an_unfrozen_baseline_masks_the_second_bad_session() -> None:
    sixth = golden(freeze=False)[5]
    assert (round(sixth.p, 5), sixth.flag) == (0.12555, Flag.NONE)


def test_a_flagged_rating_stays_out_of_the_baseline() -> None:
    _readings, baseline = read_series(
        GOLDEN_RATINGS, GOLDEN_PRIOR, lowest=0, highest=40, min_drop=0
    )
    assert baseline.n == len(GOLDEN_RATINGS) - 2
    assert baseline.mean == pytest.approx(fmean((38.0, 37.5, 38.2, 36.9, 37.8, 38.4)))


def test_before_any_rating_only_the_prior_speaks() -> None:
    expected = expect(Baseline(), PRIOR)
    assert (expected.n, expected.m, expected.nu) == (0, 7.8, 8)
    assert expected.v == pytest.approx(1.3**2)
    assert expected.s2 == pytest.approx(0.85**2 * 6 / 8)
    assert expected.scale == pytest.approx(math.sqrt(0.85**2 * 6 / 8 + 1.3**2))
    assert expected.z_scale == pytest.approx(math.sqrt(0.85**2 + 1.3**2))


def test_the_first_rating_can_already_be_read() -> None:
    reading, baseline = read(7.8, Baseline(), PRIOR, lowest=0, highest=10)
    assert (reading.n, reading.p, reading.t, reading.z) == (0, 0.5, 0, 0)
    assert baseline == Baseline(1, 7.8, 0)


@given(ratings, ratings)
def test_a_first_rating_is_never_flagged_and_always_enters(y: float, after: float) -> None:
    (first, second), baseline = read_series([y, after], PRIOR, lowest=0, highest=10)
    assert first
    assert second
    assert (first.n, first.flag, second.n) == (0, Flag.NONE, 1)
    assert first.p == expect(Baseline(), PRIOR).probability(y)
    assert baseline.n == (1 if second.flag else 2)


def test_the_second_rating_can_be_flagged() -> None:
    readings, baseline = read_series([8.0, 2.0, 8.0], PRIOR, lowest=0, highest=10)
    assert [reading.flag for reading in readings if reading] == ["", "marked", ""]
    assert baseline.n == 2
    unfrozen, _ = read_series([0.0], PRIOR, lowest=None, highest=None, freeze=False)
    assert [reading and reading.flag for reading in unfrozen] == [""]


def test_one_low_rating_among_steady_ones_is_flagged() -> None:
    readings, _baseline = read_series([7.4, 7.2, 7.6, 7.5, 4.9], PRIOR, lowest=0, highest=10)
    assert [reading.flag for reading in readings if reading] == ["", "", "", "", "marked"]


def test_a_drop_smaller_than_a_twentieth_of_the_range_is_no_reason_to_ask() -> None:
    steady = Prior(mu=9.0, tau2=0.0001, sigma2=0.0001, nu0=8, s02=0.000075)
    small, _ = read(8.51, Baseline(9, 9.0), steady, lowest=0, highest=10)
    large, _ = read(8.49, Baseline(9, 9.0), steady, lowest=0, highest=10)
    assert (small.p < 0.01, small.flag, large.flag) == (True, Flag.NONE, Flag.MARKED)


def test_the_band_holds_all_but_alpha_on_each_side() -> None:
    expected = expect(Baseline(5, 7.2, 1.1), PRIOR)
    low, high = expected.band(0.025)
    assert expected.probability(low) == pytest.approx(0.025)
    assert expected.probability(high) == pytest.approx(0.975)
    assert (low + high) / 2 == pytest.approx(expected.m)


def test_the_band_of_a_reading_stays_inside_the_range() -> None:
    reading, _ = read(9.9, Baseline(6, 9.9, 0.01), PRIOR, lowest=0, highest=10)
    assert (reading.high, reading.low > 0) == (10, True)


@pytest.mark.parametrize("y", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_refused(y: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        read(y, Baseline(), PRIOR, lowest=0, highest=10)


@pytest.mark.parametrize("field", ["tau2", "sigma2", "nu0", "s02"])
def test_a_prior_without_spread_is_refused(field: str) -> None:
    sound = {"mu": 7.8, "tau2": 1.7, "sigma2": 0.7, "nu0": 8.0, "s02": 0.5}
    with pytest.raises(ValueError, match="positive"):
        Prior(**{**sound, field: 0.0})


def test_the_shipped_way_to_give_a_prior() -> None:
    assert PRIOR.nu0 * PRIOR.s02 / (PRIOR.nu0 - 2) == pytest.approx(PRIOR.sigma2)
    with pytest.raises(ValueError, match="exceed 2"):
        Prior.from_spread(mu=7.8, tau=1.3, sigma=0.85, nu0=2)


@given(st.lists(ratings, min_size=1, max_size=40))
def test_the_running_baseline_is_the_plain_mean_and_sum_of_squares(ys: list[float]) -> None:
    baseline = Baseline()
    for y in ys:
        baseline = baseline.including(y)
    mean = fmean(ys)
    assert baseline.n == len(ys)
    assert baseline.mean == pytest.approx(mean)
    assert baseline.ss == pytest.approx(sum((y - mean) ** 2 for y in ys), abs=1e-9)


@given(series, st.sampled_from([0.1, 0.5, 4.0, 10.0]), st.sampled_from([-12.0, 0.0, 3.5]))
def test_the_units_do_not_matter(ys: list[float | None], stretch: float, shift: float) -> None:
    def moved(y: float) -> float:
        return shift + stretch * y

    other = Prior(
        moved(PRIOR.mu),
        PRIOR.tau2 * stretch**2,
        PRIOR.sigma2 * stretch**2,
        PRIOR.nu0,
        PRIOR.s02 * stretch**2,
    )
    plain, _ = read_series(ys, PRIOR, lowest=0, highest=10)
    # A drop of exactly the smallest size may round to either side of it.
    assume(all(r is None or abs(r.expected - r.value - 0.5) > 1e-9 for r in plain))
    again, _ = read_series(
        [None if y is None else moved(y) for y in ys],
        other,
        lowest=moved(0),
        highest=moved(10),
    )
    for one, two in zip(plain, again, strict=True):
        assert (one is None) == (two is None)
        if one and two:
            assert (two.flag, two.n) == (one.flag, one.n)
            assert (two.p, two.t, two.z) == pytest.approx((one.p, one.t, one.z), abs=1e-7)
            assert two.expected == pytest.approx(moved(one.expected))
            assert (two.low, two.high) == pytest.approx((moved(one.low), moved(one.high)))


@given(st.lists(ratings, max_size=12), ratings, ratings)
def test_a_lower_answer_is_never_less_surprising(
    before: list[float], one: float, other: float
) -> None:
    _readings, baseline = read_series(before, PRIOR, lowest=0, highest=10)
    lower, _ = read(min(one, other), baseline, PRIOR, lowest=0, highest=10)
    higher, _ = read(max(one, other), baseline, PRIOR, lowest=0, highest=10)
    severity = [Flag.NONE, Flag.LOW, Flag.MARKED]
    assert lower.p <= higher.p
    assert severity.index(lower.flag) >= severity.index(higher.flag)


@given(series)
def test_unanswered_sessions_change_nothing(ys: list[float | None]) -> None:
    with_gaps, left = read_series(ys, PRIOR, lowest=0, highest=10)
    answered, left_by_answers = read_series(
        [y for y in ys if y is not None], PRIOR, lowest=0, highest=10
    )
    assert [reading for reading in with_gaps if reading] == answered
    assert [reading is None for reading in with_gaps] == [y is None for y in ys]
    assert left == left_by_answers


@given(series, st.integers(0, 20))
def test_reading_one_by_one_is_reading_the_series(ys: list[float | None], cut: int) -> None:
    whole, left = read_series(ys, PRIOR, lowest=0, highest=10)
    start, baseline = read_series(ys[:cut], PRIOR, lowest=0, highest=10)
    rest: list[Reading | None] = []
    for y in ys[cut:]:
        reading = None
        if y is not None:
            reading, baseline = read(y, baseline, PRIOR, lowest=0, highest=10)
        rest.append(reading)
    assert ([*start, *rest], baseline) == (whole, left)


@given(series)
def test_every_reading_keeps_to_its_ranges(ys: list[float | None]) -> None:
    readings, _ = read_series(ys, PRIOR, lowest=0, highest=10)
    for reading in filter(None, readings):
        assert 0 <= reading.low <= reading.expected <= reading.high <= 10
        assert 0 < reading.p < 1
        assert (reading.t < 0) == (reading.value < reading.expected)
        if reading.flag:
            assert reading.value < reading.low


def test_two_ratings_in_a_row_at_the_old_level_have_returned() -> None:
    assert returned_at([5.0, 7.6, 6.0, 7.5, 7.4, 8.0], m=7.8, sigma=0.8) == 4
    assert returned([5.0, 7.6, 6.0, 7.5, 7.4], m=7.8, sigma=0.8)
    assert not returned([5.0, 7.6, 6.0, 7.5], m=7.8, sigma=0.8)


def test_an_unanswered_session_neither_counts_as_returned_nor_interrupts() -> None:
    assert returned_at([5.0, 7.6, None, 7.5], m=7.8, sigma=0.8) == 3
    assert not returned([7.6, None], m=7.8, sigma=0.8)
    assert not returned([], m=7.8, sigma=0.8)


def test_returned_begins_half_a_standard_deviation_below() -> None:
    assert returned([7.5, 7.5], m=8.0, sigma=1.0)
    assert not returned([7.5, 7.49], m=8.0, sigma=1.0)


def test_scipy_is_loaded_only_to_read_and_its_statistics_never() -> None:
    program = (
        "import sys\n"
        "from alliance.science.expectation import Baseline, Prior, read\n"
        "print('scipy' in sys.modules)\n"
        "read(7, Baseline(), Prior(7, 1, 1, 8, .75), lowest=0, highest=10)\n"
        "print('scipy.special' in sys.modules, 'scipy.stats' in sys.modules)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    ).stdout
    assert said.split() == ["False", "True", "False"]


def test_a_flat_line_at_the_top_is_nothing_to_ask_about_until_it_falls() -> None:
    readings, _ = read_series([*[10.0] * 12, 7.0], PRIOR, lowest=0, highest=10)
    assert [reading.flag for reading in readings if reading] == [*[""] * 12, "marked"]
    assert {reading.high for reading in readings[1:] if reading} == {10}


def test_without_a_range_the_band_is_not_clipped_and_p_alone_decides() -> None:
    high, _ = read(9.9, Baseline(6, 9.9, 0.01), PRIOR, lowest=None, highest=None)
    assert high.high > 10
    steady = Prior(mu=9.0, tau2=0.0001, sigma2=0.0001, nu0=8, s02=0.000075)
    small, _ = read(8.9, Baseline(9, 9.0), steady, lowest=None, highest=None)
    assert (small.flag, round(small.expected - small.value, 1)) == (Flag.MARKED, 0.1)
