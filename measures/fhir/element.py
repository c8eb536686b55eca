"""One FHIR element that knows where it stands, so that what is wrong with it can be named."""

import math
from collections.abc import Container, Mapping
from typing import NoReturn, TypeVar

from measures.fhir.errors import FhirError

Kind = TypeVar("Kind")


class Element:
    """A JSON object of a FHIR file, with its place in it."""

    def __init__(self, values: Mapping[str, object], place: str) -> None:
        self.values = values
        self.place = place

    def refuse(self, name: str, reason: str) -> NoReturn:
        """Raise FhirError about `name`, or about the whole element if `name` is empty."""
        raise FhirError(self.at(name), reason)

    def at(self, name: str) -> str:
        """Return the place of `name` within this element."""
        return f"{self.place}.{name}" if name else self.place

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def only(self, names: Container[str]) -> None:
        """Refuse whatever else stands here: what is not understood might change the meaning."""
        for name in self.values:
            # "_name" carries only extensions of a plain value, and those may be ignored.
            if name not in names and not name.startswith("_"):
                self.refuse(name, "is not expected here")

    def text(self, name: str) -> str:
        """Return a text that is not blank."""
        text = self._get(name, str, "a text")
        if not text.strip():
            self.refuse(name, "is blank")
        return text

    def text_or_none(self, name: str) -> str | None:
        """Return a text that is not blank, or None if there is none."""
        return self.text(name) if name in self.values else None

    def whole(self, name: str) -> int:
        """Return a whole number."""
        return self._get(name, int, "a whole number")

    def number(self, name: str) -> float:
        """Return a finite number, whole or not."""
        value = self.values.get(name)
        number = float(value) if type(value) is int else self._get(name, float, "a number")
        if not math.isfinite(number):
            self.refuse(name, "must be a finite number")
        return number

    def flag(self, name: str) -> bool:
        """Return true or false."""
        return self._get(name, bool, "true or false")

    def element(self, name: str) -> "Element":
        """Return the element under `name`."""
        values: dict[str, object] = self._get(name, dict, "an object")
        return Element(values, self.at(name))

    def elements(self, name: str) -> list["Element"]:
        """Return the list of elements under `name`, empty if there is none."""
        if name not in self.values:
            return []
        found: list[Element] = []
        values: list[object] = self._get(name, list, "a list")
        for place, value in enumerate(values):
            if not isinstance(value, dict):
                self.refuse(f"{name}[{place}]", "must be an object")
            found.append(Element(value, f"{self.at(name)}[{place}]"))
        return found

    def extension(self, *urls: str) -> "Element | None":
        """Return the extension under one of these addresses; refuse two of them."""
        found = [part for part in self.elements("extension") if part.text("url") in urls]
        if len(found) > 1:
            found[1].refuse("url", "stands here twice")
        return found[0] if found else None

    def _get(self, name: str, kind: type[Kind], called: str) -> Kind:
        if name not in self.values:
            self.refuse(name, "is missing")
        value = self.values[name]
        # Not isinstance: to Python, true is also the whole number 1.
        if type(value) is not kind:
            self.refuse(name, f"must be {called}")
        return value
