"""Reading in bulk says what reading one by one says, and keeps the same rules."""

import math
from itertools import accumulate
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from alliance.science.bulk import (
    Baselines,
    Grid,
    Priors,
    plan,
    read_grid,
    read_ragged,
    returned_at_flags,
    since_flag,
)
from alliance.science.drift import Drift, step
from alliance.science.expectation import Baseline, Flag, Prior, Reading, read_series, returned_at
from alliance.science.student import CELLS

Series = list[list[float | None]]

GOLDEN = (38.0, 37.5, 38.2, 36.9, 31.0, 33.5, 37.8, 38.4)
GOLDEN_PRIOR = Prior(mu=36.5, tau2=9, sigma2=3, nu0=6, s02=2)
PRIOR = Prior.from_spread(mu=7.8, tau=1.3, sigma=0.85, nu0=8)
OTHER = Prior.from_spread(mu=7.2, tau=1.0, sigma=0.75, nu0=6.5)
FLAGS = [Flag.NONE, Flag.LOW, Flag.MARKED]
FIGURES = ("n", "flag", "expected", "scale", "t", "p", "z", "low", "high", "drift")

ratings = st.integers(0, 100).map(lambda tenths: tenths / 10)
clients = st.lists(st.lists(st.none() | ratings, max_size=12), max_size=8)


def flat(series: Series) -> NDArray[np.float64]:
    return np.array([math.nan if y is None else y for ys in series for y in ys])


def starts(series: Series) -> list[int]:
    return [0, *accumulate(len(ys) for ys in series)]


def ragged(series: Series, prior: Prior | Priors = PRIOR, **rule: bool) -> tuple[Grid, Baselines]:
    return read_ragged(flat(series), starts(series), prior, lowest=0, highest=10, **rule)


def drawn(many: int, longest: int, seed: int) -> Series:
    """Ratings without a grid of tenths, a tenth of them far too low, a fifth unanswered."""
    draw = np.random.default_rng(seed)
    series: Series = []
    for _ in range(many):
        level, length = draw.normal(7.8, 1.3), draw.integers(0, longest + 1)
        ys = draw.normal(level, 0.85, length) - 3 * (draw.random(length) < 0.1)
        series.append([None if draw.random() < 0.2 else float(y) for y in ys])
    return series


def assert_agrees(series: Series, prior: Prior, read: tuple[Grid, Baselines], **rule: bool) -> None:
    """Every figure is that of `read_series`, to 1e-9, and so is what the series leave behind."""
    rows: list[tuple[float, ...]] = []
    left: list[Baseline] = []
    for ys in series:
        readings, baseline = read_series(ys, prior, lowest=0, highest=10, **rule)
        drift = Drift()
        for reading in readings:
            drift = step(drift, reading.z) if reading and reading.slides else drift
            rows.append(row(reading, drift))
        left.append(baseline)
    grid, baselines = read
    ours = np.stack([getattr(grid, name) for name in FIGURES], axis=1)
    assert np.allclose(ours, np.array(rows).reshape(ours.shape), 1e-9, 1e-9, equal_nan=True)
    assert baselines.n.tolist() == [each.n for each in left]
    for name in ("mean", "ss"):
        theirs = [getattr(each, name) for each in left]
        assert np.allclose(getattr(baselines, name), theirs, 1e-9, 1e-9)


def row(reading: Reading | None, slide: Drift) -> tuple[float, ...]:
    if reading is None:
        return 0, 0, *[math.nan] * (len(FIGURES) - 2)
    figures = [getattr(reading, name) for name in FIGURES[2:-1]]
    return reading.n, FLAGS.index(reading.flag), *figures, slide.total


def test_the_golden_vector() -> None:
    grid = read_grid([GOLDEN], GOLDEN_PRIOR, lowest=0, highest=40, min_drop=0)
    assert [round(p, 5) for p in grid.p[0].tolist()] == [
        *(0.66652, 0.47681, 0.63592, 0.29821, 0.00076, 0.01074, 0.56297, 0.71301)
    ]
    assert grid.flag[0].tolist() == [0, 0, 0, 0, 2, 1, 0, 0]
    assert round(float(grid.expected[0, 4]), 4) == 37.5615
    unfrozen = read_grid([GOLDEN], GOLDEN_PRIOR, lowest=0, highest=40, min_drop=0, freeze=False)
    assert round(float(unfrozen.p[0, 5]), 5) == 0.12555


@given(clients, st.booleans())
def test_in_bulk_is_one_by_one(series: Series, freeze: bool) -> None:
    assert_agrees(series, PRIOR, ragged(series, freeze=freeze), freeze=freeze)


@pytest.mark.parametrize("freeze", [True, False])
def test_in_bulk_is_one_by_one_through_the_tables(
    freeze: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So many ratings that p comes from tables, and such small blocks that there are several.
    monkeypatch.setattr(plan, "BLOCK", 2000)
    series = drawn(6000, 16, seed=7)
    read = ragged(series, freeze=freeze)
    assert np.count_nonzero(np.isfinite(read[0].p)) > 2 * CELLS * 17
    assert 2000 < np.count_nonzero(read[0].flag) < 6000
    assert_agrees(series, PRIOR, read, freeze=freeze)


def test_a_full_grid_is_the_same_ratings_in_a_row() -> None:
    draw = np.random.default_rng(5)
    values = draw.normal(7.5, 1.5, (300, 9))
    grid = read_grid(values, PRIOR, lowest=0, highest=10)
    again, _left = read_ragged(values.ravel(), range(0, 2701, 9), PRIOR, lowest=0, highest=10)
    for one, other in zip(grid.columns(), again.columns(), strict=True):
        assert np.array_equal(one.ravel(), other)


@given(clients)
def test_a_grid_with_gaps_is_ragged_series(series: Series) -> None:
    width = max(map(len, series), default=0)
    padded: Series = [[*ys, *[None] * (width - len(ys))] for ys in series]
    grid = read_grid(flat(padded).reshape(len(series), width), PRIOR, lowest=0, highest=10)
    assert grid.p.shape == (len(series), width)
    whole = grid.each(np.ravel)
    _readings, left = ragged(padded)
    assert_agrees(padded, PRIOR, (whole, left))


@given(clients)
def test_clients_may_have_priors_of_their_own(series: Series) -> None:
    each = [PRIOR if place % 3 else OTHER for place in range(len(series))]
    names = ("mu", "tau2", "sigma2", "nu0", "s02")
    priors = Priors(*(np.array([getattr(one, name) for one in each]) for name in names))
    grid, left = ragged(series, priors)
    for prior in (PRIOR, OTHER):
        alone = [ys if each[place] is prior else [] for place, ys in enumerate(series)]
        mine = np.array([one is prior for one in each], dtype=bool)
        theirs = np.repeat(mine, np.diff(starts(series)))
        only = Grid(*(column[theirs] for column in grid.columns()))
        kept = Baselines(*(np.where(mine, each, 0) for each in (left.n, left.mean, left.ss)))
        assert_agrees(alone, prior, (only, kept))


@given(clients, st.randoms())
def test_the_order_in_which_clients_come_does_not_matter(series: Series, random: Random) -> None:
    order = list(range(len(series)))
    random.shuffle(order)
    plain, left = ragged(series)
    mixed, left_mixed = ragged([series[place] for place in order])
    begins = starts(series)
    source = [at for place in order for at in range(begins[place], begins[place + 1])]
    for one, other in zip(plain.columns(), mixed.columns(), strict=True):
        assert np.array_equal(one[source], other, equal_nan=True)
    assert np.array_equal(left.ss[order], left_mixed.ss)


def test_a_first_rating_is_never_flagged_and_always_enters() -> None:
    grid = read_grid([[0.0, 9.0], [math.nan, 0.0], [7.8, 0.0]], PRIOR, lowest=0, highest=10)
    assert grid.flag.tolist() == [[0, 0], [0, 0], [0, 2]]
    assert grid.n.tolist() == [[0, 1], [0, 0], [0, 1]]
    assert (grid.p[0, 0] == grid.p[1, 1], bool(grid.p[0, 0] < 0.001)) == (True, True)


@given(clients)
def test_unanswered_sessions_change_nothing(series: Series) -> None:
    with_gaps, left = ragged(series)
    answered, left_by_answers = ragged([[y for y in ys if y is not None] for ys in series])
    given_ = ~np.isnan(flat(series))
    for one, other in zip(with_gaps.columns(), answered.columns(), strict=True):
        assert np.array_equal(one[given_], other)
    assert np.array_equal(left.mean, left_by_answers.mean)


@given(clients, st.sampled_from([0.1, 4.0, 10.0]), st.sampled_from([-12.0, 0.0, 3.5]))
def test_the_units_do_not_matter(series: Series, stretch: float, shift: float) -> None:
    plain, _ = ragged(series)
    y = flat(series)
    # A drop of exactly the smallest size may round to either side of it.
    assume(not np.any(np.abs(plain.expected - y - 0.5) < 1e-9))
    other = Prior(
        shift + stretch * PRIOR.mu,
        PRIOR.tau2 * stretch**2,
        PRIOR.sigma2 * stretch**2,
        PRIOR.nu0,
        PRIOR.s02 * stretch**2,
    )
    moved, _ = read_ragged(
        shift + stretch * y, starts(series), other, lowest=shift, highest=shift + 10 * stretch
    )
    assert moved.flag.tolist() == plain.flag.tolist()
    for name in ("p", "t", "z", "drift"):
        assert getattr(moved, name) == pytest.approx(getattr(plain, name), abs=1e-7, nan_ok=True)


@given(st.lists(ratings, max_size=12), ratings, ratings)
def test_a_lower_answer_is_never_less_surprising(
    before: list[float], one: float, other: float
) -> None:
    grid = read_grid(
        [[*before, min(one, other)], [*before, max(one, other)]], PRIOR, lowest=0, highest=10
    )
    assert grid.p[0, -1] <= grid.p[1, -1]
    assert grid.flag[0, -1] >= grid.flag[1, -1]


def test_a_flat_line_at_the_top_is_nothing_to_ask_about() -> None:
    grid = read_grid([[10.0] * 30], PRIOR, lowest=0, highest=10)
    assert not grid.flag.any()
    assert np.isfinite(grid.p).all()
    assert (grid.high == 10).all()
    fallen = read_grid([[*[10.0] * 30, 7.0]], PRIOR, lowest=0, highest=10)
    assert fallen.flag[0, -1] == 2


def test_without_a_range_nothing_is_clipped_and_p_alone_decides() -> None:
    steady = Prior(mu=9.0, tau2=0.0001, sigma2=0.0001, nu0=8, s02=0.000075)
    free = read_grid([[9.0, 8.9, 10.4]], steady, lowest=None, highest=None)
    bound = read_grid([[9.0, 8.9, 10.4]], steady, lowest=0, highest=10)
    assert (free.flag[0].tolist(), bound.flag[0].tolist()) == ([0, 2, 0], [0, 0, 0])
    alone, _ = read_series([9.0, 8.9, 10.4], steady, lowest=None, highest=None)
    assert [one and one.flag for one in alone] == ["", "marked", ""]
    low = read_grid([[0.2]], PRIOR, lowest=None, highest=None)
    high = read_grid([[9.9] * 3], PRIOR, lowest=None, highest=None)
    assert low.n.tolist() == [[0]]
    assert high.high[0, -1] > 10


def test_nobody_and_nothing() -> None:
    nobody, left = read_ragged([], [0], PRIOR, lowest=0, highest=10)
    assert (len(nobody.p), len(left.n)) == (0, 0)
    silent, left = read_ragged([math.nan] * 3, [0, 0, 3], PRIOR, lowest=0, highest=10)
    assert np.isnan(silent.p).all()
    assert (left.n.tolist(), left.mean.tolist()) == ([0, 0], [0, 0])
    assert read_grid(np.empty((4, 0)), PRIOR, lowest=0, highest=10).p.shape == (4, 0)


@pytest.mark.parametrize("bounds", [[], [0], [1, 3], [0, 2], [0, 4], [0, 2, 1, 3]])
def test_series_that_do_not_cover_the_values_are_refused(bounds: list[int]) -> None:
    with pytest.raises(ValueError, match="starts"):
        read_ragged([1.0, 2.0, 3.0], bounds, PRIOR, lowest=0, highest=10)


def test_what_is_no_rating_and_no_prior_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        read_grid([[7.0, math.inf]], PRIOR, lowest=0, highest=10)
    with pytest.raises(ValueError, match="shape"):
        read_grid([7.0], PRIOR, lowest=0, highest=10)
    one = np.ones(2)
    with pytest.raises(ValueError, match="positive"):
        Priors(one, one, one, one, one - 1)
    with pytest.raises(ValueError, match="length"):
        Priors(one, one, one, one, np.ones(3))
    with pytest.raises(ValueError, match="2 priors for 1 clients"):
        read_grid([[7.0]], Priors(one, one, one, one, one), lowest=0, highest=10)


@given(clients)
def test_returned_in_bulk_is_returned_one_by_one(series: Series) -> None:
    grid, _left = ragged(series)
    at = returned_at_flags(flat(series), starts(series), grid, math.sqrt(PRIOR.sigma2))
    expected = [-1] * len(grid.flag)
    for begin, ys in zip(starts(series), series, strict=False):
        for place in range(len(ys)):
            if grid.flag[begin + place]:
                m = float(grid.expected[begin + place])
                found = returned_at(ys[place + 1 :], m, math.sqrt(PRIOR.sigma2))
                if found is not None:
                    expected[begin + place] = begin + place + 1 + found
    assert at.tolist() == expected


def test_how_things_stand_since_the_latest_flag() -> None:
    series: Series = [
        [7.8, 7.9, 3.0, None, 7.8, 7.9, 7.8, 3.0, 2.9],
        [7.8, 2.0, 7.7],
        [3.0, 2.9, 7.7],
        [7.8, 3.0, 7.8, None, 7.7],
        [7.8, 2.0, 7.8, 2.0, 7.7, 7.9],
    ]
    grid, _left = ragged(series)
    assert np.flatnonzero(grid.flag).tolist() == [2, 7, 8, 10, 16, 21, 23]
    at = returned_at_flags(flat(series), starts(series), grid, math.sqrt(PRIOR.sigma2))
    assert since_flag(starts(series), grid, at).tolist() == [
        *(0, 0, 1, 1, 1, 2, 0, 1, 1),
        *(0, 1, 1),
        *(0, 0, 0),
        *(0, 1, 1, 1, 2),
        *(0, 1, 1, 1, 1, 2),
    ]
