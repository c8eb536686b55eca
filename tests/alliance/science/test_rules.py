"""Rules over a grid, against worked examples from elsewhere and against the product's own reading.

Oracles: NIST/SEMATECH e-Handbook of Statistical Methods, https://doi.org/10.18434/M32189, sections
6.3.2.2 (individuals and moving range charts) and 6.3.2.4 (EWMA charts).
"""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliance.science import rules
from alliance.science import simulation as sim
from alliance.science.bulk import read_grid
from alliance.science.drift import drift_series
from alliance.science.expectation import Prior, read_series
from alliance.science.rules import Setting, charts
from alliance.science.rules.bounded import Scale
from alliance.science.rules.candidates.aware import Autoregressive, CeilingAware
from alliance.science.rules.candidates.baseline import EbT, judge
from alliance.science.rules.candidates.bayesian import LocalLevel, Mixture
from alliance.science.rules.candidates.robust import Huber, Median, median
from alliance.science.rules.candidates.sliding import AlertedBySlide, OrSlide
from alliance.science.rules.candidates.thawing import Light, Thawing
from alliance.science.simulation import Grid

PRIOR = Prior(36.5, 9, 3, 6, 2)
SETTING = Setting(PRIOR, first_sd=3.0)
GOLDEN = [38.0, 37.5, 38.2, 36.9, 31.0, 33.5, 37.8, 38.4]


def _one(*ratings: float) -> Grid:
    return np.array([ratings], dtype=float)


def _where(flags: sim.Flags) -> list[int]:
    return np.flatnonzero(flags[0]).tolist()


# --- NIST ----------------------------------------------------------------------------------------

FLOWRATE = (49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1)
EWMA_RATINGS = (52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5, *FLOWRATE)
# As printed there, to two places.
EWMA_PRINTED = (
    *(50.60, 49.52, 50.56, 50.18, 50.16, 49.21, 49.75, 49.85, 50.26, 50.33),
    *(50.11, 49.36, 49.52, 50.05, 49.38, 49.92, 50.73, 51.23, 51.94, 51.99),
)


def test_xmr_limits_are_those_of_the_handbook() -> None:
    centre, moving, lower = charts.xmr_limits(_one(*FLOWRATE), factor=3 / 1.128)
    assert centre[0, -1] == pytest.approx(50.81, abs=1e-9)
    assert moving[0, -1] == pytest.approx(1.8778, abs=5e-5)
    assert lower[0, -1] == pytest.approx(45.8159, abs=5e-5)
    assert 2 * centre[0, -1] - lower[0, -1] == pytest.approx(55.8041, abs=5e-5)
    assert pytest.approx(3 / 1.128, abs=5e-4) == charts.XMR_FACTOR


def test_the_ewma_is_that_of_the_handbook() -> None:
    series = charts.ewma_series(_one(*EWMA_RATINGS), 50.0, weight=0.3)
    assert series[0] == pytest.approx(EWMA_PRINTED, abs=0.0051)
    reach = charts.ewma_reach(2.0539, sds=3, weight=0.3)
    # The handbook cuts its factor to .4201 before it multiplies.
    assert 50 + reach == pytest.approx(52.5884, abs=2e-4)
    assert 50 - reach == pytest.approx(47.4115, abs=2e-4)


# --- Simple rules --------------------------------------------------------------------------------


def test_the_srs_rule_takes_its_cutoff_and_its_drop_literally() -> None:
    assert _where(rules.srs_rule(_one(36.0, 35.9, 38.0, 37.0, 36.1), SETTING)) == [1, 3]


def test_a_drop_is_counted_from_the_session_before() -> None:
    # One σ is √3 = 1.732; a reliable drop 1.96 · 3 · √.2 = 2.6296.
    ratings = _one(38.0, 36.27, 34.53, 36.0, 33.37, 33.0, 30.38)
    assert _where(rules.one_sigma(ratings, SETTING)) == [2, 4, 6]
    assert _where(rules.reliable_change(ratings, SETTING)) == [4]


def test_own_mean_needs_three_earlier_ratings_and_counts_n_minus_one() -> None:
    # Mean 10, SD 1 of three: the limit is 8.
    assert _where(rules.own_mean(_one(9, 10, 11, 7.99), SETTING)) == [3]
    assert _where(rules.own_mean(_one(9, 10, 11, 8.01), SETTING)) == []
    assert _where(rules.own_mean(_one(10, 11, 0), SETTING)) == []


def test_xmr_says_nothing_about_the_first_three_sessions() -> None:
    assert _where(rules.xmr(_one(10, 11, -50, 10), SETTING)) == []
    # Mean 10, moving ranges 1 and 2: the limit is 10 - 2.66 · 1.5 = 6.01.
    assert _where(rules.xmr(_one(10, 11, 9, 6.0), SETTING)) == [3]
    assert _where(rules.xmr(_one(10, 11, 9, 6.02), SETTING)) == []


def test_cusum_is_the_drift_of_all_ratings_unfrozen() -> None:
    readings, _ = read_series([float(y) for y in GOLDEN], PRIOR, lowest=0, highest=40, freeze=False)
    slid = drift_series([reading.z if reading else None for reading in readings])
    alarms = [place for place, each in enumerate(slid) if each and each.alarm]
    assert alarms
    assert _where(rules.cusum(_one(*GOLDEN), SETTING)) == alarms


@pytest.mark.parametrize(
    "rule",
    [rules.own_mean, rules.xmr, rules.ewma, rules.cusum, rules.eb_t(0.025, freeze=True)],
    ids=["own mean", "XmR", "EWMA", "CUSUM", "EB-t"],
)
def test_a_session_without_an_answer_changes_nothing(rule: rules.Rule) -> None:
    whole = sim.simulate(sim.CEILING, 500, np.random.default_rng(2)).seen()
    whole[:, 7:] -= 4
    gaps = np.full((500, 24), np.nan)
    gaps[:, ::2] = whole
    flags = rule(gaps, SETTING)
    assert np.array_equal(flags[:, ::2], rule(whole, SETTING))
    assert flags.any()
    assert not flags[:, 1::2].any()


# --- EB-t ----------------------------------------------------------------------------------------


def test_the_golden_vector_is_flagged_where_it_should_be() -> None:
    assert _where(rules.eb_t(0.025, freeze=True)(_one(*GOLDEN), SETTING)) == [4, 5]
    assert _where(rules.eb_t(0.025)(_one(*GOLDEN), SETTING)) == [4]
    assert _where(rules.eb_t(0.01, freeze=True)(_one(*GOLDEN), SETTING)) == [4]
    assert _where(rules.eb_t(0.025, freeze=True, least=6.0)(_one(*GOLDEN), SETTING)) == [4]


def test_a_first_rating_is_flagged_only_where_that_was_documented() -> None:
    documented, product = rules.eb_t_from_first(0.025), rules.eb_t(0.025, freeze=True)
    low = _one(20.0, 21.0, 36.5, np.nan, 20.0)
    assert _where(documented(low, SETTING)) == [0, 1, 4]
    assert 0 not in _where(product(low, SETTING))
    assert _where(documented(_one(*GOLDEN), SETTING)) == _where(product(_one(*GOLDEN), SETTING))
    people = sim.simulate(sim.CEILING, 500, np.random.default_rng(6)).seen()
    flags = documented(people, SETTING)
    alike = ~flags[:, 0]
    assert 0 < alike.sum() < 500
    assert np.array_equal(flags[alike], product(people, SETTING)[alike])


@pytest.mark.parametrize("freeze", [True, False])
def test_what_is_calibrated_is_what_the_product_reads(*, freeze: bool) -> None:
    """The grid of the simulation and the one-by-one reading of a page agree on every client."""
    people = sim.simulate(
        sim.CEILING.varied("gaps", "with gaps", answered=0.8), 200, np.random.default_rng(3)
    )
    grid = people.seen(sim.lowered(np.full(200, 6), 5.0, (1,), 12))
    together = read_grid(grid, PRIOR, lowest=0, highest=40, freeze=freeze)
    flagged = 0
    for client, row in enumerate(grid):
        values = [None if np.isnan(y) else float(y) for y in row]
        readings, _ = read_series(values, PRIOR, lowest=0, highest=40, freeze=freeze)
        for session, reading in enumerate(readings):
            if reading is None:
                assert np.isnan(together.p[client, session])
                continue
            assert together.p[client, session] == pytest.approx(reading.p, abs=1e-9)
            assert together.z[client, session] == pytest.approx(reading.z, abs=1e-9)
            assert ["", "low", "marked"][together.flag[client, session]] == reading.flag
            flagged += bool(reading.flag)
    assert flagged > 100


# --- Candidates ----------------------------------------------------------------------------------

ratings = st.lists(st.floats(0, 40) | st.just(np.nan), min_size=1, max_size=12)


@given(ratings)
@settings(max_examples=200)
def test_the_frame_of_the_candidates_reads_ebt_as_the_product_does(series: list[float]) -> None:
    grid = _one(*series)
    assert np.array_equal(
        judge(grid, EbT(SETTING, 1), 0.025), rules.eb_t(0.025, freeze=True)(grid, SETTING)
    )


@pytest.mark.parametrize(
    "same",
    [
        Autoregressive,
        CeilingAware,
        partial(Huber, reach=1e9),
        partial(Light, weight=0.0),
        partial(Thawing, row=99),
        partial(AlertedBySlide, gain=0.0),
        partial(OrSlide, limit=1e9),
    ],
    ids=["AR(1)", "ceiling", "Huber", "light", "thawing", "loosened", "or"],
)
def test_a_candidate_without_its_difference_is_ebt(same: type[EbT]) -> None:
    grid = sim.simulate(sim.HETEROGENEOUS, 500, np.random.default_rng(4)).seen() * 2 + 36
    expected = judge(grid, EbT(SETTING, 500), 0.05)
    assert np.array_equal(judge(grid, same(SETTING, 500), 0.05), expected)
    assert expected.any()


def test_light_with_weight_one_is_ebt_unfrozen() -> None:
    grid = sim.simulate(sim.HETEROGENEOUS, 500, np.random.default_rng(4)).seen() * 2 + 36
    light = judge(grid, Light(SETTING, 500, weight=1.0), 0.05)
    assert np.array_equal(light, rules.eb_t(0.05)(grid, SETTING))


def test_the_conjugate_predictive_is_the_textbook_one() -> None:
    """Gelman et al.: nu0 + n degrees of freedom, the distance of the means adds to the squares."""
    y = np.array([38.0, 37.5, 38.2, 36.9])
    k0, n = 3 / 9, len(y)
    nu, mean = 6 + n, y.mean()
    m = (k0 * 36.5 + n * mean) / (k0 + n)
    squares = 6 * 2 + ((y - mean) ** 2).sum() + k0 * n / (k0 + n) * (mean - 36.5) ** 2
    level = LocalLevel(SETTING, 1)
    for each in y:
        level.take(np.array([each]), np.array([True]))
    assert level.m[0] == pytest.approx(m)
    assert level.ss[0] == pytest.approx(squares)
    assert (level.nu[0], level.loose[0]) == (nu, pytest.approx(1 / (k0 + n)))


def test_a_known_variance_needs_no_summing_over() -> None:
    """With boundless nu0 every node is σ², and mixture, conjugate model and EB-t are one."""
    prior = Prior.from_spread(0, 0.8, 0.5, 1e7)
    setting = Setting(prior, 1.0)
    grid = sim.simulate(sim.GAUSSIAN, 50, np.random.default_rng(8)).seen()
    ps = []
    for baseline in (EbT(setting, 50), Mixture(setting, 50), LocalLevel(setting, 50)):
        for y in grid.T[:5]:
            baseline.take(y, np.ones(50, dtype=bool))
        ps.append(baseline.probability(grid[:, 5]))
    assert ps[1] == pytest.approx(ps[0], abs=2e-3)
    assert ps[2] == pytest.approx(ps[0], abs=2e-3)


def test_a_heavy_tail_moves_a_level_less() -> None:
    levels = []
    for heavy in (False, True):
        mixture = Mixture(SETTING, 1, heavy=heavy)
        for y in (36.5, 36.6, 36.4, 29.0):
            mixture.take(np.array([y]), np.array([True]))
        levels.append(float(mixture.m.mean()))
    assert levels[0] < levels[1] - 0.5


@given(st.lists(st.floats(-9, 9) | st.just(np.nan), min_size=1, max_size=9))
def test_medians_are_numpys(row: list[float]) -> None:
    known = [each for each in row if not np.isnan(each)]
    expected = np.median(known) if known else np.nan
    assert median(_one(*row))[0] == pytest.approx(expected, nan_ok=True)


def test_a_median_baseline_ignores_one_far_rating() -> None:
    near, far = Median(SETTING, 2), EbT(SETTING, 2)
    for y in ((38.0, 38.0), (38.0, 38.0), (38.0, 20.0)):
        for each in (near, far):
            each.take(np.array(y), np.ones(2, dtype=bool))
    middle = median(near.earlier)
    assert middle.tolist() == [38.0, 38.0]
    assert far.mean[1] == pytest.approx(32.0)


def test_autoregression_leans_on_the_last_rating_that_was_not_flagged() -> None:
    setting = Setting(PRIOR, 3.0, phi=0.5)
    one = Autoregressive(setting, 3)
    kept = np.array([True, True, False])
    one.take(np.array([38.0, 38.0, 30.0]), kept)
    one.take(np.array([36.0, np.nan, np.nan]), np.array([True, False, False]))
    assert one.carried.tolist() == [0.5, 0.25, 0.0]
    assert one.last[:2].tolist() == [36.0, 38.0]


def test_a_rating_at_the_top_stands_for_more() -> None:
    setting = Setting(PRIOR, 3.0, scale=Scale(40.0, 0.1))
    aware, plain = CeilingAware(setting, 1), EbT(setting, 1)
    for each in (aware, plain):
        for _ in range(3):
            each.take(np.array([40.0]), np.array([True]))
    assert plain.mean[0] == pytest.approx(40.0)
    assert 40.5 < aware.mean[0] < 44


def test_what_is_flagged_a_fourth_time_in_a_row_becomes_usual() -> None:
    low = _one(*[38.0] * 6, *[32.0] * 7)
    thawing = Thawing(SETTING, 1)
    assert _where(judge(low, EbT(SETTING, 1), 0.025)) == [6, 7, 8, 9, 10, 11, 12]
    assert _where(judge(low, thawing, 0.025)) == [6, 7, 8, 9, 10]
    assert thawing.n[0] == 6 + 4
