"""From answers to a score. Pure: the same answers always give the same score."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from measures.instrument import Band, Instrument, Item, Rule, Scale


class AnswerError(ValueError):
    """An answer that this instrument cannot have: to which item, and why."""

    def __init__(self, item: str, reason: str) -> None:
        super().__init__(f"{item}: {reason}")
        self.item = item
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Score:
    """What a set of answers comes to.

    `value` is the composite in score points, None when too few items were answered: a missing
    score is never 0. `answered` counts the items answered. A subscale is None unless all of its
    items were answered, whatever the composite. `safety` names the safety items answered 1 or
    more, in item order, independent of everything else. `prorated` is true of a sum that stands
    on fewer answers than there are items; a mean of the answered items is never stretched.
    """

    value: float | None
    answered: int
    subscales: dict[str, float | None]
    safety: tuple[str, ...]
    prorated: bool


def score(instrument: Instrument, answers: Mapping[str, int | None]) -> Score:
    """Score `answers`, by item key; an item that is None or left out was not answered.

    Raises AnswerError for a key that is no item, or an answer that is not a whole number on the
    instrument's scale.
    """
    given = _checked(instrument, answers)
    points = {
        item.key: _points(item, instrument.scale, given[item.key])
        for item in instrument.items
        if item.key in given
    }
    value = _composite(instrument, list(points.values()))
    return Score(
        value=value,
        answered=len(given),
        subscales={
            subscale.key: _subscale(instrument, subscale.items, points)
            for subscale in instrument.subscales
        },
        safety=tuple(
            item.key for item in instrument.items if item.safety and given.get(item.key, 0) >= 1
        ),
        prorated=(
            value is not None
            and instrument.composite.rule is Rule.SUM
            and len(given) < len(instrument.items)
        ),
    )


def band(instrument: Instrument, value: float | None) -> Band | None:
    """Return the band `value` falls in; None without a score, or where no bands are published.

    Raises ValueError if the instrument cannot come to this value.
    """
    if value is None:
        return None
    check_value(instrument, value)
    reached = [step for step in instrument.bands if step.lowest <= value]
    return reached[-1] if reached else None


def check_value(instrument: Instrument, value: float) -> None:
    """Raise ValueError if the instrument cannot come to this value."""
    lowest, highest = instrument.composite.lowest, instrument.composite.highest
    # Written so that nan, which compares as false, is refused too.
    if not lowest <= value <= highest:
        raise ValueError(f"{instrument.key} scores from {lowest:g} to {highest:g}, not {value:g}")


def _checked(instrument: Instrument, answers: Mapping[str, int | None]) -> dict[str, int]:
    known = {item.key for item in instrument.items}
    scale = instrument.scale
    given: dict[str, int] = {}
    for key, answer in answers.items():
        if key not in known:
            raise AnswerError(key, f"is no item of {instrument.key}")
        if answer is None:
            continue
        # The answer itself stays out of the message: messages end up in logs.
        # Not isinstance: to Python, True is also the whole number 1.
        if type(answer) is not int:
            raise AnswerError(key, "is not answered with a whole number")
        if not scale.minimum <= answer <= scale.maximum:
            raise AnswerError(key, f"is answered outside {scale.minimum}–{scale.maximum}")
        given[key] = answer
    return given


def _points(item: Item, scale: Scale, answer: int) -> int:
    return scale.minimum + scale.maximum - answer if item.reversed else answer


def _composite(instrument: Instrument, points: Sequence[int]) -> float | None:
    answered, items = len(points), len(instrument.items)
    if answered < instrument.composite.minimum_answered:
        return None
    total, scale = sum(points), instrument.scale
    if instrument.composite.rule is Rule.MEAN:
        return scale.points(total, answered)
    if answered < items and instrument.composite.rounded:
        return float(_rounded(scale.points(total * items), answered))
    # With every item answered this is the plain total.
    return scale.points(total * items, answered)


def _rounded(points: float, answered: int) -> int:
    """Return points / answered, rounded to the nearest whole number, halves upward.

    Rounded because bands and cut-offs are published for whole totals; upward because Python's
    own rounding would take 4.5 to 4 but 5.5 to 6. Only a sum of whole points is ever rounded, so
    nothing hangs on binary fractions.
    """
    return (2 * int(points) + answered) // (2 * answered)


def _subscale(
    instrument: Instrument, items: Sequence[str], points: Mapping[str, int]
) -> float | None:
    if not all(key in points for key in items):
        return None
    among = len(items) if instrument.composite.rule is Rule.MEAN else 1
    return instrument.scale.points(sum(points[key] for key in items), among)
