"""Words from elsewhere for what is asked beside the items, and options written in other ways."""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from measures.catalogue import instrument
from measures.definition import Instrument
from measures.fhir.errors import FhirError
from measures.fhir.foreign import read_wording_for
from measures.fhir.questionnaire import questionnaire

Form = dict[str, Any]
ITEM = "Questionnaire.item"


def spanish() -> Form:
    """The client's check as a system would give it back that keeps no extension of ours."""
    form: Form = deepcopy(questionnaire(instrument("alliance-client"), "es"))
    del form["extension"]
    return form


def refused(form: Form, one: Instrument) -> tuple[str, str]:
    with pytest.raises(FhirError) as raised:
        read_wording_for(json.dumps(form), one)
    return raised.value.place, raised.value.reason


def test_questions_are_found_by_their_key_wherever_they_stand(alliance_client: Instrument) -> None:
    form = spanish()
    form["item"] = form["item"][:2] + form["item"][:1:-1]
    wording = alliance_client.wordings["es"]
    assert read_wording_for(json.dumps(form), alliance_client) == wording


def test_a_caution_that_is_not_in_the_file_is_the_one_that_is_known(
    alliance_client: Instrument,
) -> None:
    form = spanish()
    assert form["item"].pop(1)["linkId"] == "form.caution"
    english = replace(alliance_client, wordings={"en": alliance_client.wordings["en"]})
    found = read_wording_for(json.dumps(form), english)
    assert found.label == alliance_client.wordings["en"].label
    unworded = replace(alliance_client, wordings={})
    assert refused(form, unworded) == (ITEM, "there is no item with the linkId “form.caution”")


def _without(link_id: str) -> Callable[[Form], None]:
    def change(form: Form) -> None:
        form["item"] = [part for part in form["item"] if part["linkId"] != link_id]

    return change


def _tension(form: Form) -> Form:
    found: Form = next(part for part in form["item"] if part["linkId"] == "tension")
    return found


@pytest.mark.parametrize(
    ("fault", "place", "reason"),
    [
        (_without("tension"), ITEM, "there is no item with the linkId “tension”"),
        (
            lambda form: _tension(form)["answerOption"].pop(),
            f"{ITEM}[7].answerOption",
            "has no option “lot”",
        ),
        (
            lambda form: _tension(form)["answerOption"][1]["valueCoding"].update(code="none"),
            f"{ITEM}[7].answerOption[1].valueCoding.code",
            "“none” is not expected here",
        ),
        (
            lambda form: _tension(form)["answerOption"][1]["valueCoding"].pop("display"),
            f"{ITEM}[7].answerOption[1].valueCoding.display",
            "is missing",
        ),
        (_without("say"), ITEM, "there is no item 5, by its linkId say"),
    ],
)
def test_a_fault_is_named(
    alliance_client: Instrument, fault: Callable[[Form], None], place: str, reason: str
) -> None:
    form = spanish()
    fault(form)
    assert refused(form, alliance_client) == (place, reason)


@pytest.mark.parametrize(
    "option",
    [
        lambda answer, words: {
            "extension": [
                {
                    "url": "http://hl7.org/fhir/StructureDefinition/itemWeight",
                    "valueDecimal": answer,
                }
            ],
            "valueString": words,
        },
        lambda answer, words: {
            "valueCoding": {
                "extension": [
                    {
                        "url": "http://hl7.org/fhir/StructureDefinition/ordinalValue",
                        "valueDecimal": answer,
                    }
                ],
                "code": "x",
                "display": words,
            }
        },
        lambda answer, words: {"valueCoding": {"code": str(answer), "display": words}},
    ],
    ids=["weight of a text", "ordinal of a code", "code that is a number"],
)
def test_an_option_may_carry_its_number_in_several_ways(
    gad_7: Instrument, option: Callable[[int, str], Form]
) -> None:
    form: Form = deepcopy(questionnaire(gad_7, "en"))
    anchors = gad_7.wordings["en"].anchors
    for item in form["item"][1:]:
        item["answerOption"] = [option(answer, words) for answer, words in anchors.items()]
    assert read_wording_for(json.dumps(form), gad_7) == gad_7.wordings["en"]


def test_bare_integers_have_no_words(gad_7: Instrument) -> None:
    form: Form = deepcopy(questionnaire(gad_7, "en"))
    form["item"][1]["answerOption"] = [{"valueInteger": answer} for answer in range(4)]
    assert refused(form, gad_7) == (f"{ITEM}[1]", "has no words for the answer 0")
