"""Does the calibration reproduce what is documented, and would it say so if it did not?"""

import math
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from alliance.science import compared, error_rates, gap
from alliance.science import simulation as sim
from alliance.science.calibration import comparison, documented, measuring, pairs, product, report
from alliance.science.calibration.__main__ import main
from alliance.science.calibration.documented import Column, Key
from alliance.science.calibration.measuring import Measured
from alliance.science.calibration.trial import CANDIDATES, Measure, Trial, matched, reference
from alliance.science.error_rates import RATES, TWO_VIEWS, ErrorRates, Watch, span
from alliance.science.expectation import Prior
from alliance.science.rules import Setting
from alliance.science.rules.candidates.baseline import EbT
from alliance.science.rules.candidates.thawing import Thawing
from measures.catalogue import instrument

ROOT = Path(__file__).resolve().parents[3]


def _run_alone(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()


# --- What is documented --------------------------------------------------------------------------


def test_the_quick_run_reproduces_every_documented_figure(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status = main(["--quick"])
    said = capsys.readouterr().out
    assert re.findall(r"(\d+) of (\d+) documented figures", said) == [("178", "178")]
    assert status == 0


def test_a_wrong_figure_makes_it_fail() -> None:
    key = Key(compared.XMR, "ceiling", Column.FALSE_ALARMS)
    found = {key: Measured(0.031, 0.0004)}
    assert report.deviations({key: 0.036}, found) == []
    apart = report.deviations({key: 0.0361}, found)
    assert "; ".join(map(str, apart)) == (
        "XmR, ceiling, false alarms per session: documented 0.036, found 0.031 ± 0.0004, "
        "more than 0.0050 apart"
    )
    power = Key(compared.XMR, "ceiling", Column.POWER_2)
    assert report.deviations({power: 0.55}, {power: Measured(0.53, 0.01)}) == []
    assert len(report.deviations({power: 0.551}, {power: Measured(0.53, 0.01)})) == 1


def test_a_quick_run_allows_for_its_own_chance_and_no_more() -> None:
    power = Key(compared.XMR, "ceiling", Column.POWER_2)
    found = {power: Measured(0.53, 0.01)}
    assert report.deviations({power: 0.58}, found, quick=True) == []
    assert len(report.deviations({power: 0.581}, found, quick=True)) == 1


def test_what_was_not_measured_is_a_deviation_too() -> None:
    key = Key(compared.XMR, "ceiling", Column.FALSE_ALARMS)
    assert len(report.deviations({key: 0.031}, {key: Measured(math.nan, 0.0)})) == 1


def test_every_figure_of_the_table_is_checked() -> None:
    stated = documented.documented()
    rows = [
        key for key in stated if key.column is Column.FALSE_ALARMS and key.rule in compared.TABLE
    ]
    assert len(rows) == 6 * 4 + 1
    assert stated[Key(compared.EB_T, "gaussian", Column.FALSE_ALARMS)] == 0.026
    assert stated[Key(compared.EB_T_01, "ceiling", Column.POWER_3)] == 0.74
    assert len(report.documented()) == 25 + 3 * 13 + 17 + 2


def test_the_page_shows_the_table_that_is_checked() -> None:
    page = (ROOT / "docs" / "calibration.md").read_text()
    rows = {
        cells[0].strip("* "): [cell.strip() for cell in cells[1:]]
        for cells in (line.strip("| \n").split("|") for line in page.splitlines() if "|" in line)
        if len(cells) == 11
    }
    for rule, row in compared.TABLE.items():
        figures = [*row.false_alarms, *row.stable_flagged, *row.power_2, *row.power_3]
        shown = [
            "–" if figure is None else f"{figure:.{3 if place < 4 else 2}f}".removeprefix("0")
            for place, figure in enumerate(figures)
        ]
        assert rows[rule] == shown


def test_figures_do_not_hang_on_the_order_of_work() -> None:
    """Each batch has numbers of its own: scenario by scenario is the same as all together."""
    alone = measuring.measure([sim.CEILING], clients=200, batches=2)
    both = measuring.measure([sim.GAUSSIAN, sim.CEILING], clients=200, batches=2)
    assert alone.keys() < both.keys()
    assert all(
        np.allclose(both[key].figure, each.figure, equal_nan=True) for key, each in alone.items()
    )
    other = measuring.measure([sim.CEILING], clients=200, batches=2, seed=2)
    key = Key(compared.EB_T, "ceiling", Column.POWER_2)
    assert other[key].figure != alone[key].figure


def test_the_standard_error_covers_what_another_seed_finds() -> None:
    key = Key(compared.OWN_MEAN, "gaussian", Column.POWER_2)
    runs = [
        measuring.measure([sim.GAUSSIAN], clients=500, batches=4, seed=seed)[key]
        for seed in range(8)
    ]
    seen = float(np.std([each.figure for each in runs], ddof=1))
    claimed = float(np.mean([each.error for each in runs]))
    assert 0.3 < seen / claimed < 3


def test_came_back_looks_at_the_three_ratings_after_a_flag() -> None:
    setting = Setting(product.CHECK_PRIOR, 1.0)
    seen = np.full((2, 12), 7.8)
    flags = np.zeros((2, 12), dtype=bool)
    seen[:, 4] = 5.0
    flags[:, 4] = True
    seen[1, 5:8] = 6.0
    assert measuring.came_back(flags, seen, setting) == 0.5
    flags[:, 4], flags[:, 11] = False, True  # nothing follows by which to judge
    assert math.isnan(measuring.came_back(flags, seen, setting))


# --- What pages quote ----------------------------------------------------------------------------


def test_pages_can_quote_rates_without_the_simulation() -> None:
    loaded = _run_alone("import alliance.science.error_rates, sys; print('numpy' in sys.modules)")
    assert loaded == "False"


def test_the_web_process_knows_no_competing_rule() -> None:
    code = (
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'tests.settings'; "
        "django.setup(); from django.urls import get_resolver; get_resolver().url_patterns; "
        "print(sorted(name for name in sys.modules if name.startswith(("
        "'alliance.science.rules', 'alliance.science.calibration', 'alliance.science.simulation'"
        "))))"
    )
    assert _run_alone(code) == "[]"


def test_each_rule_has_rates_for_each_kind_of_clients() -> None:
    scenarios = tuple(scenario.key for scenario in product.SCENARIOS)
    assert {
        watch: tuple(each.scenario for each in RATES[watch]) for watch in Watch
    } == dict.fromkeys(Watch, scenarios)
    assert tuple(each.scenario for each in TWO_VIEWS) == (pairs.APART, pairs.TOGETHER)


def test_rates_follow_from_one_another() -> None:
    rates = ErrorRates("made up", 0.02, 0.03, 0.10, 0.50, 0.90)
    assert rates.true_flags(0.10) == pytest.approx(0.05 / (0.05 + 0.018))
    assert rates.true_alarms(0.10) == pytest.approx(0.05 / (0.05 + 0.09))
    assert span(Watch.LOW, lambda each: each.false_alarms) == (0.022, 0.037)
    assert error_rates.RATES[Watch.MARKED][0].false_alarms < RATES[Watch.LOW][0].false_alarms


def test_the_checks_are_simulated_with_the_priors_they_ship_with() -> None:
    for key, prior in (
        ("alliance-client", product.CHECK_PRIOR),
        ("alliance-therapist", pairs.THERAPIST_PRIOR),
    ):
        shipped = instrument(key).prior
        assert shipped is not None
        assert prior == Prior.from_spread(shipped.mu, shipped.tau, shipped.sigma, shipped.nu0)
        assert instrument(key).composite.highest == sim.CHECK.top


def test_a_new_drift_is_counted_once_while_it_lasts() -> None:
    ratings = np.array([[7.8, 7.8, 7.8, 7.8, 6.6, 6.2, np.nan, 6.0, 6.0, 6.0, 6.0, 6.0]])
    begun = product.begins(ratings, Setting(product.CHECK_PRIOR, 1.0), sim.CHECK)
    assert np.flatnonzero(begun[0]).tolist() == [8]


def test_a_slide_is_counted_where_the_product_says_it() -> None:
    # Seven answers as usual, then one that is flagged and leaves the sum as it was.
    ratings = np.array([[7.8] * 7 + [3.0] + [7.8] * 4])
    setting = Setting(product.CHECK_PRIOR, 1.0)
    assert not product.begins(ratings, setting, sim.CHECK).any()
    # A first answer far below what is usual is no slide, nor is one that rises from there.
    ratings = np.array([[2.6, 3.2, *[4.2] * 10]])
    assert not product.begins(ratings, setting, sim.CHECK).any()
    slides = np.array([[7.8] * 4 + [6.8, 6.4, 6.2, *[6.0] * 5]])
    assert product.begins(slides, setting, sim.CHECK).sum() == 1


def test_the_two_views_are_judged_as_the_product_does() -> None:
    rng = np.random.default_rng(4)
    client = sim.simulate(sim.CHECK, 60, rng).seen()
    therapist = sim.simulate(pairs.THERAPIST, 60, rng).seen()
    client[:, 8] -= 3
    client[::7, 3] = np.nan
    flags = pairs.flagged(therapist - client)
    prior = gap.pair_prior(product.CHECK_PRIOR, pairs.THERAPIST_PRIOR)
    for pair in range(60):
        for session in range(12):
            if np.isnan(client[pair, session]):
                continue
            views = [
                (None if math.isnan(mine) else mine, theirs)
                for mine, theirs in zip(
                    client[pair, : session + 1].tolist(),
                    therapist[pair, : session + 1].tolist(),
                    strict=True,
                )
            ]
            read = gap.gaps(views, prior, lowest=0, highest=10)
            assert flags[pair, session] == (bool(read) and read[-1].flagged)
    assert flags[:, 8].mean() > 0.3


# --- Can it be bettered? -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def trials() -> list[Trial]:
    return [Trial.of(scenario, 400, 1) for scenario in comparison.SCENARIOS[:5]]


def test_a_threshold_is_found_for_the_false_alarms_asked_for() -> None:
    assert matched(lambda at: at**0.7, 0.05) == pytest.approx(0.05 ** (1 / 0.7), rel=0.01)
    with pytest.raises(ValueError, match="at any threshold"):
        matched(lambda at: 0.06 + at, 0.05)


def test_ebt_is_no_better_than_itself(trials: list[Trial]) -> None:
    own = [reference(trial) for trial in trials]
    found = comparison.against(EbT, trials, own)
    assert comparison.verdict(found, own) == comparison.Verdict(0, 0, 5 * len(Measure))


def test_a_rule_that_cannot_be_matched_is_worse(trials: list[Trial]) -> None:
    own = [reference(trial) for trial in trials]
    assert comparison.verdict([None] * 5, own).worse == 5 * len(Measure)


def test_a_verdict_tells_better_from_worse(trials: list[Trial]) -> None:
    """A higher threshold finds more, and flags more stable clients in more sessions."""
    own = [trials[0].find(EbT, 0.025)]
    more = [trials[0].find(EbT, 0.1)]
    assert comparison.verdict(list(more), own) == comparison.Verdict(6, 2, 8)
    assert comparison.verdict(list(own), more) == comparison.Verdict(2, 6, 8)


def test_thawing_leaves_first_flags_as_they_are(trials: list[Trial]) -> None:
    """At one threshold the same clients are flagged, less often (docs/decisions/0004)."""
    for trial in trials:
        frozen, thawing = trial.find(EbT, 0.025), trial.find(Thawing, 0.025)
        assert thawing.mean(Measure.STABLE) == frozen.mean(Measure.STABLE)
        assert thawing.mean(Measure.FALSE) <= frozen.mean(Measure.FALSE)


def test_the_comparison_prints_every_candidate_for_every_measure() -> None:
    said = list(comparison.report(clients=60, scenarios=comparison.SCENARIOS[:2]))
    first = said[: next(place for place, line in enumerate(said) if line.startswith("Verdict"))]
    heads = [line.split(":")[0] for line in first if ": beyond EB-t" in line]
    assert heads == list(Measure)
    rows = {name: sum(line.startswith(f"{name:<24}") for line in first) for name in CANDIDATES}
    assert rows == dict.fromkeys(CANDIDATES, len(Measure))
