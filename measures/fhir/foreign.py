"""The words of a Questionnaire from another system, for an instrument that is known here."""

from collections.abc import Mapping, Sequence

from measures.fhir.answers import read_anchors
from measures.fhir.canonical import CAUTION, DEFINITION, INSTRUCTIONS, WORDING
from measures.fhir.document import read_document
from measures.fhir.element import Element
from measures.fhir.entries import Entry, read_entries
from measures.fhir.errors import refuse
from measures.fhir.extension import read
from measures.fhir.incoming import read_language, read_texts
from measures.fhir.matching import ITEMS, first_group, matched
from measures.fhir.places import Places
from measures.fhir.shape import DEFINITION_PARTS
from measures.instrument import Instrument, Question, Wording
from measures.table import DefinitionError, Table
from measures.texts import key_words
from measures.wording import read_wording


def read_wording_for(
    source: str | bytes, instrument: Instrument, *, language: str | None = None
) -> Wording:
    """Return the words that a Questionnaire has for this instrument; how it scores is not read.

    Items are matched as `measures.fhir.matching` says, answers by the number they carry. `language`
    is used where the file does not say its own. What no foreign file holds, the names of subscales
    and bands and the caution of a measure that is not validated, comes from the wording that the
    instrument has in this language or in English, else from their keys.

    Raises FhirError for a file that is not a Questionnaire, or not one of this instrument.
    """
    file = read_document(source)
    _check_instrument(file, instrument)
    entries = read_entries(file)
    found = matched(instrument, entries)
    name = read_language(file) or (language.lower() if language else None)
    if name is None:
        file.refuse("language", "is missing")
    known = instrument.wordings.get(name) or instrument.wordings.get("en")
    anchors = read_anchors(instrument, found)
    values: dict[str, object] = {
        "title": file.text_or_none("title") or instrument.title,
        "instructions": _instructions(file, entries, found),
        "anchors": {str(answer): text for answer, text in anchors.items()},
        "items": {key: entry.element.text("text") for key, entry in found.items()},
        **_further(file, instrument, known),
    }
    if not instrument.validated:
        values["label"] = _caution(entries, known)
    if instrument.questions:
        values["questions"] = {
            question.key: _question(question, entries) for question in instrument.questions
        }
    try:
        return read_wording(Table(values, "Questionnaire"), instrument, name)
    except DefinitionError as error:
        raise Places().translated(error) from error


def _check_instrument(file: Element, instrument: Instrument) -> None:
    """Refuse a file that says itself that it is of another instrument."""
    extension = file.extension(DEFINITION)
    if extension is None:
        return
    values = read(extension, DEFINITION_PARTS, Places())
    if values.get("key") != instrument.key:
        extension.refuse("", f"is the definition of another instrument than {instrument.key}")


def _instructions(file: Element, entries: Sequence[Entry], found: Mapping[str, Entry]) -> str:
    """Return what stands before the items: shown, or as the text of the group they are in."""
    for entry in entries:
        if entry.link_id == INSTRUCTIONS:
            return entry.element.text("text")
    group = first_group(found)
    if group and "text" in group:
        return group.text("text")
    items = {entry.link_id for entry in found.values()}
    for entry in entries:
        if entry.link_id in items:
            break
        if entry.type == "display" and "text" in entry.element and entry.link_id != CAUTION:
            return entry.element.text("text")
    if "description" not in file:
        file.refuse("item", "has no instructions before the first item")
    return file.text("description")


def _caution(entries: Sequence[Entry], known: Wording | None) -> str:
    for entry in entries:
        if entry.link_id == CAUTION:
            return entry.element.text("text")
    if known is None or known.label is None:
        refuse(ITEMS, _missing(CAUTION))
    return known.label


def _question(question: Question, entries: Sequence[Entry]) -> dict[str, object]:
    entry = next((part for part in entries if part.link_id == question.key), None)
    if entry is None:
        refuse(ITEMS, _missing(question.key))
    options = {}
    for option in entry.element.elements("answerOption"):
        coding = option.element("valueCoding")
        code = coding.text("code")
        if code not in question.options or code in options:
            coding.refuse("code", f"“{code}” is not expected here")
        options[code] = coding.text("display")
    for key in question.options:
        if key not in options:
            entry.element.refuse("answerOption", f"has no option “{key}”")
    return {"text": entry.element.text("text"), **({"options": options} if options else {})}


def _missing(link_id: str) -> str:
    return f"there is no item with the linkId “{link_id}”"


def _further(file: Element, instrument: Instrument, known: Wording | None) -> dict[str, object]:
    extension = file.extension(WORDING)
    own = read_texts(extension, Places(), "") if extension else {}
    names = {
        "subscales": ([part.key for part in instrument.subscales], known and known.subscales),
        "bands": ([band.key for band in instrument.bands], known and known.bands),
    }
    values: dict[str, object] = {}
    for name, (keys, texts) in names.items():
        written = own.get(name, {})
        fallback = texts or {}
        values[name] = {
            key: written.get(key) or fallback.get(key) or key_words(key) for key in keys
        }
    return {name: texts for name, texts in values.items() if texts}
