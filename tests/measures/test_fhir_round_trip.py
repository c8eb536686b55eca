"""What is exported reads back equal, and an independent model of the standard accepts it.

The model is that of R4B. Between R4 and R4B nothing of Questionnaire and QuestionnaireResponse has
changed but the version numbers of the value sets they are bound to.
"""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from measures.catalogue import all_instruments, instrument
from measures.definition import Instrument
from measures.fhir.entries import TYPES
from measures.fhir.incoming import read_questionnaire
from measures.fhir.questionnaire import Resource, definition_alone, questionnaire
from tests.measures.fhir_family import instruments

WORDED = [(one.key, language) for one in all_instruments() for language in one.languages]
# The first draws of a family of this breadth take a while on a busy machine.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def in_one_language(one: Instrument, language: str | None) -> Instrument:
    return replace(one, wordings={language: one.wordings[language]} if language else {})


def elements(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from elements(part)


def accept(resource: Resource) -> None:
    """Hold a Questionnaire against the model, and against those rules of R4 that it leaves out."""
    text = json.dumps(resource)
    model = Questionnaire.model_validate_json(text)
    assert json.loads(model.model_dump_json()) == json.loads(text)
    link_ids = [part["linkId"] for part in elements(resource) if "linkId" in part]
    assert len(set(link_ids)) == len(link_ids)  # que-2
    assert str(resource["name"]).isidentifier()  # que-0
    assert str(resource["name"])[0].isupper()
    for part in elements(resource):
        if "linkId" in part:
            assert part["type"] in TYPES
            assert part["type"] != "display" or not {"item", "code"} & part.keys()  # que-1, que-3
            assert part["type"] == "choice" or "answerOption" not in part
        if "url" in part and "resourceType" not in part:
            values = [name for name in part if name.startswith("value")]
            assert len(values) + ("extension" in part) == 1  # ext-1
        assert [] not in part.values()
        assert {} not in part.values()
        assert "" not in part.values()


@pytest.mark.parametrize(("key", "language"), WORDED)
def test_a_shipped_wording_reads_back_equal(key: str, language: str) -> None:
    one = instrument(key)
    exported = questionnaire(one, language)
    accept(exported)
    assert read_questionnaire(json.dumps(exported)) == in_one_language(one, language)


@pytest.mark.parametrize("key", [one.key for one in all_instruments()])
def test_a_shipped_definition_reads_back_equal_without_a_word(key: str) -> None:
    one = instrument(key)
    exported = definition_alone(one)
    accept(exported)
    assert read_questionnaire(json.dumps(exported).encode()) == in_one_language(one, None)
    assert {"text", "display", "language"} & {
        key for part in elements(exported) for key in part
    } == set()


@patient
@given(instruments(worded=True), st.data())
def test_any_wording_reads_back_equal(one: Instrument, data: st.DataObject) -> None:
    language = data.draw(st.sampled_from(one.languages))
    exported = questionnaire(one, language)
    accept(exported)
    text = json.dumps(exported, ensure_ascii=data.draw(st.booleans()))
    assert read_questionnaire(text) == in_one_language(one, language)
    assert read_questionnaire(text.encode()) == in_one_language(one, language)


@patient
@given(instruments())
def test_any_definition_reads_back_equal(one: Instrument) -> None:
    exported = definition_alone(one)
    accept(exported)
    assert read_questionnaire(json.dumps(exported)) == in_one_language(one, None)


@patient
@given(instruments())
def test_what_was_read_exports_the_same(one: Instrument) -> None:
    exported = definition_alone(one)
    assert definition_alone(read_questionnaire(json.dumps(exported))) == exported


def _without_status(form: Any) -> None:
    del form["status"]


def _text_for_a_number(form: Any) -> None:
    form["item"][1]["answerOption"][0]["extension"][0]["valueDecimal"] = "much"


def _number_for_a_code(form: Any) -> None:
    form["item"][1]["type"] = 3


def _unknown_element(form: Any) -> None:
    form["item"][1]["reversed"] = True


def _two_values(form: Any) -> None:
    form["extension"][0]["extension"][0]["valueString"] = "phq-9"


def _code_with_spaces(form: Any) -> None:
    form["extension"][0]["extension"][0]["valueCode"] = " phq  9"


def _no_address(form: Any) -> None:
    del form["extension"][0]["url"]


@pytest.mark.parametrize(
    "fault",
    [
        _without_status,
        _text_for_a_number,
        _number_for_a_code,
        _unknown_element,
        _two_values,
        _code_with_spaces,
        _no_address,
    ],
)
def test_the_model_would_see_a_fault(fault: Any) -> None:
    form = deepcopy(questionnaire(instrument("phq-9"), "en"))
    accept(form)
    fault(form)
    with pytest.raises(ValidationError):
        accept(form)
