"""One filled-in form for every shipped instrument, scored as worked out by hand in answers.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from measures.catalogue import all_instruments, instrument
from measures.instrument import Instrument
from measures.scoring import Score, score

FORMS = tomllib.loads(Path(__file__).with_name("answers.toml").read_text(encoding="utf-8"))


def answered(one: Instrument, values: list[int]) -> dict[str, int | None]:
    return {item.key: value for item, value in zip(one.items, values, strict=True)}


def test_there_is_a_form_for_every_instrument() -> None:
    assert sorted(FORMS) == [one.key for one in all_instruments()]


@pytest.mark.parametrize("key", sorted(FORMS))
def test_a_form_is_scored_as_by_hand(key: str) -> None:
    one, form = instrument(key), FORMS[key]
    assert score(one, answered(one, form["answers"])) == Score(
        value=form["value"],
        answered=len(one.items),
        subscales=form.get("subscales", {}),
        safety=tuple(form.get("safety", ())),
        prorated=False,
    )


# The two short forms of the WAI. Their maps differ in items 8 and 10, which have changed places
# between tasks and goals; their reversals in items 4 and 10, reversed in the WAI-S alone. All other
# answers here are alike, so that only items 4 (2), 8 (5) and 10 (1) can tell the two apart.
TELLING = [3, 3, 3, 2, 3, 3, 3, 5, 3, 1, 3, 3]


def telling(one: Instrument) -> tuple[float | None, Mapping[str, float | None]]:
    result = score(one, answered(one, TELLING))
    return result.value, result.subscales


def test_each_short_form_of_the_wai_has_its_own_map() -> None:
    # WAI-SR: goals 4, 6, 8, 11 = 2 + 3 + 5 + 3; tasks 1, 2, 10, 12 = 3 + 3 + 1 + 3
    assert telling(instrument("wai-sr")) == (35, {"goals": 13, "tasks": 10, "bond": 12})
    # WAI-S: tasks 1, 2, 8, 12 = 3 + 3 + 5 + 3; goals 4, 6, 10, 11 = (8 − 2) + 3 + (8 − 1) + 3
    assert telling(instrument("wai-s")) == (45, {"tasks": 14, "bond": 12, "goals": 19})


@pytest.mark.parametrize(("key", "other"), [("wai-s", "wai-sr"), ("wai-sr", "wai-s")])
def test_these_answers_would_show_it_if_the_maps_or_the_reversals_were_swapped(
    key: str, other: str
) -> None:
    one, wrong = instrument(key), instrument(other)
    value, parts = telling(one)
    value_with_map, parts_with_map = telling(replace(one, subscales=wrong.subscales))
    assert value_with_map == value
    assert parts_with_map["goals"] != parts["goals"]
    assert parts_with_map["tasks"] != parts["tasks"]
    value_with_reversals, parts_with_reversals = telling(replace(one, items=wrong.items))
    assert value_with_reversals != value
    assert parts_with_reversals["goals"] != parts["goals"]


# Missing answers, one instrument after another


@pytest.mark.parametrize(
    ("key", "missing", "value"),
    [
        # CORE-10: 10 × the mean of nine answers, 22 / 9 × 10, not rounded
        ("core-10", ["item_6"], 22 * 10 / 9),
        ("core-10", ["item_1", "item_6"], None),
        # PHQ-8: as the PHQ-9. 12 · 8/7 = 13.71; 9 · 8/6 = 12; three missing
        ("phq-8", ["interest"], 14.0),
        ("phq-8", ["interest", "sleep"], 12.0),
        ("phq-8", ["interest", "sleep", "mood"], None),
        # No rule for missing answers: none may be missing
        ("wai-sr", ["item_5"], None),
        ("wai-s", ["item_5"], None),
        ("srs", ["item_4"], None),
        ("ors", ["item_4"], None),
        ("arm-5", ["item_3"], None),
        ("haq-ii", ["item_19"], None),
    ],
)
def test_missing_answers_follow_the_rule_of_the_instrument(
    key: str, missing: list[str], value: float | None
) -> None:
    one = instrument(key)
    given = answered(one, FORMS[key]["answers"])
    for item in missing:
        assert given.pop(item) is not None
    result = score(one, given)
    assert result.value == value
    assert result.prorated == (value is not None)
    assert result.safety == ()
