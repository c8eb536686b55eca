"""Values of a definition as nested extensions, and back: one table of parts serves both ways."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from measures.fhir.element import Element
from measures.fhir.places import Places

CODE = "valueCode"
STRING = "valueString"
INTEGER = "valueInteger"
DECIMAL = "valueDecimal"
BOOLEAN = "valueBoolean"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a complex extension, under the key by which a definition calls it.

    It holds either a `value` of one FHIR type or further `parts`. A part that is `many` may stand
    several times, as a list stands in the definition.
    """

    key: str
    value: str = ""
    url: str = ""
    parts: tuple["Part", ...] = ()
    many: bool = False

    @property
    def name(self) -> str:
        """Return its address, relative to the extension it is part of."""
        return self.url or self.key.replace("_", "-")


def write(url: str, parts: Sequence[Part], values: Mapping[str, object]) -> dict[str, object]:
    """Return the complex extension that holds `values`; what a part finds no value for is out."""
    written: list[dict[str, object]] = []
    for part in parts:
        if part.key in values:
            found = values[part.key]
            entries = found if part.many and isinstance(found, Iterable) else [found]
            written += [_write_part(part, entry) for entry in entries]
    return {"url": url, "extension": written}


def read(
    extension: Element, parts: Sequence[Part], places: Places, at: str = ""
) -> dict[str, object]:
    """Return the values that a complex extension holds, noting the place of each under `at`.

    Raises FhirError for a part that is not known, of another type, or there too often.
    """
    extension.only({"url", "id", "extension"})
    known = {part.name: part for part in parts}
    values: dict[str, object] = {}
    for element in extension.elements("extension"):
        url = element.text("url")
        if url not in known:
            element.refuse("url", f"“{url}” is not expected here")
        part = known[url]
        if part.many:
            entries = values.setdefault(part.key, [])
            assert isinstance(entries, list)
            entries.append(_read_part(element, part, places, f"{at}{part.key}[{len(entries) + 1}]"))
        elif part.key in values:
            element.refuse("url", f"“{url}” stands here twice")
        else:
            values[part.key] = _read_part(element, part, places, f"{at}{part.key}")
    return values


def _write_part(part: Part, value: object) -> dict[str, object]:
    if part.parts:
        assert isinstance(value, Mapping)
        return write(part.name, part.parts, value)
    return {"url": part.name, part.value: value}


def _read_part(element: Element, part: Part, places: Places, at: str) -> object:
    places.note(at, element.place)
    if part.parts:
        return read(element, part.parts, places, f"{at}.")
    element.only({"url", "id", part.value})
    if part.value == INTEGER:
        return element.whole(part.value)
    if part.value == DECIMAL:
        return element.number(part.value)
    if part.value == BOOLEAN:
        return element.flag(part.value)
    return element.text(part.value)
