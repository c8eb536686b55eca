"""What holds for the score of any answers: stretching by the rule, order among answers, steps."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from measures.catalogue import all_instruments, instrument
from measures.instrument import Composite, Direction, Instrument, Item, Rule, Scale
from measures.scoring import score

Answers = dict[str, int | None]

instruments = st.sampled_from(all_instruments())


@st.composite
def forms(draw: st.DrawFn, missing: bool = True) -> tuple[Instrument, Answers]:
    """Any shipped instrument with any answers."""
    one = draw(instruments)
    answer = st.integers(one.scale.minimum, one.scale.maximum)
    any_answer = st.none() | answer if missing else answer
    return one, {item.key: draw(any_answer) for item in one.items}


def exact(one: Instrument, given_answers: Answers) -> Fraction | None:
    """The score by the definition, in exact fractions and one item at a time."""
    step, ends = Fraction(str(one.scale.step)), one.scale.minimum + one.scale.maximum
    points = []
    for item in one.items:
        answer = given_answers.get(item.key)
        if answer is not None:
            points.append(step * (ends - answer if item.reversed else answer))
    if len(points) < one.composite.minimum_answered:
        return None
    mean = sum(points, Fraction(0)) / len(points)
    if one.composite.rule is Rule.MEAN:
        return mean
    stretched = mean * len(one.items)
    if len(points) < len(one.items) and one.composite.rounded:
        whole, rest = divmod(stretched, 1)
        return Fraction(whole + (rest >= Fraction(1, 2)))
    return stretched


@given(form=forms())
def test_a_score_is_what_the_definition_says_to_the_last_bit(
    form: tuple[Instrument, Answers],
) -> None:
    one, given_answers = form
    expected = exact(one, given_answers)
    assert score(one, given_answers).value == (None if expected is None else float(expected))


@given(form=forms())
def test_a_sum_is_stretched_only_over_missing_answers(form: tuple[Instrument, Answers]) -> None:
    one, given_answers = form
    result = score(one, given_answers)
    count = sum(answer is not None for answer in given_answers.values())
    stretched = one.composite.minimum_answered <= count < len(one.items)
    assert result.prorated == (stretched and one.composite.rule is Rule.SUM)


@given(form=forms(missing=False), data=st.data())
def test_reversing_an_item_twice_changes_nothing(
    form: tuple[Instrument, Answers], data: st.DataObject
) -> None:
    one, given_answers = form
    place = data.draw(st.integers(0, len(one.items) - 1))
    item, ends = one.items[place], one.scale.minimum + one.scale.maximum
    turned_item = replace(item, reversed=not item.reversed)
    turned = replace(one, items=(*one.items[:place], turned_item, *one.items[place + 1 :]))
    answer = given_answers[item.key]
    assert answer is not None
    # Turning the item and the answer both is turning nothing, subscales included.
    mirrored = {**given_answers, item.key: ends - answer}
    before, after = score(one, given_answers), score(turned, mirrored)
    assert (before.value, before.subscales) == (after.value, after.subscales)


@given(form=forms(), data=st.data())
def test_a_higher_answer_never_lowers_the_score_unless_the_item_is_reversed(
    form: tuple[Instrument, Answers], data: st.DataObject
) -> None:
    one, given_answers = form
    item = data.draw(st.sampled_from(one.items))
    answer = given_answers[item.key]
    assume(answer is not None and answer < one.scale.maximum)
    assert answer is not None
    before = score(one, given_answers).value
    after = score(one, {**given_answers, item.key: answer + 1}).value
    assert (before is None) == (after is None)
    if before is not None and after is not None:
        assert before >= after if item.reversed else before <= after
        if not one.composite.rounded:
            assert before != after


@given(one=instruments)
def test_both_ends_of_every_shipped_range_are_reached(one: Instrument) -> None:
    low, high = one.scale.minimum, one.scale.maximum
    worst = {item.key: high if item.reversed else low for item in one.items}
    best = {item.key: low if item.reversed else high for item in one.items}
    assert score(one, worst).value == one.composite.lowest
    assert score(one, best).value == one.composite.highest


@given(marks=st.lists(st.integers(0, 100), min_size=4, max_size=4))
def test_millimetres_come_out_as_plain_decimals(marks: list[int]) -> None:
    ors = instrument("ors")
    value = score(ors, {f"item_{place}": mark for place, mark in enumerate(marks, 1)}).value
    assert str(value) == str(Decimal(sum(marks)) / Decimal(10) + Decimal("0.0"))


@given(
    marks=st.lists(st.integers(0, 100), min_size=2, max_size=12),
    step=st.decimals("0.01", "5", places=2).filter(lambda step: step > 0),
)
def test_a_step_multiplies_the_score(marks: list[int], step: Decimal) -> None:
    one = stepped(len(marks), float(step))
    keys = [item.key for item in one.items]
    value = score(one, dict(zip(keys, marks, strict=True))).value
    assert value == float(sum(marks) * step)


def stepped(count: int, step: float) -> Instrument:
    """An instrument like the ORS, with so many lines and that step."""
    scale = Scale(0, 100, (0, 100), step)
    composite = Composite(Rule.SUM, count, 0, scale.points(100 * count))
    items = tuple(Item(f"item_{number}", number) for number in range(1, count + 1))
    return replace(instrument("ors"), items=items, scale=scale, composite=composite)


def test_a_whole_step_can_be_rounded_half_up() -> None:
    one = stepped(3, 5)
    one = replace(one, composite=replace(one.composite, minimum_answered=2, rounded=True))
    # (1 + 2) · 5 · 3/2 = 22.5
    halves = Decimal("22.5").quantize(Decimal(1), ROUND_HALF_UP)
    assert score(one, {"item_1": 1, "item_2": 2}).value == halves
    assert one.direction is Direction.HIGHER_IS_BETTER
