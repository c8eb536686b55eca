"""A Questionnaire that carries its scoring, back as an instrument."""

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import zip_longest

from measures.definition import Instrument, define
from measures.fhir.agreement import require
from measures.fhir.canonical import (
    ANCHOR,
    CAUTION,
    DEFINITION,
    EXTENSIONS,
    INSTRUCTIONS,
    ROOT,
    SCORED_ITEM,
    WORDING,
)
from measures.fhir.document import read_document
from measures.fhir.element import Element
from measures.fhir.entries import Entry, loinc_codes, read_entries
from measures.fhir.errors import refuse
from measures.fhir.extension import read
from measures.fhir.places import Places
from measures.fhir.questionnaire import items, terms
from measures.fhir.shape import DEFINITION_PARTS, SCORED_ITEM_PARTS, WORDING_PARTS
from measures.instrument import Licence
from measures.table import DefinitionError

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}")
WHOLE = re.compile(r"[0-9]{1,6}")
STATUSES = frozenset({"draft", "active"})


def read_questionnaire(
    source: str | bytes, *, languages: Collection[str] = (), kept: bool = False
) -> Instrument:
    """Return the instrument in a file that `questionnaire` or `definition_alone` has written.

    It has the one wording of the file, or none. Everything a definition in TOML is checked for is
    checked here, and the items must be what the definition beside them says. With `languages`,
    those in which anybody is asked, the wording is in one of them: "en-US" is "en" there. One that
    is `kept` was taken before by the rules of its day. Raises FhirError.
    """
    file = read_document(source)
    places = Places()
    values = _definition(file, places)
    entries = [entry for entry in _top_level(file) if entry.link_id not in {INSTRUCTIONS, CAUTION}]
    scored = [entry for entry in entries if entry.element.extension(SCORED_ITEM)]
    asked = [entry for entry in entries if not entry.element.extension(SCORED_ITEM)]
    values["items"] = _numbered("items", [_item(entry, places) for entry in scored], scored, places)
    questions = [_question(entry) for entry in asked]
    values["questions"] = _numbered("questions", questions, asked, places)
    language = read_language(file)
    if language is None and any("text" in entry.element for entry in entries):
        file.refuse("language", "is missing")
    if language and languages:
        language = spoken(language, languages) or (language if kept else None)
        if language is None:
            said = f"“{file.text('language')}” is none of {', '.join(sorted(languages))}"
            file.refuse("language", f"{said}, the languages in which clients are asked here")
    if language:
        values["languages"] = [language]
        values["wording"] = {language: _wording(file, scored, asked, places, language)}
    try:
        instrument = define(values, "Questionnaire", kept=kept)
    except DefinitionError as error:
        raise places.translated(error) from error
    _check_items(file, instrument, language)
    return instrument


def _check_items(file: Element, instrument: Instrument, language: str | None) -> None:
    """Refuse items that say anything else than the definition does.

    One after the other: what the definition calls for can be far larger than the file.
    """
    wording = instrument.wordings[language] if language else None
    expected = items(instrument, wording)
    for element, one in zip_longest(file.elements("item"), expected):
        if element is None:
            file.refuse("item", f"ends before “{one['linkId']}”")
        if one is None:
            element.refuse("", "is not expected here")
        require(one, element.values, element.place)


def _definition(file: Element, places: Places) -> dict[str, object]:
    for part in file.elements("extension"):
        url = part.text("url")
        if url.startswith(f"{ROOT}/") and url not in EXTENSIONS:
            part.refuse("url", f"“{url}” is not expected here")
    extension = file.extension(DEFINITION)
    if extension is None:
        file.refuse("extension", "says nothing about scoring: this file can only give wording")
    if file.text("status") not in STATUSES:
        file.refuse("status", "must be draft or active")
    values = read(extension, DEFINITION_PARTS, places)
    places.note("", extension.place)
    places.note("version", file.at("version"))
    places.note("items", file.at("item"))
    values["version"] = _version(file)
    places.note("attribution", file.at("copyright"))
    values["attribution"] = _attribution(file, values)
    _settle(values, file, places)
    return values


def _attribution(file: Element, values: dict[str, object]) -> str:
    text = file.text("copyright")
    licence = next((one for one in Licence if one == values.get("licence")), None)
    return text.removesuffix(terms(licence)) if licence else text


def _settle(values: dict[str, object], file: Element, places: Places) -> None:
    """Turn what R4 says in its own way into what a definition says."""
    composite = values.get("composite")
    if isinstance(composite, dict):
        ends = [composite.pop(name, None) for name in ("lowest", "highest")]
        composite["range"] = [end for end in ends if end is not None]
    total = values.pop("loinc_total", None)
    panels = loinc_codes(file)
    if len(panels) > 1:
        file.refuse("code", "has two LOINC codes")
    places.note("loinc", file.at("code"))
    if total:
        places.note("loinc.total", places.of("loinc_total"))
    if panels or total:
        codes = {"panel": panels[0] if panels else None, "total": total}
        values["loinc"] = {name: code for name, code in codes.items() if code}


def _version(file: Element) -> int:
    version = file.text("version")
    if not WHOLE.fullmatch(version):
        file.refuse("version", "must be a whole number")
    return int(version)


def read_language(file: Element) -> str | None:
    """Return the language of a file, in lower case, if it says so."""
    language = file.text_or_none("language")
    if language is not None and not LANGUAGE.fullmatch(language):
        file.refuse("language", "is not the code of a language")
    # Wordings are looked up in lower case.
    return language.lower() if language else None


def spoken(language: str, among: Collection[str]) -> str | None:
    """Return which of some languages a tag in lower case belongs to: "en-us" to "en"."""
    primary = language.partition("-")[0]
    return next((each for each in (language, primary) if each in among), None)


def _top_level(file: Element) -> list[Entry]:
    entries = read_entries(file)
    for entry in entries:
        if entry.type == "group":
            entry.element.refuse("type", "groups are not read here: items stand side by side")
        if (
            entry.type == "display"
            and entry.parent is None
            and entry.link_id
            not in {
                INSTRUCTIONS,
                CAUTION,
            }
        ):
            entry.element.refuse("type", "is not expected here")
    return [entry for entry in entries if entry.parent is None]


def _numbered(
    name: str, values: list[dict[str, object]], entries: Sequence[Entry], places: Places
) -> list[dict[str, object]]:
    for number, entry in enumerate(entries, start=1):
        element = entry.element
        places.note(f"{name}[{number}]", element.place)
        places.note(f"{name}[{number}].key", element.at("linkId"))
        places.note(f"{name}[{number}].number", element.at("prefix"))
        places.note(f"{name}[{number}].loinc", element.at("code"))
        places.note(f"{name}[{number}].options", element.at("answerOption"))
    return values


def _item(entry: Entry, places: Places) -> dict[str, object]:
    element = entry.element
    extension = element.extension(SCORED_ITEM)
    assert extension
    # Their places are noted with the item's: which number it has is not known yet.
    values = read(extension, SCORED_ITEM_PARTS, Places())
    prefix = element.text("prefix")
    if not WHOLE.fullmatch(prefix):
        element.refuse("prefix", "must be the number of the item")
    codes = loinc_codes(element)
    if len(codes) > 1:
        element.refuse("code", "has two LOINC codes")
    loinc = {"loinc": codes[0]} if codes else {}
    return {"key": entry.link_id, "number": int(prefix), **values, **loinc}


def _question(entry: Entry) -> dict[str, object]:
    if entry.type not in {"choice", "text"}:
        entry.element.refuse("type", "an unscored question is a choice or a text")
    options = [
        option.element("valueCoding").text("code")
        for option in entry.element.elements("answerOption")
    ]
    return {"key": entry.link_id, "options": options}


def _wording(
    file: Element, scored: Sequence[Entry], asked: Sequence[Entry], places: Places, language: str
) -> dict[str, object]:
    at = f"wording.{language}"
    places.note("languages", file.at("language"))
    places.note(at, "Questionnaire")
    places.note(f"{at}.title", file.at("title"))
    values: dict[str, object] = {"title": file.text_or_none("title")}
    for entry in read_entries(file):
        if entry.parent is None and entry.link_id in {INSTRUCTIONS, CAUTION}:
            key = "instructions" if entry.link_id == INSTRUCTIONS else "label"
            places.note(f"{at}.{key}", entry.element.at("text"))
            values[key] = entry.element.text_or_none("text")
    values["anchors"] = _anchors(scored[0], places, f"{at}.anchors.") if scored else {}
    texts = {entry.link_id: _text(entry, places, f"{at}.items.{entry.link_id}") for entry in scored}
    values["items"] = _without_gaps(texts)
    if asked:
        values["questions"] = {
            entry.link_id: _question_words(entry, places, f"{at}.questions.{entry.link_id}")
            for entry in asked
        }
    return _without_gaps(values | _further(file, places, at))


def _further(file: Element, places: Places, at: str) -> dict[str, object]:
    extension = file.extension(WORDING)
    return dict(read_texts(extension, places, at)) if extension else {}


def read_texts(extension: Element, places: Places, at: str) -> dict[str, dict[str, str]]:
    """Return the names of subscales and of bands, noting their places under `at`."""
    texts: dict[str, dict[str, str]] = {}
    for name, parts in read(extension, WORDING_PARTS, places, f"{at}.").items():
        assert isinstance(parts, list)
        texts[name] = {}
        for number, part in enumerate(parts, start=1):
            place = places.of(f"{at}.{name}[{number}]")
            if part.keys() != {"key", "text"} or part["key"] in texts[name]:
                refuse(place, "must have a key that no other has, and a text")
            places.note(f"{at}.{name}.{part['key']}", place)
            texts[name][part["key"]] = part["text"]
    return texts


def _anchors(entry: Entry, places: Places, at: str) -> dict[str, object]:
    """Return the words of the answers; that all items have the same is looked at later."""
    texts: dict[str, object] = {}
    for option in entry.element.elements("answerOption"):
        coding = option.element("valueCoding")
        code = coding.text("code")
        texts[code] = coding.text_or_none("display")
        places.note(f"{at}{code}", coding.at("display"))
    for part in entry.element.elements("item"):
        anchor = part.extension(ANCHOR)
        if anchor is None:
            part.refuse("extension", "does not say which answer this belongs to")
        answer = str(anchor.whole("valueInteger"))
        texts[answer] = part.text_or_none("text")
        places.note(f"{at}{answer}", part.at("text"))
    return _without_gaps(texts)


def _question_words(entry: Entry, places: Places, at: str) -> dict[str, object]:
    options: dict[str, object] = {}
    for option in entry.element.elements("answerOption"):
        coding = option.element("valueCoding")
        code = coding.text("code")
        options[code] = coding.text_or_none("display")
        places.note(f"{at}.options.{code}", coding.at("display"))
    values: dict[str, object] = {"text": _text(entry, places, f"{at}.text")}
    if options:
        values["options"] = _without_gaps(options)
    return _without_gaps(values)


def _text(entry: Entry, places: Places, at: str) -> str | None:
    places.note(at, entry.element.at("text"))
    return entry.element.text_or_none("text")


def _without_gaps(values: Mapping[str, object]) -> dict[str, object]:
    """Leave out what is missing, so that the definition's own check says so."""
    return {name: value for name, value in values.items() if value is not None}
