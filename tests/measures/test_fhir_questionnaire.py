"""What another system finds in an exported Questionnaire."""

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from measures.catalogue import instrument
from measures.definition import Instrument, NoWordingError, Wording
from measures.fhir.canonical import DEFINITION
from measures.fhir.questionnaire import definition_alone, questionnaire

ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
CONTROL = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"
CONTROLS = "http://hl7.org/fhir/questionnaire-item-control"
OURS = "https://alliance.example/fhir"


def item(form: dict[str, Any], link_id: str) -> dict[str, Any]:
    return next(part for part in form["item"] if part["linkId"] == link_id)


def worded(one: Instrument) -> Instrument:
    """Give a licensed instrument invented words, as a clinic's permission would."""
    wording = Wording(
        language="en",
        title="Invented",
        instructions="Answer.",
        label=None if one.validated else "Not validated.",
        anchors={answer: f"Answer {answer}" for answer in one.scale.anchors},
        items={part.key: f"Words of {part.key}." for part in one.items},
        questions={},
        subscales={part.key: f"About {part.key}" for part in one.subscales},
        bands={band.key: f"Called {band.key}" for band in one.bands},
    )
    return replace(one, wordings=MappingProxyType({"en": wording}))


def test_the_form_says_what_it_is(phq_9: Instrument) -> None:
    form = questionnaire(phq_9, "en")
    extension, words, shown = form.pop("extension"), form.pop("copyright"), form.pop("item")
    assert form == {
        "resourceType": "Questionnaire",
        "language": "en",
        "url": f"{OURS}/Questionnaire/phq-9/en",
        "version": "1",
        "name": "Phq9",
        "status": "active",
        "title": "Patient Health Questionnaire (PHQ-9)",
        "subjectType": ["Patient"],
        "code": [{"system": "http://loinc.org", "code": "44249-1"}],
    }
    assert words == f"{phq_9.attribution}\n\nLicence: free for anybody to use."
    assert [part["url"] for part in extension] == [  # type: ignore[attr-defined]
        f"{OURS}/StructureDefinition/instrument",
        f"{OURS}/StructureDefinition/wording",
    ]
    assert len(shown) == 10  # type: ignore[arg-type]


def test_an_item_with_words_for_every_answer_is_a_choice(phq_9: Instrument) -> None:
    answers = ["Not at all", "Several days", "More than half the days", "Nearly every day"]
    assert item(questionnaire(phq_9, "en"), "self_harm") == {
        "linkId": "self_harm",
        "extension": [
            {
                "url": f"{OURS}/StructureDefinition/scored-item",
                "extension": [
                    {"url": "reversed", "valueBoolean": False},
                    {"url": "safety", "valueBoolean": True},
                ],
            }
        ],
        "code": [{"system": "http://loinc.org", "code": "44260-8"}],
        "prefix": "9",
        "text": "Thoughts that you would be better off dead or of hurting yourself in some way",
        "type": "choice",
        "answerOption": [
            {
                "extension": [{"url": ORDINAL, "valueDecimal": float(answer)}],
                "valueCoding": {
                    "system": f"{OURS}/CodeSystem/phq-9",
                    "code": str(answer),
                    "display": words,
                },
            }
            for answer, words in enumerate(answers)
        ],
    }


def test_a_reversed_item_counts_reversed_so_that_ordinals_add_up_to_the_score() -> None:
    form = definition_alone(instrument("core-10"))
    counted = {
        key: [option["extension"][0]["valueDecimal"] for option in item(form, key)["answerOption"]]
        for key in ("item_1", "item_2")
    }
    assert counted == {"item_1": [0, 1, 2, 3, 4], "item_2": [4, 3, 2, 1, 0]}
    codes = [option["valueCoding"]["code"] for option in item(form, "item_2")["answerOption"]]
    assert codes == ["0", "1", "2", "3", "4"]


def test_a_scale_with_words_at_its_ends_is_a_whole_number(wellbeing: Instrument) -> None:
    form = questionnaire(wellbeing, "es")
    mood = item(form, wellbeing.items[0].key)
    assert (mood["type"], mood["extension"][1:]) == (
        "integer",
        [
            {"url": "http://hl7.org/fhir/StructureDefinition/minValue", "valueInteger": 0},
            {"url": "http://hl7.org/fhir/StructureDefinition/maxValue", "valueInteger": 10},
        ],
    )
    words = wellbeing.wordings["es"].anchors
    assert mood["item"] == [
        {
            "linkId": f"{wellbeing.items[0].key}.{answer}",
            "extension": [
                {"url": f"{OURS}/StructureDefinition/anchor", "valueInteger": answer},
                {
                    "url": CONTROL,
                    "valueCodeableConcept": {"coding": [{"system": CONTROLS, "code": control}]},
                },
            ],
            "text": words[answer],
            "type": "display",
        }
        for answer, control in ((0, "lower"), (10, "upper"))
    ]


def test_a_line_in_millimetres_is_a_decimal_in_score_points() -> None:
    line = item(questionnaire(worded(instrument("srs")), "en"), "item_1")
    assert (line["type"], line["extension"][1:]) == (
        "decimal",
        [
            {"url": "http://hl7.org/fhir/StructureDefinition/minValue", "valueDecimal": 0},
            {"url": "http://hl7.org/fhir/StructureDefinition/maxValue", "valueDecimal": 10},
        ],
    )


def test_what_is_shown_and_what_is_asked_besides(alliance_client: Instrument) -> None:
    form = questionnaire(alliance_client, "en")
    wording = alliance_client.wordings["en"]
    assert item(form, "form.instructions") == {
        "linkId": "form.instructions",
        "text": wording.instructions,
        "type": "display",
    }
    assert item(form, "form.caution")["text"] == wording.label
    assert item(form, "tension_words") == {
        "linkId": "tension_words",
        "text": wording.questions["tension_words"].text,
        "type": "text",
    }
    tension = item(form, "tension")
    assert tension["type"] == "choice"
    assert tension["answerOption"][3] == {
        "valueCoding": {
            "system": f"{OURS}/CodeSystem/alliance-client/tension",
            "code": "lot",
            "display": "A lot",
        }
    }


def test_the_definition_says_how_it_is_scored(phq_9: Instrument) -> None:
    form: dict[str, Any] = definition_alone(phq_9)
    assert (form["url"], form["status"]) == (f"{OURS}/Questionnaire/phq-9", "draft")
    parts = {part["url"]: part for part in form["extension"][0]["extension"]}
    assert form["extension"][0]["url"] == DEFINITION
    assert parts["licence"] == {"url": "licence", "valueCode": "public-domain"}
    assert parts["loinc-total"] == {"url": "loinc-total", "valueCode": "44261-6"}
    assert parts["composite"]["extension"] == [
        {"url": "rule", "valueCode": "sum"},
        {"url": "minimum-answered", "valueInteger": 7},
        {"url": "rounded", "valueBoolean": True},
        {"url": "lowest", "valueDecimal": 0.0},
        {"url": "highest", "valueDecimal": 27.0},
    ]
    assert parts["cutoff"]["extension"][:2] == [
        {"url": "key", "valueCode": "caseness"},
        {"url": "value", "valueDecimal": 10.0},
    ]
    assert parts["bands"]["extension"][2] == {
        "url": "band",
        "extension": [
            {"url": "key", "valueCode": "mild"},
            {"url": "lowest", "valueDecimal": 5.0},
        ],
    }


def test_a_language_that_is_not_there_is_served_as_the_page_would(phq_9: Instrument) -> None:
    assert questionnaire(phq_9, "de")["language"] == "en"


@pytest.mark.parametrize("key", ["wai-sr", "core-10", "srs"])
def test_without_words_there_is_no_form(key: str) -> None:
    with pytest.raises(NoWordingError):
        questionnaire(instrument(key), "en")
