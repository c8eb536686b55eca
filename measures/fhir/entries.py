"""The items of a Questionnaire, groups and all, in the order in which they are read."""

from collections.abc import Iterator
from dataclasses import dataclass

from measures.fhir.canonical import LOINC
from measures.fhir.element import Element
from measures.fhir.errors import refuse

TYPES = frozenset(
    {
        *(
            "group",
            "display",
            "boolean",
            "decimal",
            "integer",
            "date",
            "dateTime",
            "time",
            "string",
        ),
        *("text", "url", "choice", "open-choice", "attachment", "reference", "quantity"),
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One item: its element, and the one it stands in, if any."""

    element: Element
    link_id: str
    type: str
    parent: "Entry | None"

    @property
    def asks(self) -> bool:
        """Whether it can be answered."""
        return self.type not in {"group", "display"}


def read_entries(questionnaire: Element) -> tuple[Entry, ...]:
    """Return every item, each before those within it.

    Raises FhirError for a linkId that is missing or there twice, or a type R4 does not have.
    """
    entries = tuple(_entries(questionnaire, None))
    seen: set[str] = set()
    for entry in entries:
        if entry.link_id in seen:
            refuse(entry.element.at("linkId"), f"“{entry.link_id}” stands here twice")
        seen.add(entry.link_id)
    return entries


def _entries(element: Element, parent: Entry | None) -> Iterator[Entry]:
    # The file was refused before if it is nested deep, so this recursion is shallow.
    for part in element.elements("item"):
        kind = part.text("type")
        if kind not in TYPES:
            part.refuse("type", f"“{kind}” is no type of an item")
        entry = Entry(part, part.text("linkId"), kind, parent)
        yield entry
        yield from _entries(part, entry)


def loinc_codes(element: Element) -> list[str]:
    """Return the LOINC codes under `code`; those of other systems mean nothing here."""
    return [
        code.text("code")
        for code in element.elements("code")
        if code.text_or_none("system") == LOINC
    ]
