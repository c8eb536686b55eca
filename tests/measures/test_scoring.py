"""From answers to a score: golden values, and what holds for any answers whatever."""

import math
from dataclasses import replace
from random import Random
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.catalogue import all_instruments, instrument
from measures.definition import Instrument
from measures.scoring import AnswerError, Score, band, score

Answers = dict[str, int | None]

instruments = st.sampled_from(all_instruments())


@st.composite
def filled_in(draw: st.DrawFn) -> tuple[Instrument, Answers]:
    """Any instrument, any of its items reversed, any answers, any of them missing."""
    one = draw(instruments)
    items = tuple(
        item if item.safety else replace(item, reversed=draw(st.booleans())) for item in one.items
    )
    answer = st.none() | st.integers(one.scale.minimum, one.scale.maximum)
    return replace(one, items=items), {item.key: draw(answer) for item in items}


def answers(one: Instrument, *values: int | None) -> Answers:
    """One answer for each item, in item order."""
    return {item.key: value for item, value in zip(one.items, values, strict=True)}


# Golden values, worked out by hand


def test_the_alliance_check_is_the_mean_of_what_was_answered(alliance_client: Instrument) -> None:
    assert score(alliance_client, answers(alliance_client, 8, 7, 9, 6, 10)) == Score(
        value=8.0,
        answered=5,
        subscales={"bond": 7.5, "goals": 9.0, "tasks": 8.0},
        safety=(),
        prorated=False,
    )


def test_four_answers_are_enough_for_the_alliance_check(alliance_client: Instrument) -> None:
    assert score(alliance_client, answers(alliance_client, 8, None, 9, 6, 10)) == Score(
        value=8.25,
        answered=4,
        subscales={"bond": None, "goals": 9.0, "tasks": 8.0},
        safety=(),
        prorated=False,
    )


def test_three_answers_are_too_few_for_the_alliance_check(alliance_client: Instrument) -> None:
    assert score(alliance_client, {"understood": 8, "safe": 7, "goals": 9}) == Score(
        value=None,
        answered=3,
        subscales={"bond": 7.5, "goals": 9.0, "tasks": None},
        safety=(),
        prorated=False,
    )


def test_the_therapists_check_is_scored_alike(alliance_therapist: Instrument) -> None:
    assert score(alliance_therapist, answers(alliance_therapist, 0, 1, 2, 3, 5)) == Score(
        value=2.2,
        answered=5,
        subscales={"bond": 0.5, "goals": 2.0, "tasks": 4.0},
        safety=(),
        prorated=False,
    )


@pytest.mark.parametrize(
    ("given_answers", "value"),
    [
        ((5, 6, 7, 8), 6.5),
        ((5, None, 7, 9), 7.0),
        ((5, None, None, 9), None),
        ((0, 0, 0, 0), 0.0),
    ],
)
def test_the_wellbeing_check_needs_three_answers(
    given_answers: tuple[int | None, ...], value: float | None, wellbeing: Instrument
) -> None:
    assert score(wellbeing, answers(wellbeing, *given_answers)).value == value


@pytest.mark.parametrize(
    ("given_answers", "value", "prorated", "safety"),
    [
        ((1, 2, 3, 0, 1, 2, 3, 0, 1), 13.0, False, ("self_harm",)),
        ((0,) * 9, 0.0, False, ()),
        ((3,) * 9, 27.0, False, ("self_harm",)),
        # One missing: 12 · 9/8 = 13.5, halves upward
        ((1, 2, 3, 0, 1, 2, 3, 0, None), 14.0, True, ()),
        # 4 · 9/8 = 4.5: upward, where rounding to even would say 4
        ((1, 1, 1, 1, 0, 0, 0, 0, None), 5.0, True, ()),
        # Two missing: 10 · 9/7 = 12.86
        ((None, 2, 3, 0, 1, None, 3, 0, 1), 13.0, True, ("self_harm",)),
        # 8 · 9/7 = 10.29
        ((None, 2, 2, 0, 1, None, 2, 0, 1), 10.0, True, ("self_harm",)),
        # Three missing: no score, but the safety item still speaks
        ((None, None, 3, 0, 1, None, 3, 0, 2), None, False, ("self_harm",)),
        ((None,) * 9, None, False, ()),
        ((*((None,) * 8), 1), None, False, ("self_harm",)),
    ],
)
def test_the_phq_9_is_prorated_for_up_to_two_missing_answers(
    given_answers: tuple[int | None, ...],
    value: float | None,
    prorated: bool,
    safety: tuple[str, ...],
    phq_9: Instrument,
) -> None:
    result = score(phq_9, answers(phq_9, *given_answers))
    assert (result.value, result.prorated, result.safety) == (value, prorated, safety)


@pytest.mark.parametrize(
    ("given_answers", "value"),
    [((1, 2, 3, 0, 1, 2, 3), 12.0), ((3,) * 7, 21.0), ((1, 2, 3, 0, 1, 2, None), None)],
)
def test_the_gad_7_needs_every_answer(
    given_answers: tuple[int | None, ...], value: float | None, gad_7: Instrument
) -> None:
    result = score(gad_7, answers(gad_7, *given_answers))
    assert (result.value, result.prorated, result.safety) == (value, False, ())


def test_a_reversed_item_counts_from_the_other_end(gad_7: Instrument) -> None:
    first, *others = gad_7.items
    turned = replace(gad_7, items=(replace(first, reversed=True), *others))
    assert score(turned, answers(turned, 1, 0, 0, 0, 0, 0, 0)).value == 2.0


def test_a_sum_has_sums_for_subscales(alliance_client: Instrument, phq_9: Instrument) -> None:
    halves = replace(alliance_client.subscales[0], items=("interest", "mood"))
    with_half = replace(phq_9, subscales=(halves,))
    result = score(with_half, answers(with_half, 3, 2, 0, 0, 0, 0, 0, 0, 0))
    assert result.subscales == {"bond": 5.0}


# Bands


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("phq-9", 0, "minimal"),
        ("phq-9", 4, "minimal"),
        ("phq-9", 5, "mild"),
        ("phq-9", 9, "mild"),
        ("phq-9", 10, "moderate"),
        ("phq-9", 14, "moderate"),
        ("phq-9", 15, "moderately_severe"),
        ("phq-9", 20, "severe"),
        ("phq-9", 27, "severe"),
        ("gad-7", 4, "minimal"),
        ("gad-7", 9, "mild"),
        ("gad-7", 10, "moderate"),
        ("gad-7", 21, "severe"),
    ],
)
def test_the_published_bands(key: str, value: float, expected: str) -> None:
    found = band(instrument(key), value)
    assert found is not None
    assert found.key == expected


def test_no_score_and_no_published_bands_give_no_band(
    phq_9: Instrument, alliance_client: Instrument
) -> None:
    assert band(phq_9, None) is None
    assert band(alliance_client, 2.0) is None


@pytest.mark.parametrize("value", [-1, 27.5, math.nan])
def test_a_value_out_of_range_has_no_band(value: float, phq_9: Instrument) -> None:
    with pytest.raises(ValueError, match=r"^phq-9 scores from 0 to 27, not "):
        band(phq_9, value)


# Answers that cannot be


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (4, "is answered outside 0–3"),
        (-1, "is answered outside 0–3"),
        (1.0, "is not answered with a whole number"),
        ("1", "is not answered with a whole number"),
        (True, "is not answered with a whole number"),
    ],
)
def test_an_impossible_answer_is_refused(answer: object, reason: str, phq_9: Instrument) -> None:
    with pytest.raises(AnswerError) as refusal:
        score(phq_9, cast("Answers", {"sleep": answer}))
    assert (refusal.value.item, refusal.value.reason) == ("sleep", reason)
    assert str(refusal.value) == f"sleep: {reason}"


@pytest.mark.parametrize("answer", [1, None])
def test_an_answer_to_no_item_is_refused(answer: int | None, alliance_client: Instrument) -> None:
    with pytest.raises(AnswerError) as refusal:
        score(alliance_client, {"tension": answer})
    assert str(refusal.value) == "tension: is no item of alliance-client"


# What holds for any answers


@given(one=instruments, blank=st.booleans())
def test_an_empty_form_has_no_score(one: Instrument, blank: bool) -> None:
    empty: Answers = {item.key: None for item in one.items} if blank else {}
    assert score(one, empty) == Score(
        value=None,
        answered=0,
        subscales={subscale.key: None for subscale in one.subscales},
        safety=(),
        prorated=False,
    )


@given(form=filled_in(), random=st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(
    form: tuple[Instrument, Answers], random: Random
) -> None:
    one, given_answers = form
    shuffled = list(given_answers.items())
    random.shuffle(shuffled)
    assert score(one, dict(shuffled)) == score(one, given_answers)


@given(form=filled_in())
def test_a_missing_answer_and_none_are_the_same(form: tuple[Instrument, Answers]) -> None:
    one, given_answers = form
    only_given = {key: value for key, value in given_answers.items() if value is not None}
    assert score(one, only_given) == score(one, given_answers)


@given(form=filled_in())
def test_there_is_a_score_exactly_when_enough_is_answered(form: tuple[Instrument, Answers]) -> None:
    one, given_answers = form
    result = score(one, given_answers)
    count = sum(value is not None for value in given_answers.values())
    assert result.answered == count
    assert (result.value is not None) == (count >= one.composite.minimum_answered)


@given(form=filled_in())
def test_a_score_stays_within_the_range(form: tuple[Instrument, Answers]) -> None:
    one, given_answers = form
    value = score(one, given_answers).value
    assert value is None or one.composite.lowest <= value <= one.composite.highest


@given(form=filled_in())
def test_both_ends_of_the_range_are_reached(form: tuple[Instrument, Answers]) -> None:
    one, given_answers = form
    low, high = one.scale.minimum, one.scale.maximum
    # Prorated or not: whoever answers only at one end comes out at that end.
    reached = [item for item in one.items if given_answers[item.key] is not None]
    worst: Answers = {item.key: high if item.reversed else low for item in reached}
    best: Answers = {item.key: low if item.reversed else high for item in reached}
    enough = len(reached) >= one.composite.minimum_answered
    assert score(one, worst).value == (one.composite.lowest if enough else None)
    assert score(one, best).value == (one.composite.highest if enough else None)


@given(form=filled_in())
def test_reversing_everything_mirrors_a_complete_form(form: tuple[Instrument, Answers]) -> None:
    one, given_answers = form
    complete: Answers = {key: value or one.scale.minimum for key, value in given_answers.items()}
    mirrored = replace(
        one, items=tuple(replace(item, reversed=not item.reversed) for item in one.items)
    )
    value, mirror = score(one, complete).value, score(mirrored, complete).value
    assert value is not None
    assert mirror is not None
    assert value + mirror == pytest.approx(one.composite.lowest + one.composite.highest)


@given(
    others=st.lists(st.none() | st.integers(0, 3), min_size=8, max_size=8),
    alarm=st.none() | st.integers(0, 3),
)
def test_a_safety_item_speaks_whatever_else_was_answered(
    others: list[int | None], alarm: int | None
) -> None:
    one = instrument("phq-9")
    result = score(one, answers(one, *others, alarm))
    assert result.safety == (("self_harm",) if alarm else ())
