"""Reliable change against published figures, and what a change is called."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.catalogue import all_instruments, instrument
from measures.change import (
    Change,
    classify,
    clinical_cutoff,
    reliable_change_index,
    reliable_change_points,
    standard_error_of_difference,
)
from measures.instrument import Cutoff, Direction, Instrument

# Against published figures


def test_the_worked_example_of_jacobson_and_truax() -> None:
    """Jacobson & Truax (1991): SD 7.5, reliability .80, from 32.5 to 47.5."""
    assert standard_error_of_difference(7.5, 0.80) == pytest.approx(4.7434, abs=5e-5)
    assert reliable_change_index(32.5, 47.5, 7.5, 0.80) == pytest.approx(3.1623, abs=5e-5)
    # By hand: 15 / (7.5·√(2·.20)) = 2 / √.4 = √10.
    assert reliable_change_index(32.5, 47.5, 7.5, 0.80) == pytest.approx(math.sqrt(10))
    assert reliable_change_points(7.5, 0.80) == pytest.approx(9.2969, abs=5e-5)


def test_the_published_figures_of_the_core_10() -> None:
    """Reliable change at 90 %: 5.664; cut-off c: 10.46.

    Norms of the CORE-10 manual (Connell & Barkham 2007): clinical n = 1835, mean 19.7, SD 7.7;
    general population n = 535, mean 4.7, SD 4.8. Alpha .90 from Barkham et al. (2013).
    """
    assert reliable_change_points(7.7, 0.90, level=0.90) == pytest.approx(5.664, abs=5e-4)
    assert clinical_cutoff(19.7, 7.7, 4.7, 4.8) == pytest.approx(10.46, abs=5e-4)
    # The shipped points are these, taken up to whole ones.
    core_10 = instrument("core-10")
    assert core_10.reliable_change is not None
    assert core_10.reliable_change.points == math.ceil(5.664)
    assert core_10.clinical_cutoff is not None
    assert core_10.clinical_cutoff.value == math.ceil(10.46)


# The formulas


@given(
    before=st.floats(0, 40),
    change=st.floats(-40, 40),
    sd=st.floats(0.1, 20),
    reliability=st.floats(0, 0.99),
)
def test_the_index_is_signed_and_reaches_the_criterion_at_the_points(
    before: float, change: float, sd: float, reliability: float
) -> None:
    index = reliable_change_index(before, before + change, sd, reliability)
    assert reliable_change_index(before + change, before, sd, reliability) == -index
    points = reliable_change_points(sd, reliability)
    assert reliable_change_index(0, points, sd, reliability) == pytest.approx(1.959964, abs=1e-6)


@given(level=st.floats(0.5, 0.98), sd=st.floats(0.1, 20))
def test_more_certainty_takes_a_larger_change(level: float, sd: float) -> None:
    surer = reliable_change_points(sd, 0.8, level + 0.01)
    assert surer > reliable_change_points(sd, 0.8, level)


def test_the_cutoff_is_as_many_standard_deviations_from_either_mean() -> None:
    c = clinical_cutoff(20, 8, 5, 2)
    assert c == 8
    assert (20 - c) / 8 == (c - 5) / 2


@pytest.mark.parametrize("sd", [0, -1, math.nan])
def test_a_spread_must_be_above_zero(sd: float) -> None:
    with pytest.raises(ValueError, match=r"^a standard deviation must be above 0, not "):
        standard_error_of_difference(sd, 0.8)
    for both in ((sd, 2), (2, sd)):
        with pytest.raises(ValueError, match=r"^both standard deviations must be above 0$"):
            clinical_cutoff(20, both[0], 5, both[1])


@pytest.mark.parametrize("reliability", [-0.1, 1, 1.2, math.nan])
def test_a_reliability_is_below_one(reliability: float) -> None:
    with pytest.raises(ValueError, match=r"^a reliability must be from 0 to below 1, not "):
        reliable_change_points(7.5, reliability)


@pytest.mark.parametrize("level", [0, 1, 95])
def test_a_level_is_between_zero_and_one(level: float) -> None:
    with pytest.raises(ValueError, match=r"^a level must be between 0 and 1, not "):
        reliable_change_points(7.5, 0.8, level)


# What a change is called


@pytest.mark.parametrize(
    ("key", "before", "after", "change"),
    [
        # PHQ-9: lower is better, 6 points, caseness from 10
        ("phq-9", 15, 9, Change.RECOVERED),
        ("phq-9", 16, 10, Change.IMPROVED),
        ("phq-9", 20, 14, Change.IMPROVED),
        ("phq-9", 10, 5, Change.UNCHANGED),
        ("phq-9", 9, 3, Change.IMPROVED),
        ("phq-9", 9, 15, Change.DETERIORATED),
        ("phq-9", 9, 14, Change.UNCHANGED),
        ("phq-9", 12, 12, Change.UNCHANGED),
        # GAD-7: 4 points, caseness from 8
        ("gad-7", 11, 7, Change.RECOVERED),
        ("gad-7", 12, 8, Change.IMPROVED),
        ("gad-7", 7, 11, Change.DETERIORATED),
        # CORE-10: 6 points, clinical from 11; a stretched score may fall between two points
        ("core-10", 16.7, 10.7, Change.RECOVERED),
        ("core-10", 17, 11, Change.IMPROVED),
        ("core-10", 16.6, 10.7, Change.UNCHANGED),
        # ORS: higher is better, 5 points, clinical below 25
        ("ors", 20, 25, Change.RECOVERED),
        ("ors", 19.9, 24.9, Change.IMPROVED),
        ("ors", 25, 30, Change.IMPROVED),
        ("ors", 24.9, 19.9, Change.DETERIORATED),
        ("ors", 31.9, 36.9, Change.IMPROVED),
        ("ors", 32, 36.9, Change.UNCHANGED),
        ("ors", 24.9, 25.1, Change.UNCHANGED),
    ],
)
def test_a_change_of_at_least_the_points_counts(
    key: str, before: float, after: float, change: Change
) -> None:
    assert classify(instrument(key), before, after) is change


@given(low=st.integers(0, 350), points=st.integers(49, 51))
def test_tenths_of_a_point_are_counted_exactly(low: int, points: int) -> None:
    ors = instrument("ors")
    before, after = ors.scale.points(low), ors.scale.points(min(low + points, 400))
    reliable = min(low + points, 400) - low >= 50
    assert (classify(ors, before, after) is not Change.UNCHANGED) == reliable


@given(
    one=st.sampled_from([one for one in all_instruments() if one.reliable_change]),
    before=st.floats(0, 1),
    after=st.floats(0, 1),
)
def test_seen_from_the_other_direction_everything_is_mirrored(
    one: Instrument, before: float, after: float
) -> None:
    highest = one.composite.highest
    turned = replace(
        one,
        direction=Direction.HIGHER_IS_BETTER
        if one.direction is Direction.HIGHER_IS_WORSE
        else Direction.HIGHER_IS_WORSE,
        cutoffs=(),
    )
    bare = replace(one, cutoffs=())
    first, last = highest * before, highest * after
    opposite = {
        Change.IMPROVED: Change.DETERIORATED,
        Change.DETERIORATED: Change.IMPROVED,
        Change.UNCHANGED: Change.UNCHANGED,
    }
    called = classify(bare, first, last)
    assert called is not None
    assert classify(bare, last, first) is opposite[called]
    assert classify(turned, first, last) is opposite[called]


def test_without_a_clinical_cutoff_nobody_is_called_recovered(phq_9: Instrument) -> None:
    assert classify(phq_9, 27, 0) is Change.RECOVERED
    assert classify(replace(phq_9, cutoffs=()), 27, 0) is Change.IMPROVED
    # A cut-off for something else does not stand in for it.
    screening = Cutoff("screening", 10, "None.")
    assert classify(replace(phq_9, cutoffs=(screening,)), 27, 0) is Change.IMPROVED


def test_of_several_cutoffs_the_clinical_one_counts(phq_9: Instrument) -> None:
    several = replace(phq_9, cutoffs=(Cutoff("remission", 5, "None."), *phq_9.cutoffs))
    assert several.clinical_cutoff == phq_9.cutoffs[0]
    assert classify(several, 20, 9) is Change.RECOVERED


def test_without_published_points_or_scores_nothing_is_said(
    phq_9: Instrument, wellbeing: Instrument
) -> None:
    assert classify(wellbeing, 2, 9) is None
    assert classify(instrument("phq-8"), 20, 2) is None
    assert classify(phq_9, None, 3) is None
    assert classify(phq_9, 3, None) is None


@pytest.mark.parametrize(("before", "after"), [(28, 3), (3, 28), (-1, 3), (math.nan, 3)])
def test_an_impossible_score_is_refused(before: float, after: float, phq_9: Instrument) -> None:
    with pytest.raises(ValueError, match=r"^phq-9 scores from 0 to 27, not "):
        classify(phq_9, before, after)
