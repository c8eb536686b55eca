"""Answers on their way to another system: what was said, and nothing that was not."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from measures.catalogue import instrument
from measures.definition import Instrument, NoWordingError
from measures.fhir.response import Answer, questionnaire_response
from measures.scoring import AnswerError, score
from tests.measures.fhir_family import instruments
from tests.measures.test_fhir_questionnaire import worded

SUBJECT = UUID("6b1c1f0e-0d8f-4a52-9b6e-1f2a3b4c5d6e")
RESPONSE = UUID("0f0e0d0c-0b0a-4908-8706-050403020100")
AUTHORED = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
OURS = "https://alliance.example/fhir"


def respond(
    one: Instrument, answers: dict[str, Answer], language: str = "en", **more: Any
) -> dict[str, Any]:
    scored = {item.key: answers.get(item.key) for item in one.items}
    arguments: dict[str, Any] = {
        "authored": AUTHORED,
        "subject": SUBJECT,
        "response_id": RESPONSE,
        "score": score(one, scored),  # type: ignore[arg-type]
    }
    return questionnaire_response(one, language, answers, **(arguments | more))


def test_a_whole_response(phq_9: Instrument) -> None:
    answers: dict[str, Answer] = {item.key: 1 for item in phq_9.items}
    answers |= {"mood": 3, "sleep": None}
    response = respond(phq_9, answers)
    given_to = {part["linkId"]: part for part in response.pop("item")}
    assert response == {
        "resourceType": "QuestionnaireResponse",
        "id": str(RESPONSE),
        "language": "en",
        "extension": [
            {
                "url": f"{OURS}/StructureDefinition/score",
                "extension": [
                    {"url": "value", "valueDecimal": 11.0},
                    {"url": "loinc", "valueCode": "44261-6"},
                    {"url": "answered", "valueInteger": 8},
                    {"url": "prorated", "valueBoolean": True},
                ],
            }
        ],
        "questionnaire": f"{OURS}/Questionnaire/phq-9/en|1",
        "status": "completed",
        "subject": {
            "type": "Patient",
            "identifier": {"system": f"{OURS}/NamingSystem/client", "value": str(SUBJECT)},
        },
        "authored": "2026-03-02T09:30:00Z",
    }
    assert list(given_to) == [item.key for item in phq_9.items if item.key != "sleep"]
    assert given_to["mood"] == {
        "linkId": "mood",
        "text": "Feeling down, depressed, or hopeless",
        "answer": [
            {
                "valueCoding": {
                    "system": f"{OURS}/CodeSystem/phq-9",
                    "code": "3",
                    "display": "Nearly every day",
                }
            }
        ],
    }


def test_nothing_answered_is_nothing_said(phq_9: Instrument) -> None:
    response = respond(phq_9, {"mood": None}, finished=False)
    assert "item" not in response
    assert response["status"] == "in-progress"
    assert response["extension"][0]["extension"] == [
        {"url": "answered", "valueInteger": 0},
        {"url": "prorated", "valueBoolean": False},
    ]
    assert "extension" not in respond(phq_9, {}, score=None)


def test_nought_is_an_answer(phq_9: Instrument) -> None:
    [only] = respond(phq_9, {"mood": 0})["item"]
    assert only["answer"][0]["valueCoding"]["code"] == "0"


def test_each_kind_of_answer(alliance_client: Instrument) -> None:
    answers: dict[str, Answer] = {
        "safe": 0,
        "goals": 7,
        "tension": "lot",
        "tension_words": "The end.",
    }
    response = respond(alliance_client, answers | {"request": ""})
    assert {part["linkId"]: part["answer"] for part in response["item"]} == {
        "safe": [{"valueInteger": 0}],
        "goals": [{"valueInteger": 7}],
        "tension": [
            {
                "valueCoding": {
                    "system": f"{OURS}/CodeSystem/alliance-client/tension",
                    "code": "lot",
                    "display": "A lot",
                }
            }
        ],
        "tension_words": [{"valueString": "The end."}],
    }
    assert response["extension"][0]["extension"] == [
        {"url": "answered", "valueInteger": 2},
        {"url": "prorated", "valueBoolean": False},
        {
            "url": "subscale",
            "extension": [
                {"url": "key", "valueCode": "goals"},
                {"url": "value", "valueDecimal": 7.0},
            ],
        },
    ]


def test_a_mark_on_a_line_is_given_in_score_points() -> None:
    srs = worded(instrument("srs"))
    response = respond(srs, {"item_1": 73, "item_2": 69, "item_3": 100, "item_4": 0})
    answers = [part["answer"][0]["valueDecimal"] for part in response["item"]]
    assert answers == [7.3, 6.9, 10.0, 0.0]
    assert response["extension"][0]["extension"][0] == {"url": "value", "valueDecimal": 24.2}


def test_the_words_are_those_of_the_language(wellbeing: Instrument) -> None:
    key = wellbeing.items[0].key
    response = respond(wellbeing, {key: 4}, "es")
    assert (response["language"], response["questionnaire"], response["item"][0]["text"]) == (
        "es",
        f"{OURS}/Questionnaire/wellbeing/es|1",
        wellbeing.wordings["es"].items[key],
    )


def test_another_form_can_be_named(phq_9: Instrument) -> None:
    response = respond(phq_9, {}, questionnaire="urn:uuid:7|3")
    assert response["questionnaire"] == "urn:uuid:7|3"


def test_a_moment_is_given_in_utc(phq_9: Instrument) -> None:
    local = datetime(2026, 3, 2, 1, 30, tzinfo=timezone(timedelta(hours=-8)))
    assert respond(phq_9, {}, authored=local)["authored"] == "2026-03-02T09:30:00Z"
    with pytest.raises(ValueError, match="zone"):
        respond(phq_9, {}, authored=local.replace(tzinfo=None))


def test_a_name_is_no_identity(phq_9: Instrument) -> None:
    with pytest.raises(ValueError, match="identity") as raised:
        respond(phq_9, {}, subject="Mara Lindqvist")
    assert "Mara" not in str(raised.value)
    with pytest.raises(ValueError, match="identity"):
        respond(phq_9, {}, response_id="")


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"joy": 1}, "joy: is no item of alliance-client"),
        ({"safe": 11}, "safe: is answered outside 0–10"),
        ({"safe": -1}, "safe: is answered outside 0–10"),
        ({"safe": True}, "safe: is not answered with a whole number"),
        ({"safe": "5"}, "safe: is not answered with a whole number"),
        ({"tension": "huge"}, "tension: is answered with none of its options"),
        ({"tension": 2}, "tension: is not answered with a text"),
    ],
)
def test_what_cannot_be_answered_is_refused(
    alliance_client: Instrument, answers: dict[str, Answer], message: str
) -> None:
    with pytest.raises(AnswerError) as raised:
        respond(alliance_client, answers, score=None)
    assert str(raised.value) == message


def test_without_words_there_is_no_response() -> None:
    with pytest.raises(NoWordingError):
        respond(instrument("wai-sr"), {"item_1": 3})


@given(instruments(worded=True), st.data())
def test_the_model_accepts_any_response(one: Instrument, data: st.DataObject) -> None:
    scale = one.scale
    answers: dict[str, Answer] = {
        item.key: data.draw(st.none() | st.integers(scale.minimum, scale.maximum))
        for item in one.items
    }
    for question in one.questions:
        options = st.sampled_from(question.options) if question.options else st.just("Words.")
        answers[question.key] = data.draw(st.none() | options)
    response = respond(one, answers, data.draw(st.sampled_from(one.languages)))
    text = json.dumps(response)
    model = QuestionnaireResponse.model_validate_json(text)
    assert json.loads(model.model_dump_json()) == json.loads(text)
    said = {part["linkId"] for part in response.get("item", [])}
    assert said == {key for key, answer in answers.items() if answer is not None}


@pytest.mark.parametrize(
    ("name", "value"),
    [("status", None), ("authored", "yesterday"), ("item", {}), ("answers", []), ("id", "a b")],
)
def test_the_model_would_see_a_fault(phq_9: Instrument, name: str, value: object) -> None:
    response = respond(phq_9, {"mood": 1})
    QuestionnaireResponse.model_validate(response)
    with pytest.raises(ValidationError):
        QuestionnaireResponse.model_validate(response | {name: value})


def test_an_old_version_is_answered_as_what_it_was(phq_9: Instrument) -> None:
    older = replace(phq_9, version=7)
    assert respond(older, {})["questionnaire"] == f"{OURS}/Questionnaire/phq-9/en|7"
