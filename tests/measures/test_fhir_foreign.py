"""Words from another system's Questionnaire, for an instrument that is known here."""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.catalogue import all_instruments, instrument
from measures.definition import Instrument, Wording
from measures.fhir.errors import FhirError
from measures.fhir.foreign import read_wording_for
from measures.fhir.questionnaire import questionnaire
from tests.measures.fhir_family import instruments
from tests.measures.test_fhir_questionnaire import worded

Form = dict[str, Any]
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
LOINC = "http://loinc.org"
ITEM = "Questionnaire.item"
HEAD = "Durante las últimas dos semanas, ¿con qué frecuencia…?"


def choice(number: int, answers: list[str], **more: Any) -> Form:
    """An item as forms from elsewhere have it: options by codes of their own, and ordinals."""
    options = [
        {
            "extension": [{"url": ORDINAL, "valueDecimal": ordinal}],
            "valueCoding": {"system": LOINC, "code": f"LA{ordinal}-x", "display": words},
        }
        for ordinal, words in enumerate(answers)
    ]
    return {
        "linkId": f"q/{number}",
        "type": "choice",
        "text": f"Frase {number}",
        "answerOption": options,
    } | more


ANSWERS = ["Nunca", "Varios días", "Más de la mitad", "Casi cada día"]


def phq_9_from_elsewhere() -> Form:
    """With a group around the items, LOINC codes, another order, a total and one more question."""
    items = [
        choice(item.number, ANSWERS, code=[{"system": LOINC, "code": item.loinc}])
        for item in instrument("phq-9").items
    ]
    more = [
        choice(10, ["Nada", "Mucho"], code=[{"system": LOINC, "code": "69722-7"}]),
        {"linkId": "total", "type": "decimal", "code": [{"system": LOINC, "code": "44261-6"}]},
    ]
    return {
        "resourceType": "Questionnaire",
        "status": "draft",
        "language": "es-MX",
        "title": "Cuestionario",
        "item": [{"linkId": "g", "type": "group", "text": HEAD, "item": items[::-1] + more}],
    }


def plain(one: Instrument, answers: list[str]) -> Form:
    """Without a code, without a number: only the order of the items is left."""
    shown = {"linkId": "i", "type": "display", "text": HEAD}
    items = [choice(item.number, answers, linkId=f"q{item.key}x") for item in one.items]
    return {
        "resourceType": "Questionnaire",
        "status": "active",
        "language": "es",
        "item": [shown, *items],
    }


def read(form: Form, key: str = "phq-9", **more: Any) -> Wording:
    return read_wording_for(json.dumps(form), instrument(key), **more)


def refused(form: Form, key: str = "phq-9") -> tuple[str, str]:
    with pytest.raises(FhirError) as raised:
        read(form, key)
    return raised.value.place, raised.value.reason


def test_by_loinc_codes() -> None:
    phq_9 = instrument("phq-9")
    assert read(phq_9_from_elsewhere()) == Wording(
        language="es-mx",
        title="Cuestionario",
        instructions=HEAD,
        label=None,
        anchors=dict(enumerate(ANSWERS)),
        items={item.key: f"Frase {item.number}" for item in phq_9.items},
        questions={},
        subscales={},
        # What the form does not have comes from the words that are known.
        bands=phq_9.wordings["en"].bands,
    )


def test_codes_without_their_system_are_taken_for_loinc() -> None:
    form = phq_9_from_elsewhere()
    for item in form["item"][0]["item"]:
        for code in item["code"]:
            del code["system"]
    assert read(form) == read(phq_9_from_elsewhere())


@pytest.mark.parametrize("name", ["linkId", "prefix"])
@pytest.mark.parametrize("written", ["{}", "{}.", "{})", "Item {}"])
def test_by_number_whatever_the_order(name: str, written: str) -> None:
    form = plain(instrument("phq-9"), ANSWERS)
    for number, item in enumerate(form["item"][1:], start=1):
        item[name] = written.format(number)
    form["item"].reverse()
    form["description"] = "Descripción"
    found = read(form)
    assert [found.items[item.key] for item in instrument("phq-9").items] == [
        f"Frase {number}" for number in range(1, 10)
    ]
    assert found.instructions == "Descripción"


def test_by_order_when_there_are_as_many() -> None:
    phq_9 = read(plain(instrument("phq-9"), ANSWERS))
    assert (phq_9.instructions, phq_9.title) == (HEAD, instrument("phq-9").title)
    assert list(phq_9.items.values()) == [f"Frase {number}" for number in range(1, 10)]


def test_a_licensed_measure_gets_its_words_and_names_from_keys() -> None:
    """The WAI-SR as a clinic may get it with its permission: integers beside their words."""
    form = plain(instrument("wai-sr"), [])
    for item in form["item"][1:]:
        item["answerOption"] = [
            {"valueCoding": {"code": str(answer), "display": f"Grado {answer}"}}
            for answer in range(1, 6)
        ]
    found = read(form, "wai-sr")
    assert found.anchors == {answer: f"Grado {answer}" for answer in range(1, 6)}
    assert found.subscales == {"goals": "Goals", "tasks": "Tasks", "bond": "Bond"}


@pytest.mark.parametrize("turned", [False, True], ids=["as answered", "as counted"])
def test_the_numbers_of_a_reversed_item_may_run_either_way(turned: bool) -> None:
    core_10 = instrument("core-10")
    answers = ["Never", "Seldom", "At times", "Often", "Always"]
    form = plain(core_10, answers)
    for item, one in zip(core_10.items, form["item"][1:], strict=True):
        if item.reversed and turned:
            for option in one["answerOption"]:
                option["extension"][0]["valueDecimal"] = 4 - option["extension"][0]["valueDecimal"]
    assert read(form, "core-10").anchors == dict(enumerate(answers))


def test_the_ends_of_a_line() -> None:
    srs = worded(instrument("srs"))
    form: Form = deepcopy(questionnaire(srs, "en"))
    del form["extension"]
    for item in form["item"][1:]:
        del item["extension"][0]
        for end in item["item"]:
            del end["extension"][0]
    assert read_wording_for(json.dumps(form), instrument("srs")) == srs.wordings["en"]


def test_a_language_can_be_told_where_the_file_does_not() -> None:
    form = phq_9_from_elsewhere()
    del form["language"]
    assert read(form, language="ES").language == "es"
    assert refused(form) == ("Questionnaire.language", "is missing")


def _first(form: Form) -> Form:
    first: Form = form["item"][0]["item"][0]
    return first


def _option(form: Form) -> Form:
    option: Form = _first(form)["answerOption"][1]
    return option


FIRST = f"{ITEM}[0].item[0]"
OPTION = f"{FIRST}.answerOption[1]"


@pytest.mark.parametrize(
    ("fault", "place", "reason"),
    [
        (
            lambda form: form["item"][0]["item"].pop(3),
            ITEM,
            "there is no item 6, by its LOINC code 44258-2",
        ),
        (
            lambda form: _first(form).update(code=[{"system": LOINC, "code": "44250-9"}]),
            f"{ITEM}[0].item[8]",
            "is item 1 too, by its LOINC code",
        ),
        (
            lambda form: _first(form).update(linkId="q/8"),
            f"{ITEM}[0].item[1].linkId",
            "“q/8” stands here twice",
        ),
        (lambda form: _first(form).pop("text"), f"{FIRST}.text", "is missing"),
        (
            lambda form: _first(form).update(type="string"),
            f"{FIRST}.type",
            "“string” is not answered on a scale",
        ),
        (
            lambda form: _first(form).update(answerValueSet="#v"),
            f"{FIRST}.answerValueSet",
            "is not followed: the options must stand in the item",
        ),
        (lambda form: _first(form)["answerOption"].pop(), FIRST, "has no words for the answer 3"),
        (
            lambda form: _option(form).pop("extension"),
            OPTION,
            "carries no number: an ordinalValue or an integer is needed",
        ),
        (
            lambda form: _option(form)["extension"][0].update(valueDecimal=4),
            OPTION,
            "counts 4, which is not on the scale of this instrument",
        ),
        (
            lambda form: _option(form)["extension"][0].update(valueDecimal=0.5),
            OPTION,
            "counts 0.5, which is not on the scale of this instrument",
        ),
        (
            lambda form: _option(form)["extension"][0].update(valueDecimal=2),
            f"{FIRST}.answerOption[2]",
            "carries the number of another option",
        ),
        (
            lambda form: _option(form)["valueCoding"].update(display="A veces"),
            f"{OPTION}.valueCoding.display",
            "is not what the answer 1 is called in other items",
        ),
        (
            lambda form: _option(form)["valueCoding"].pop("display"),
            FIRST,
            "has no words for the answer 1",
        ),
        (
            lambda form: form["item"][0].pop("text"),
            ITEM,
            "has no instructions before the first item",
        ),
        (
            lambda form: form["item"][0].update(modifierExtension=[]),
            f"{ITEM}[0].modifierExtension",
            "changes what this element means, in a way that is not known here",
        ),
        (
            lambda form: form.update(resourceType="Bundle"),
            "the file",
            "is not a Questionnaire: its resourceType is “Bundle”",
        ),
    ],
)
def test_a_fault_is_named(fault: Callable[[Form], None], place: str, reason: str) -> None:
    form = phq_9_from_elsewhere()
    fault(form)
    assert refused(form) == (place, reason)


def test_another_form_is_not_filled_up_with_guesses() -> None:
    """A form of 34 questions on the same scale is not the one of ten."""
    core_34 = plain(instrument("core-10"), ["a", "b", "c", "d", "e"])
    core_34["item"] += [choice(number, ["a", "b", "c", "d", "e"]) for number in range(11, 35)]
    place, reason = refused(core_34, "core-10")
    assert place == ITEM
    assert reason == (
        "asks 34 things, core-10 10, and neither LOINC codes nor linkIds say which is which"
    )


def test_a_line_of_another_length_is_another_scale() -> None:
    form: Form = deepcopy(questionnaire(worded(instrument("srs")), "en"))
    form["item"][2]["extension"][2]["valueDecimal"] = 100
    assert refused(form, "srs") == (
        f"{ITEM}[2].extension[2].valueDecimal",
        "must be 10: this is another scale",
    )


def test_a_file_that_says_it_is_another_instrument() -> None:
    place, reason = refused(questionnaire(instrument("gad-7"), "en"), "phq-9")
    assert (place, reason) == (
        "Questionnaire.extension[0]",
        "is the definition of another instrument than phq-9",
    )


@pytest.mark.parametrize("key", [one.key for one in all_instruments()])
def test_an_own_export_gives_its_words_back(key: str) -> None:
    one = instrument(key)
    one = one if one.wordings else worded(one)
    for language in one.languages:
        text = json.dumps(questionnaire(one, language))
        # Nothing is borrowed from what is known: all of it stands in the file.
        assert read_wording_for(text, replace(one, wordings={})) == one.wordings[language]


@given(instruments(worded=True), st.data())
def test_any_export_gives_its_words_back(one: Instrument, data: st.DataObject) -> None:
    language = data.draw(st.sampled_from(one.languages))
    text = json.dumps(questionnaire(one, language))
    if all(item.reversed for item in one.items):
        with pytest.raises(FhirError, match="all are reversed"):
            read_wording_for(text, one)
    else:
        assert read_wording_for(text, replace(one, wordings={})) == one.wordings[language]
