"""Are candidates tried under the conditions that the product reads ratings in?"""

import numpy as np
import pytest

from alliance.science import simulation as sim
from alliance.science.bulk import read_grid
from alliance.science.calibration.product import CHECK_PRIOR
from alliance.science.calibration.trial import CANDIDATES, Trial
from alliance.science.expectation import Prior
from alliance.science.rules import Setting
from alliance.science.rules.candidates.baseline import EbT, judge


@pytest.fixture(scope="module", params=[sim.CHECK, sim.CEILING, sim.HETEROGENEOUS])
def trial(request: pytest.FixtureRequest) -> Trial:
    return Trial.of(request.param, 1_000, 1)


@pytest.fixture(scope="module")
def bounded() -> Trial:
    return Trial.of(sim.CEILING, 300, 1)


def test_ebt_flags_what_the_product_flags(trial: Trial) -> None:
    """Frozen, from the second rating on, with the smallest drop of the range where there is one."""
    lowest = None if trial.scenario.top is None else 0.0
    for grid in (trial.stable, *trial.dips, trial.slide):
        prior, top = trial.setting.prior, trial.scenario.top
        read = read_grid(grid, prior, lowest=lowest, highest=top, min_drop=0.05)
        assert np.array_equal(trial.flags(EbT, grid, 0.025), read.flag > 0)


def test_a_flag_needs_the_smallest_drop_below_what_can_be_expected() -> None:
    setting, grid = Setting(Prior(36.5, 9, 3, 6, 2), first_sd=3.0), np.full((1, 6), 39.0)
    grid[0, 4:] = 33.0, 35.0
    dropped = [judge(grid, EbT(setting, 1), 0.1, least=each)[0] for each in (0.0, 4.0, 6.0)]
    assert [np.flatnonzero(each).tolist() for each in dropped] == [[4, 5], [4], []]
    capped = judge(grid, EbT(setting, 1), 0.1, least=2.0, top=36.0)[0]
    assert np.flatnonzero(capped).tolist() == [4]


def test_the_check_is_tried_with_the_prior_it_ships_with(trial: Trial) -> None:
    assert (trial.setting.prior == CHECK_PRIOR) == (trial.scenario == sim.CHECK)
    assert trial.setting.usual_growth.pace == 0 or trial.scenario != sim.CHECK


@pytest.mark.parametrize("name", CANDIDATES)
def test_no_candidate_flags_less_than_the_smallest_drop(name: str, bounded: Trial) -> None:
    """Two points below what was expected, of forty; more than the top is expected of nobody."""
    grid = bounded.dips[0]
    flags = bounded.flags(CANDIDATES[name], grid, 0.3)
    assert flags.sum() > 50
    again = CANDIDATES[name](bounded.setting, 300)
    for y, flagged in zip(grid.T, flags.T, strict=True):
        expected = np.minimum(again.centre(), 40.0)
        assert (y - expected <= -2.0)[flagged].all()
        again.take(y, ~flagged)
