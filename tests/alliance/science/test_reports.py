"""EB-t together with what people report and with the drift: are the figures of the right things?"""

import numpy as np
import pytest

from alliance.science import simulation as sim
from alliance.science.calibration.product import begins
from alliance.science.calibration.reports import (
    ASSUMED,
    TRUTHS,
    Candour,
    Said,
    reported,
    together,
    weighed,
)
from alliance.science.calibration.trial import SLIDE_AT, Trial
from alliance.science.rules.candidates.baseline import EbT

NEVER, ALWAYS = Candour(0.0, 0.0), Candour(1.0, 0.0)
HALF = next(each for each in sim.UNTUNED if each.key == "half")


@pytest.fixture(scope="module", params=[sim.CEILING, HALF], ids=lambda each: each.key)
def trial(request: pytest.FixtureRequest) -> Trial:
    return Trial.of(request.param, 1_000, 1)


def _power(trial: Trial, depth: int = 0) -> float:
    grid = trial.dips[depth]
    return float(np.nanmean(trial.in_session(grid, trial.flags(EbT, grid, 0.025))))


def test_a_report_counts_by_how_much_it_says() -> None:
    said = np.array([[True, False]])
    assert ASSUMED.factor(said) == pytest.approx(np.array([[7.0, 0.65 / 0.95]]))


def test_reports_come_with_answers_and_as_often_as_said(trial: Trial) -> None:
    said = Said.of(trial, Candour(0.6, 0.1), np.random.default_rng(1))
    missing = np.isnan(trial.stable)
    for reports in (said.stable, *said.dips, said.slide):
        assert not reports[missing].any()
    assert said.stable[~missing].mean() == pytest.approx(0.1, abs=0.015)
    rows = np.arange(len(trial.stable))
    rated = ~missing[rows, trial.onset]
    assert said.dips[0][rows, trial.onset][rated].mean() == pytest.approx(0.6, abs=0.08)
    during = np.zeros_like(missing)
    during[:, SLIDE_AT:] = True
    assert said.slide[during & ~missing].mean() == pytest.approx(0.6, abs=0.03)
    assert np.array_equal(said.slide[:, :SLIDE_AT], said.stable[:, :SLIDE_AT])


def test_a_weighed_report_finds_more_where_it_comes_as_assumed(trial: Trial) -> None:
    two, three = weighed(trial, ASSUMED, seed=1)
    nothing, _ = weighed(trial, Candour(0.05, 0.05), seed=1)
    assert np.nanmean(nothing) < _power(trial) < np.nanmean(two)
    assert np.nanmean(two) < np.nanmean(three)
    assert np.array_equal(np.isnan(two), np.isnan(trial.dips[0][range(1_000), trial.onset]))


def test_side_by_side_each_signal_adds_what_it_alone_says(trial: Trial) -> None:
    found = together(trial, NEVER, seed=1)
    alarms, clients, two, three, _slide = found["drop"]
    assert alarms == pytest.approx(trial.false_alarms(EbT, 0.025))
    assert clients == pytest.approx(trial.clients_flagged(EbT, 0.025))
    assert (two, three) == (_power(trial, 0), _power(trial, 1))
    assert found["drop/report"] == found["drop"]
    assert found["all three"] == found["drop/drift"]
    drifting = trial.flags(EbT, trial.stable, 0.025) | begins(
        trial.stable, trial.setting, trial.scenario
    )
    answered = (~np.isnan(trial.stable[:, 1:])).sum()
    assert found["drop/drift"][0] == pytest.approx(drifting[:, 1:].sum() / answered)
    assert found["drop/drift"][4] > found["drop"][4]


def test_who_always_says_it_is_always_noticed(trial: Trial) -> None:
    alarms, _clients, two, three, _slide = together(trial, ALWAYS, seed=1)["all three"]
    assert (two, three) == (1.0, 1.0)
    assert alarms == together(trial, NEVER, seed=1)["drop/drift"][0]


def test_every_scenario_is_in_every_table(trial: Trial) -> None:
    other = Trial.of(sim.GAUSSIAN, 200, 1)
    said = list(reported([trial, other]))
    for title in (trial.scenario.title, "Gaussian"):
        assert sum(line.startswith(f"{title:<38}") for line in said) == 2 + 5
    heads = [line.split() for line in said if "with drift" in line]
    assert len(heads) == 2
    assert all(str(truth) in line for truth in TRUTHS for line in said if "with drift" in line)
    assert max(map(len, said)) < 130
