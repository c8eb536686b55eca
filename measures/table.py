"""Strict reading of TOML: what is missing, mistyped or not asked for is refused, with its place."""

import math
from collections.abc import Mapping
from enum import StrEnum
from typing import NoReturn, TypeVar

Choice = TypeVar("Choice", bound=StrEnum)
Kind = TypeVar("Kind")
Number = TypeVar("Number", int, float)

# No score comes near it, and arithmetic far beyond it fails instead of being wrong.
LARGEST = 1_000_000


class DefinitionError(ValueError):
    """A definition that cannot be used: which file, where in it, and why."""

    def __init__(self, source: str, place: str, reason: str) -> None:
        super().__init__(f"{source}: {place}: {reason}")
        self.source = source
        self.place = place
        self.reason = reason


class Table:
    """One TOML table that remembers where it stands and which of its keys have been read."""

    def __init__(self, values: Mapping[str, object], source: str, place: str = "") -> None:
        self._values = values
        self._source = source
        self._place = place
        self._read: set[str] = set()

    def refuse(self, key: str, reason: str) -> NoReturn:
        """Raise DefinitionError about `key`, or about the whole table if `key` is empty."""
        raise DefinitionError(self._source, self._at(key), reason)

    def finish(self) -> None:
        """Refuse keys that nobody read: a misspelt optional key would otherwise go unnoticed."""
        for key in self._values:
            if key not in self._read:
                self.refuse(key, "is not expected here")

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def text(self, key: str) -> str:
        """Return a text that is not blank."""
        text = self._get(key, str, "a text")
        if not text.strip():
            self.refuse(key, "is blank")
        return text

    def whole(self, key: str) -> int:
        """Return a whole number."""
        return self._bounded(key, self._get(key, int, "a whole number"))

    def number(self, key: str) -> float:
        """Return a finite number, whole or not."""
        value = self._values.get(key)
        number = value if type(value) is int else self._get(key, float, "a number")
        self._read.add(key)
        return float(self._bounded(key, number))

    def flag(self, key: str, default: bool | None = None) -> bool:
        """Return true or false; `default` makes the key optional."""
        if default is not None and key not in self._values:
            return default
        return self._get(key, bool, "true or false")

    def choice(self, key: str, choices: type[Choice]) -> Choice:
        """Return one of an enumeration's values."""
        text = self.text(key)
        try:
            return choices(text)
        except ValueError:
            self.refuse(key, f"“{text}” is none of {', '.join(choices)}")

    def table(self, key: str) -> "Table":
        """Return the table under `key`."""
        return Table(self._get(key, dict, "a table"), self._source, self._at(key))

    def tables(self, key: str) -> list["Table"]:
        """Return the list of tables under `key`, empty if there is none."""
        return [
            Table(values, self._source, f"{self._at(key)}[{place}]")
            for place, values in enumerate(self._list(key, dict, "a table"), start=1)
        ]

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the list of texts under `key`, empty if there is none; no text twice."""
        return self._distinct(key, self._list(key, str, "a text"))

    def wholes(self, key: str) -> tuple[int, ...]:
        """Return the list of whole numbers under `key`, empty if there is none; none twice."""
        values = self._list(key, int, "a whole number")
        return self._distinct(key, [self._bounded(key, value) for value in values])

    def numbers(self, key: str) -> tuple[float, ...]:
        """Return the list of finite numbers under `key`, empty if there is none; none twice."""
        if key not in self._values:
            return ()
        numbers: list[float] = []
        for place, value in enumerate(self._get(key, list, "a list"), start=1):
            if type(value) is not int and type(value) is not float:
                self.refuse(f"{key}[{place}]", "must be a number")
            numbers.append(float(self._bounded(f"{key}[{place}]", value)))
        return self._distinct(key, numbers)

    def _bounded(self, key: str, number: Number) -> Number:
        # Written so that nan, which compares as false, is refused too.
        if not -LARGEST <= number <= LARGEST:
            # Not math.isfinite: it fails on whole numbers that no float can hold.
            finite = abs(number) < math.inf
            reason = f"from -{LARGEST} to {LARGEST}" if finite else "a finite number"
            self.refuse(key, f"must be {reason}")
        return number

    def _at(self, key: str) -> str:
        return f"{self._place}.{key}".strip(".")

    def _get(self, key: str, kind: type[Kind], name: str) -> Kind:
        self._read.add(key)
        if key not in self._values:
            self.refuse(key, "is missing")
        value = self._values[key]
        # Not isinstance: to Python, true is also the whole number 1.
        if type(value) is not kind:
            self.refuse(key, f"must be {name}")
        return value

    def _list(self, key: str, kind: type[Kind], name: str) -> list[Kind]:
        if key not in self._values:
            return []
        values: list[Kind] = []
        for place, value in enumerate(self._get(key, list, "a list"), start=1):
            if type(value) is not kind:
                self.refuse(f"{key}[{place}]", f"must be {name}")
            values.append(value)
        return values

    def _distinct(self, key: str, values: list[Kind]) -> tuple[Kind, ...]:
        for value in values:
            if values.count(value) > 1:
                self.refuse(key, f"names “{value}” twice")
        return tuple(values)
