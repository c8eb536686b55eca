"""Slow drift: the CUSUM by hand."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from alliance.science import simulation as sim
from alliance.science.calibration import drifts, product
from alliance.science.drift import Drift, drift_series, step
from alliance.science.expectation import Prior, read_series
from alliance.science.rules import Setting

zs = st.lists(st.none() | st.floats(-6, 6), max_size=40)


def test_a_steady_slide_sums_up_until_it_is_called_drift() -> None:
    slide = drift_series([-1.5, -1.5, -1.5, -1.5])
    assert slide == [
        Drift(1.0, 1, alarm=False),
        Drift(2.0, 2, alarm=False),
        Drift(3.0, 3, alarm=False),
        Drift(4.0, 4, alarm=True),
    ]


def test_ordinary_ups_and_downs_add_up_to_nothing() -> None:
    assert drift_series([-0.5, 0.4, -0.3, 0.0]) == [Drift()] * 4


def test_good_sessions_store_up_no_credit() -> None:
    assert step(Drift(), 5.0) == Drift()
    assert step(step(Drift(), 5.0), -1.0) == Drift(0.5, 1)


def test_the_alarm_lasts_as_long_as_the_slide() -> None:
    drift = step(Drift(), -4.0)
    assert drift == Drift(3.5, 1, alarm=True)
    assert step(drift, -0.5) == Drift(3.5, 2, alarm=True)
    assert step(drift, 1.0) == Drift(2.0, 2, alarm=False)
    assert step(drift, 3.0) == Drift()


def test_slack_and_limit_can_be_set() -> None:
    assert step(Drift(), -2.0, slack=1.0, limit=0.5) == Drift(1.0, 1, alarm=True)


def test_unanswered_sessions_change_nothing() -> None:
    assert drift_series([-1.5, None, -1.5]) == [Drift(1.0, 1), None, Drift(2.0, 2)]


@given(zs)
def test_the_sum_is_the_worst_stretch_that_ends_here(series: list[float | None]) -> None:
    given_zs = [z for z in series if z is not None]
    expected = max(
        [0.0, *(sum(-z - 0.5 for z in given_zs[start:]) for start in range(len(given_zs)))]
    )
    after = [drift for drift in drift_series(series) if drift]
    total = after[-1].total if after else 0.0
    assert abs(total - expected) < 1e-9


def test_a_first_answer_and_a_flagged_one_do_not_count() -> None:
    prior = Prior.from_spread(mu=7.8, tau=1.3, sigma=0.85, nu0=8)
    readings, _ = read_series([3.0, 3.4, 3.6, 3.5, 0.5, 3.4], prior, lowest=0, highest=10)
    assert [bool(each and each.flag) for each in readings] == [False] * 4 + [True, False]
    assert [bool(each and each.slides) for each in readings] == [False, *[True] * 3, False, True]


def test_a_drift_of_every_reading_is_what_was_left() -> None:
    setting = Setting(product.CHECK_PRIOR, 1.0)
    # The sum passes the limit on the flagged sixth answer: of every reading it is then never said.
    hidden = np.array([[8, 8, 8, 7.4, 6.6, 4.4, 6.4, 6.4, 6.2, 6.2, 6.0, 6.0]])
    assert not drifts.of_every_reading(hidden, setting, sim.CHECK).any()
    assert product.begins(hidden, setting, sim.CHECK).any()
    rising = np.array([[2.6, 3.2, *[4.2] * 10]])
    assert drifts.of_every_reading(rising, setting, sim.CHECK).any()
    assert len(list(drifts.report(clients=50))) == 3 + len(product.SCENARIOS)
