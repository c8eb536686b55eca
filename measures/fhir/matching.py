"""Which item of a foreign Questionnaire is which item of a known instrument."""

import re
from collections.abc import Callable, Mapping, Sequence

from measures.fhir.canonical import LOINC
from measures.fhir.element import Element
from measures.fhir.entries import Entry
from measures.fhir.errors import refuse
from measures.instrument import Instrument, Item

# "1", "1.", "1)", "Item 1": the number a form prints before an item, or uses as its linkId.
NUMBER = re.compile(r"\D*0*([1-9][0-9]{0,2})[.):]?\s*")

ITEMS = "Questionnaire.item"


def matched(instrument: Instrument, entries: Sequence[Entry]) -> Mapping[str, Entry]:
    """Return the entry of each item, by the item's key.

    By LOINC code, else by linkId, else by number, else by order. The first of these that says
    anything must say it of every item: half a match would be filled up with guesses. LOINC codes
    and linkIds may leave other entries over (a total, a question about daily life); a number or a
    place counts only among as many entries as there are items.

    Raises FhirError, naming what matches nothing or is there twice.
    """
    questions = {question.key for question in instrument.questions}
    asked = [entry for entry in entries if entry.asks and entry.link_id not in questions]
    by_code = _by(instrument, asked, _codes, lambda item: item.loinc, "LOINC code")
    if by_code:
        return by_code
    by_key = _by(instrument, asked, lambda entry: [entry.link_id], lambda item: item.key, "linkId")
    if by_key:
        return by_key
    if len(asked) != len(instrument.items):
        reason = (
            f"asks {len(asked)} things, {instrument.key} {len(instrument.items)},"
            " and neither LOINC codes nor linkIds say which is which"
        )
        refuse(ITEMS, reason)
    by_number = _by(instrument, asked, _numbers, lambda item: str(item.number), "number")
    if by_number:
        return by_number
    return {item.key: entry for item, entry in zip(instrument.items, asked, strict=True)}


def _by(
    instrument: Instrument,
    entries: Sequence[Entry],
    names: Callable[[Entry], Sequence[str]],
    wanted: Callable[[Item], str | None],
    called: str,
) -> Mapping[str, Entry]:
    """Return a match of every item, or an empty one if no item matches at all."""
    found: dict[str, Entry] = {}
    if len({wanted(item) for item in instrument.items} - {None}) < len(instrument.items):
        return found
    for item in instrument.items:
        matches = [entry for entry in entries if wanted(item) in names(entry)]
        if len(matches) > 1:
            refuse(matches[1].element.place, f"is item {item.number} too, by its {called}")
        if matches:
            found[item.key] = matches[0]
    missing = [item for item in instrument.items if item.key not in found]
    if found and missing:
        refuse(ITEMS, f"there is no item {missing[0].number}, by its {called} {wanted(missing[0])}")
    return found


def _codes(entry: Entry) -> list[str]:
    # Some systems leave out the system of a code; nothing else has codes like LOINC's.
    return [
        code.text("code")
        for code in entry.element.elements("code")
        if code.text_or_none("system") in {LOINC, None} and "code" in code
    ]


def _numbers(entry: Entry) -> list[str]:
    for text in (entry.element.text_or_none("prefix"), entry.link_id):
        match = NUMBER.fullmatch(text) if text else None
        if match:
            return [match[1]]
    return []


def first_group(entries: Mapping[str, Entry]) -> Element | None:
    """Return the group that all of these stand in, if they do."""
    parents = [entry.parent for entry in entries.values()]
    first = parents[0]
    return first.element if first and all(parent is first for parent in parents) else None
