"""Whether the items of a file say the same as the definition beside them."""

from collections.abc import Mapping

from measures.fhir.canonical import EXTENSIONS
from measures.fhir.errors import refuse

# May differ without changing what is asked, answered or counted.
FREE = frozenset({"id"})


def require(expected: object, found: object, place: str) -> None:
    """Raise FhirError at the first place where `found` is not what the definition calls for.

    Extensions that are not expected are let be: R4 says that they may be ignored.
    """
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        _require_object(expected, found, place)
    elif isinstance(expected, list) and isinstance(found, list):
        if len(found) != len(expected):
            refuse(place, f"there are {len(found)} here, and by the definition {len(expected)}")
        for at, (one, other) in enumerate(zip(expected, found, strict=True)):
            require(one, other, f"{place}[{at}]")
    # Not ==: to Python, true is also the whole number 1.
    elif isinstance(expected, bool) is not isinstance(found, bool) or expected != found:
        refuse(place, f"by the definition this must be “{expected}”")


def _require_object(
    expected: Mapping[str, object], found: Mapping[str, object], place: str
) -> None:
    for name, value in expected.items():
        if name not in found:
            refuse(f"{place}.{name}", "is missing, by the definition")
        if name == "extension":
            _require_extensions(value, found[name], f"{place}.{name}")
        else:
            require(value, found[name], f"{place}.{name}")
    for name, value in found.items():
        if name == "extension" and name not in expected:
            _require_extensions([], value, f"{place}.{name}")
        elif name not in expected and name not in FREE and not name.startswith("_"):
            refuse(f"{place}.{name}", "is not expected here")


def _require_extensions(expected: object, found: object, place: str) -> None:
    assert isinstance(expected, list)
    if not isinstance(found, list):
        refuse(place, "must be a list")
    waiting = list(expected)
    for at, extension in enumerate(found):
        url = extension.get("url") if isinstance(extension, Mapping) else None
        match = next((part for part in waiting if part["url"] == url), None)
        if match is not None:
            waiting.remove(match)
            require(match, extension, f"{place}[{at}]")
        elif url in EXTENSIONS or any(part["url"] == url for part in expected):
            refuse(f"{place}[{at}].url", "is not expected here")
    if waiting:
        refuse(place, f"{waiting[0]['url']} is missing, by the definition")
