"""From a file to JSON that is safe to look at: its size, depth, numbers, texts and modifiers."""

import json
import math
import re
from collections.abc import Mapping

from measures.fhir.element import Element
from measures.fhir.errors import FhirError, refuse

# An instrument takes some tens of kilobytes.
LARGEST = 1024 * 1024
DEEPEST = 32
# Of anything: items, options, parts of an extension. Reading takes longer than in proportion.
LONGEST_LIST = 1000
# R4's integers have 32 bits; nothing that is asked or counted here comes near it.
LARGEST_NUMBER = 2**31 - 1

NAME = re.compile(r"_?[A-Za-z][A-Za-z0-9]{0,63}")
# What JSON can hold and no FHIR string may: control characters, and halves of a surrogate pair.
NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")

FILE = "the file"


def read_document(source: str | bytes) -> Element:
    """Return the Questionnaire in a file.

    Raises FhirError if it is not JSON in UTF-8, not a Questionnaire, larger than 1 MB, nested too
    deep, holds a list of more than 1,000, a number that is not finite or not within 32 bits, or a
    modifier: an element that changes what everything around it means, and must not be ignored.
    """
    values = _parsed(_text(source))
    if not isinstance(values, dict):
        refuse(FILE, "is not a FHIR resource: a JSON object is expected")
    kind = values.get("resourceType")
    if kind != "Questionnaire":
        refuse(FILE, f"is not a Questionnaire: its resourceType is {_shown(kind)}")
    _check(values)
    if "implicitRules" in values:
        refuse("Questionnaire.implicitRules", "names rules that are not known here")
    return Element(values, "Questionnaire")


def _text(source: str | bytes) -> str:
    # One character takes at least one byte: a longer text need not be encoded to be refused.
    if len(source) > LARGEST:
        refuse(FILE, "is larger than 1 MB")
    if isinstance(source, bytes):
        try:
            return source.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise FhirError(FILE, "is not UTF-8 text") from error
    if len(source.encode("utf-8", "surrogatepass")) > LARGEST:
        refuse(FILE, "is larger than 1 MB")
    return source


def _parsed(text: str) -> object:
    try:
        # Numbers that are out of all bounds become infinite here and are refused at their place.
        return json.loads(
            text,
            parse_int=lambda digits: int(digits) if len(digits) <= 12 else math.inf,
            parse_constant=float,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        reason = f"is not JSON: {error.msg} in line {error.lineno}, column {error.colno}"
        raise FhirError(FILE, reason) from error
    except RecursionError as error:
        raise FhirError(FILE, "is nested too deep") from error


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        refuse(FILE, f"has “{twice[:64]}” twice in one object")
    return values


def _check(values: Mapping[str, object]) -> None:
    """Walk the whole file without recursion."""
    waiting: list[tuple[object, str, int]] = [(values, "Questionnaire", 0)]
    while waiting:
        value, place, depth = waiting.pop()
        if depth > DEEPEST:
            refuse(FILE, f"is nested too deep: more than {DEEPEST} levels")
        if isinstance(value, dict):
            _check_names(value, place)
            waiting += [(part, f"{place}.{name}", depth + 1) for name, part in value.items()]
        elif isinstance(value, list):
            if len(value) > LONGEST_LIST:
                refuse(place, f"is a list of more than {LONGEST_LIST}")
            waiting += [(part, f"{place}[{at}]", depth + 1) for at, part in enumerate(value)]
        else:
            _check_value(value, place)


def _check_names(values: Mapping[str, object], place: str) -> None:
    for name in values:
        if not NAME.fullmatch(name):
            refuse(place, f"{_shown(name)} is not the name of an element")
    if "modifierExtension" in values:
        reason = "changes what this element means, in a way that is not known here"
        refuse(f"{place}.modifierExtension", reason)


def _check_value(value: object, place: str) -> None:
    if isinstance(value, str):
        if NOT_TEXT.search(value):
            refuse(place, "holds a character that no text may hold")
    # Written so that nan, which compares as false, is refused too.
    elif isinstance(value, (int, float)) and not abs(value) <= LARGEST_NUMBER:
        refuse(place, "must be a finite number within 32 bits")


def _shown(value: object) -> str:
    if value is None:
        return "missing"
    if not isinstance(value, str):
        return "not a text"
    # As ASCII: what is not text must not get into a message either.
    return f"“{ascii(value[:64])[1:-1]}”"
