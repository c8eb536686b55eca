"""Answers that come to a given score, unevenly, as people give them."""

from random import Random

from measures.catalogue import instrument
from measures.scoring import score

LEANING = 3
"""How far below the others an item that is said to be the lowest lies, at least."""


def answers_to(key: str, value: float, chance: Random, *, lowest: str = "") -> dict[str, int]:
    """Answers to an instrument whose mean is `value` to the nearest possible; `lowest` an item."""
    measure = instrument(key)
    items = [item.key for item in measure.items]
    bottom, top = measure.scale.minimum, measure.scale.maximum
    total = round(value * len(items))
    given = dict.fromkeys(items, total // len(items))
    for item in chance.sample(items, total % len(items)):
        given[item] += 1
    for _ in range(2):
        down, up = chance.sample(items, 2)
        _shift(given, down, up, bottom, top)
    if lowest:
        others = [item for item in items if item != lowest]
        for place in range(LEANING + 2):
            _shift(given, lowest, others[place % len(others)], bottom, top)
            if given[lowest] + LEANING <= min(given[item] for item in others):
                break
    return given


def score_of(key: str, answers: dict[str, int]) -> float:
    """What they come to."""
    value = score(instrument(key), answers).value
    assert value is not None, f"{key} is answered in full"
    return value


def _shift(given: dict[str, int], down: str, up: str, bottom: int, top: int) -> None:
    """One point from one item to another, which leaves the mean as it is."""
    if given[down] > bottom and given[up] < top:
        given[down] -= 1
        given[up] += 1
