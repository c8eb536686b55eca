"""Items and answers that say something else than the definition beside them."""

import json
from collections.abc import Callable
from copy import deepcopy

import pytest

from tests.measures.test_fhir_bad_files import (
    AT_OPTION,
    ITEM,
    OPTION,
    SOUND,
    Form,
    drop,
    place_of,
    put,
    refused,
)

SCORED = ("item", 4, "extension", 0, "extension")

FAULTS: list[tuple[Callable[[Form], None], str, str]] = [
    # The items.
    (drop("item"), ITEM, "is missing"),
    (put("item", to=[]), ITEM, "is missing"),
    (put("item", to={}), ITEM, "must be a list"),
    (put("item", 3, to="a text"), f"{ITEM}[3]", "must be an object"),
    (drop("item", 3, "linkId"), f"{ITEM}[3].linkId", "is missing"),
    (put("item", 3, "linkId", to=7), f"{ITEM}[3].linkId", "must be a text"),
    (put("item", 3, "linkId", to="mood"), f"{ITEM}[3].linkId", "“mood” stands here twice"),
    (put("item", 3, "linkId", to="Sleep"), f"{ITEM}[3].linkId", "“Sleep” must be lower-case"),
    (drop("item", 3, "type"), f"{ITEM}[3].type", "is missing"),
    (put("item", 3, "type", to="slider"), f"{ITEM}[3].type", "“slider” is no type of an item"),
    (put("item", 3, "type", to="group"), f"{ITEM}[3].type", "groups are not read here"),
    (
        put("item", 3, "type", to="open-choice"),
        f"{ITEM}[3].type",
        "by the definition this must be “choice”",
    ),
    (drop("item", 3, "text"), f"{ITEM}[3].text", "is missing"),
    (put("item", 3, "text", to=""), f"{ITEM}[3].text", "is blank"),
    (drop("item", 0), "Questionnaire", "instructions: is missing"),
    (put("item", 3, "prefix", to="4"), f"{ITEM}[3].prefix", "is 4, but this is item 3"),
    (put("item", 3, "prefix", to="c"), f"{ITEM}[3].prefix", "must be the number of the item"),
    (put("item", 3, "code", 0, "code", to="1-1"), f"{ITEM}[3].code", "“1-1” is not a LOINC code"),
    (
        put("item", 3, "code", 0, "code", to="44250-9"),
        f"{ITEM}[3].code",
        "“44250-9” is the code of item 1",
    ),
    (
        put("item", 3, "code", 0, "code", to="44261-6"),
        f"{ITEM}[3].code",
        "“44261-6” is the code of the total",
    ),
    (put("code", 0, "code", to="44261-6"), place_of("loinc-total"), "“44261-6” is the code of"),
    (put("item", 3, "enableWhen", to=[]), f"{ITEM}[3].enableWhen", "is not expected here"),
    (put("item", 3, "initial", to=[]), f"{ITEM}[3].initial", "is not expected here"),
    (drop("item", 9), place_of("composite"), "range: must be [0, 24], what answers can reach"),
    (lambda form: form["item"].reverse(), f"{ITEM}[0].prefix", "is 9, but this is item 1"),
    (
        lambda form: form["item"].insert(0, form["item"].pop()),
        f"{ITEM}[0].prefix",
        "is 9, but this is",
    ),
    (
        lambda form: form["item"].append({"linkId": "more", "type": "display"}),
        f"{ITEM}[10].type",
        "is not expected here",
    ),
    (
        lambda form: form["item"].append({"linkId": "more", "type": "integer"}),
        f"{ITEM}[10].type",
        "an unscored question is",
    ),
    (
        lambda form: form["item"].append({"linkId": "more", "type": "text"}),
        f"{ITEM}[10].text",
        "is missing",
    ),
    (
        lambda form: form["item"].append(
            {"linkId": "form.caution", "type": "display", "text": "Not."}
        ),
        f"{ITEM}[10].text",
        "is not expected here",
    ),
    # Answers.
    (drop(*OPTION), f"{ITEM}[4].answerOption", "there are 3 here, and by the definition 4"),
    (
        put(*OPTION, "valueCoding", "code", to="7"),
        f"{AT_OPTION}.valueCoding.code",
        "by the definition this must be “1”",
    ),
    (
        put(*OPTION, "valueCoding", "display", to="Often"),
        f"{AT_OPTION}.valueCoding.display",
        "by the definition this must be “Several days”",
    ),
    (
        drop("item", 1, "answerOption", 1, "valueCoding", "display"),
        f"{ITEM}[1].answerOption[1].valueCoding.display",
        "is missing",
    ),
    (
        put(*OPTION, "extension", 0, "valueDecimal", to=2),
        f"{AT_OPTION}.extension[0].valueDecimal",
        "by the definition this must be “1.0”",
    ),
    (
        put(*OPTION, "extension", 0, "valueDecimal", to=True),
        f"{AT_OPTION}.extension[0].valueDecimal",
        "by the definition this must be “1.0”",
    ),
    (
        drop(*OPTION, "extension", 0),
        f"{AT_OPTION}.extension",
        "http://hl7.org/fhir/StructureDefinition/ordinalValue is missing",
    ),
    (
        put(*OPTION, "initialSelected", to=True),
        f"{AT_OPTION}.initialSelected",
        "is not expected here",
    ),
    (
        put(*SCORED, 0, "valueBoolean", to=True),
        f"{ITEM}[4].answerOption[0].extension[0].valueDecimal",
        "by the definition this must be “3.0”",
    ),
    (drop("item", 4, "extension"), f"{ITEM}[5].prefix", "is 5, but this is item 4"),
]


@pytest.mark.parametrize(
    ("fault", "place", "reason"),
    FAULTS,
    ids=[f"{place} {reason[:30]}" for _, place, reason in FAULTS],
)
def test_a_fault_is_named(fault: Callable[[Form], None], place: str, reason: str) -> None:
    form = deepcopy(SOUND)
    fault(form)
    assert json.dumps(form) != json.dumps(SOUND)
    found = refused(json.dumps(form))
    assert (found[0], found[1][: len(reason)]) == (place, reason)
