"""A file that cannot be used is refused, with its place and the reason, and never half read."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.catalogue import instrument
from measures.fhir.errors import FhirError
from measures.fhir.foreign import read_wording_for
from measures.fhir.incoming import read_questionnaire
from measures.fhir.questionnaire import definition_alone, questionnaire
from tests.measures.test_fhir_questionnaire import worded

Form = dict[str, Any]
SOUND: Form = questionnaire(instrument("phq-9"), "en")
ITEM = "Questionnaire.item"
PART = "Questionnaire.extension[0]"


def refused(source: str | bytes) -> tuple[str, str]:
    with pytest.raises(FhirError) as raised:
        read_questionnaire(source)
    return raised.value.place, raised.value.reason


def part(form: Form, name: str) -> Form:
    """One part of the definition, by its address."""
    found: Form = next(one for one in form["extension"][0]["extension"] if one["url"] == name)
    return found


def place_of(name: str) -> str:
    parts = SOUND["extension"][0]["extension"]
    return f"{PART}.extension[{[one['url'] for one in parts].index(name)}]"


def test_the_sound_one_is_read() -> None:
    assert read_questionnaire(json.dumps(SOUND)).key == "phq-9"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("", "is not JSON: Expecting value in line 1, column 1"),
        ("{", "is not JSON: Expecting property name enclosed in double quotes in line 1, column 2"),
        ("<Questionnaire/>", "is not JSON: Expecting value in line 1, column 1"),
        (b"\xff\xfe\x00", "is not UTF-8 text"),
        ("[]", "is not a FHIR resource: a JSON object is expected"),
        ("null", "is not a FHIR resource: a JSON object is expected"),
        ("{}", "is not a Questionnaire: its resourceType is missing"),
        ('{"resourceType": 1}', "is not a Questionnaire: its resourceType is not a text"),
        ('{"resourceType": "Patient"}', "is not a Questionnaire: its resourceType is “Patient”"),
        ('{"resourceType": "\\ud800"}', "is not a Questionnaire: its resourceType is “\\ud800”"),
        ('{"a": 1, "a": 2}', "has “a” twice in one object"),
        (" " * (1024 * 1024 + 1), "is larger than 1 MB"),
        ("é" * (1024 * 512 + 1), "is larger than 1 MB"),
        ("[" * 500_000, "is nested too deep"),
        ('{"a":' * 100_000, "is nested too deep"),
        (
            '{"resourceType": "Questionnaire", "item": ' + "[" * 40 + "]" * 40 + "}",
            "is nested too deep: more than 32 levels",
        ),
    ],
    ids=lambda value: repr(value[:20]),
)
def test_what_is_no_questionnaire_at_all(source: str | bytes, reason: str) -> None:
    assert refused(source) == ("the file", reason)


@pytest.mark.parametrize(
    "number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 5000, "3000000000", "1e10"]
)
def test_a_number_out_of_bounds(number: str) -> None:
    text = json.dumps(SOUND).replace('"valueInteger": 7', f'"valueInteger": {number}')
    place = f"{place_of('composite')}.extension[1].valueInteger"
    assert refused(text) == (place, "must be a finite number within 32 bits")


def test_a_mark_before_the_text_is_no_fault() -> None:
    assert read_questionnaire(b"\xef\xbb\xbf" + json.dumps(SOUND).encode()).key == "phq-9"


def put(*path: str | int, to: object) -> Callable[[Form], None]:
    def change(form: Any) -> None:
        for step in path[:-1]:
            form = form[step]
        form[path[-1]] = to

    return change


def drop(*path: str | int) -> Callable[[Form], None]:
    def change(form: Any) -> None:
        for step in path[:-1]:
            form = form[step]
        del form[path[-1]]

    return change


def within(name: str, at: int, **values: object) -> Callable[[Form], None]:
    return lambda form: part(form, name)["extension"][at].update(values)


OPTION = ("item", 4, "answerOption", 1)
AT_OPTION = f"{ITEM}[4].answerOption[1]"

FAULTS: list[tuple[Callable[[Form], None], str, str]] = [
    # The resource.
    (put("implicitRules", to="urn:x"), "Questionnaire.implicitRules", "names rules that"),
    (put("modifierExtension", to=[]), "Questionnaire.modifierExtension", "changes what"),
    (put("item", 2, "modifierExtension", to=[]), f"{ITEM}[2].modifierExtension", "changes what"),
    (put(*OPTION, "modifierExtension", to=[]), f"{AT_OPTION}.modifierExtension", "changes what"),
    (put("status", to="retired"), "Questionnaire.status", "must be draft or active"),
    (drop("status"), "Questionnaire.status", "is missing"),
    (drop("version"), "Questionnaire.version", "is missing"),
    (put("version", to="1.0"), "Questionnaire.version", "must be a whole number"),
    (put("version", to="0"), "Questionnaire.version", "must be 1 or more"),
    (drop("title"), "Questionnaire.title", "is missing"),
    (put("title", to=" "), "Questionnaire.title", "is blank"),
    (put("title", to="a\u0000"), "Questionnaire.title", "holds a character that no text"),
    (put("title", to="\ud800"), "Questionnaire.title", "holds a character that no text"),
    (drop("language"), "Questionnaire.language", "is missing"),
    (put("language", to="x y"), "Questionnaire.language", "is not the code of a language"),
    (drop("copyright"), "Questionnaire.copyright", "is missing"),
    (
        put("code", 0, "code", to="44249-2"),
        "Questionnaire.code",
        "panel: “44249-2” is not a LOINC",
    ),
    (drop("code"), "Questionnaire.code", "panel: is missing"),
    (put("a b", to=1), "Questionnaire", "“a b” is not the name of an element"),
    (put("extension", to=[]), "Questionnaire.extension", "says nothing about scoring"),
    (put("extension", to={}), "Questionnaire.extension", "must be a list"),
    (
        put("extension", 1, "url", to="https://alliance.example/fhir/x"),
        "Questionnaire.extension[1].url",
        "“https",
    ),
    (
        lambda form: form["extension"].append(form["extension"][0]),
        "Questionnaire.extension[2].url",
        "stands here twice",
    ),
    # The definition.
    (
        lambda form: part(form, "key").update(url="kee"),
        f"{place_of('key')}.url",
        "“kee” is not expected here",
    ),
    (
        lambda form: part(form, "title").update(url="key"),
        f"{place_of('title')}.url",
        "“key” stands here twice",
    ),
    (lambda form: part(form, "key").pop("valueCode"), f"{place_of('key')}.valueCode", "is missing"),
    (
        lambda form: part(form, "key").update(valueCode="PHQ"),
        place_of("key"),
        "“PHQ” must be lower-case",
    ),
    (
        lambda form: part(form, "key").update(valueString="x"),
        f"{place_of('key')}.valueString",
        "is not expected here",
    ),
    (
        lambda form: form["extension"][0]["extension"].remove(part(form, "construct")),
        PART,
        "construct: is missing",
    ),
    (
        within("composite", 0, valueCode="median"),
        f"{place_of('composite')}.extension[0]",
        "“median” is none of",
    ),
    (
        within("composite", 1, valueInteger=10),
        f"{place_of('composite')}.extension[1]",
        "must be from 1 to 9",
    ),
    (within("composite", 4, valueDecimal=28), place_of("composite"), "range: must be [0, 27]"),
    (
        within("composite", 2, valueBoolean=1),
        f"{place_of('composite')}.extension[2].valueBoolean",
        "must be true or false",
    ),
    (
        within("cutoff", 1, valueDecimal=28),
        f"{place_of('cutoff')}.extension[1]",
        "28 does not divide 0–27",
    ),
    (
        within("reliable-change", 0, valueDecimal=-1),
        f"{place_of('reliable-change')}.extension[0]",
        "no score from",
    ),
    (within("scale", 3, valueInteger=9), f"{place_of('scale')}", "anchors: 9 is outside 0–3"),
    (
        lambda form: part(form, "bands")["extension"][2]["extension"][1].update(valueDecimal=0),
        f"{place_of('bands')}.extension[2].extension[1]",
        "must be above 0, the band before",
    ),
    (
        lambda form: part(form, "licence").update(valueCode="permission-required"),
        PART,
        "wording: comes with a permission",
    ),
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


def test_more_than_a_thousand_of_anything() -> None:
    form = deepcopy(SOUND)
    form["contact"] = [{}] * 1001
    assert refused(json.dumps(form)) == ("Questionnaire.contact", "is a list of more than 1000")


def test_what_is_harmless_is_let_be() -> None:
    form = deepcopy(SOUND) | {"id": "x", "meta": {"versionId": "3"}, "date": "2026-01-01"}
    form["extension"].append({"url": "urn:somebody:else", "valueString": "x"})
    form["item"][4]["answerOption"][1]["extension"].append({"url": "urn:x", "valueInteger": 1})
    form["item"][4]["_text"] = {"extension": [{"url": "urn:x", "valueString": "x"}]}
    assert read_questionnaire(json.dumps(form)) == read_questionnaire(json.dumps(SOUND))


def test_licensed_words_never_come_with_a_definition() -> None:
    place, reason = refused(json.dumps(questionnaire(worded(instrument("wai-sr")), "en")))
    assert (place, reason) == (PART, "wording: comes with a permission, not with the definition")


def test_a_translation_of_locked_words_is_refused() -> None:
    form = questionnaire(worded(instrument("core-10")), "en") | {"language": "es"}
    place, _ = refused(json.dumps(form))
    assert place == "Questionnaire.language"


def test_words_without_their_language_are_refused() -> None:
    form: Form = definition_alone(instrument("phq-9"))
    form["item"][2]["text"] = "Trouble"
    assert refused(json.dumps(form)) == ("Questionnaire.language", "is missing")


def test_a_long_quotation_is_cut() -> None:
    form = deepcopy(SOUND)
    form["item"][3]["linkId"] = "A" * 100_000
    assert len(refused(json.dumps(form))[1]) == 300


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.data())
def test_anything_put_anywhere_is_read_or_refused(data: st.DataObject) -> None:
    """Never another error: replace, remove or double any one value of a sound file."""
    form: Any = deepcopy(SOUND)
    here: Any = form
    while True:
        at = data.draw(
            st.sampled_from(sorted(here) if isinstance(here, dict) else range(len(here)))
        )
        inner = here[at]
        if not isinstance(inner, (dict, list)) or not inner or data.draw(st.booleans()):
            break
        here = inner
    change = data.draw(st.sampled_from(["replace", "remove", "double"]))
    if change == "replace":
        here[at] = data.draw(json_values)
    elif change == "remove":
        del here[at]
    elif isinstance(here, list):
        here.append(deepcopy(here[at]))
    text = json.dumps(form)
    for read in (read_questionnaire, lambda text: read_wording_for(text, instrument("phq-9"))):
        try:
            read(text)
        except FhirError as error:
            assert error.place.startswith(("Questionnaire", "the file"))  # noqa: PT017


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_any_bytes_are_refused(source: str | bytes) -> None:
    assert refused(source)[0] == "the file"
