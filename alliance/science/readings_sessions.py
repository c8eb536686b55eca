"""The order of the sessions of a file, which is the order of time: by number, by date or by text.

All sessions of a file are of one kind. Between a number and a label, or a date and a number, no
order is right, and a reading in the wrong order is wrong without looking so.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.intp]

# Longer runs than any number of a session are text: int() refuses those of thousands of digits.
_DIGITS = re.compile(r"(?<!\d)(\d{1,30})(?!\d)")

_ISO = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?", re.ASCII
)

# Day, month and year in whatever order; with a year of two digits only as a word of its own, for
# "s1-2-30" is a label. Then what has no year, or no day, as a whole.
_DATE = re.compile(
    r"(?<!\d)(?:\d{4}\s*([./-])\s*\d\d?\s*\1\s*\d\d?|\d\d?\s*([./-])\s*\d\d?\s*\2\s*\d{4})(?!\d)"
    r"|(?<!\w)\d\d?\s*([./-])\s*\d\d?\s*\3\s*\d\d(?!\d)"
    r"|^(?:\d\d?/\d\d?|\d\d?\.\s?\d\d?\.|\d\d?\s?[./-]\s?\d{4}|\d{4}\s?[./]\s?\d\d?)$"
)
_WORD = re.compile(r"[^\W\d_]+")
# English, Spanish, German and French, as they are mostly written and shortened.
_NAMES = """
january february march april may june july august september october november december
jan feb mar apr jun jul aug sep sept oct nov dec
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
ene abr ago dic
januar jänner februar märz mai juni juli oktober dezember mär mrz okt dez
janvier février fevrier mars avril juin juillet août aout septembre octobre novembre décembre
janv févr avr juil déc
"""
_MONTHS = frozenset(_NAMES.split())

EXACT = 2**53
"""Up to here whole numbers differ as floats too; a time in digits alone may lie above."""


class Kind(Enum):
    """What a session is told by: what one is, and what several are."""

    NUMBER = ("a number", "numbers")
    DATE = ("a date", "dates")
    INSTANT = ("a time with its time zone", "times with their time zone")
    TEXT = ("text", "text")


class NoSessionError(ValueError):
    """What is written cannot be put in order with others."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The first session, by its place among those of a file, that is not in order, and why."""

    index: int
    reason: str


def number(text: str) -> float | None:
    """The number that is written, also infinity and NaN; not what Python alone takes for one."""
    try:
        return None if "_" in text else float(text)
    except ValueError:
        return None


def ranks(keys: Sequence[Any]) -> Whole:
    """The rank of each key, from 0; equal ones share theirs."""
    # Sorted as they come, for mostly they come in order.
    rank = {key: place for place, key in enumerate(dict.fromkeys(sorted(keys)))}
    return np.array([rank[key] for key in keys], dtype=np.intp)


def natural(text: str) -> tuple[tuple[bool, int, str], ...]:
    """A key by which runs of digits are ordered as numbers, and "7" and "07" still differ."""
    return tuple(
        [
            (False, int(part), part) if _DIGITS.fullmatch(part) else (True, 0, part)
            for part in _DIGITS.split(text)
            if part
        ]
    )


def session_keys(texts: Sequence[str], counts: Sequence[int]) -> tuple[list[Any], Fault | None]:
    """Keys that order these distinct sessions, up to the first with which something is wrong.

    `counts` says how often each is in the file. What most are is what all should be; where two
    kinds are as frequent, what the first is. Equal keys are one session, however it was written.
    """
    kinds: list[Kind] = []
    keys: list[Any] = []
    fault = None
    for text in texts:
        try:
            kind, key = _understood(text)
        except NoSessionError as error:
            fault = Fault(len(keys), str(error))
            break
        kinds.append(kind)
        keys.append(key)
    often = dict.fromkeys(kinds, 0)
    for kind, count in zip(kinds, counts, strict=False):
        often[kind] += count
    if len(often) > 1:
        most = max(often, key=often.__getitem__)
        index, other = next((i, kind) for i, kind in enumerate(kinds) if kind is not most)
        reason = f"the session {texts[index]!r} is {other.value[0]} where most are {most.value[1]}"
        fault = Fault(index, reason)
    return keys[: fault.index] if fault else keys, fault


def _understood(text: str) -> tuple[Kind, Any]:
    """What a session is, and its key among those of that kind."""
    found = number(text)
    if found is not None:
        if not math.isfinite(found):
            raise NoSessionError(f"the session {text!r} is not a finite number")
        return Kind.NUMBER, found if abs(found) < EXACT else Fraction(text)
    if _ISO.fullmatch(text):
        try:
            time = datetime.fromisoformat(text)
        except ValueError as error:
            raise NoSessionError(f"the session {text!r} is no date: {error}") from error
        return (Kind.INSTANT if time.tzinfo else Kind.DATE), time
    if _is_date(text):
        reason = "looks like a date: write dates as 2024-02-01, with a time as 2024-02-01T09:30"
        raise NoSessionError(f"the session {text!r} {reason}")
    # How a label is spelled is no order: "Week 2" comes before "week 10", and is "week 02".
    return Kind.TEXT, tuple(
        [part if part[0] else (False, part[1], "") for part in natural(text.casefold())]
    )


def _is_date(text: str) -> bool:
    """Whether it tells a day or a month, which text does not put in the order of time."""
    if _DATE.search(text):
        return True
    words = _WORD.findall(text.casefold())
    if _MONTHS.isdisjoint(words):
        return False
    return _MONTHS.issuperset(words) or any(map(str.isdecimal, text))
