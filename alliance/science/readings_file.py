"""Ratings from a CSV file and their readings back into one: the columns, the order, the refusals.

Reading is all or nothing: the first line that cannot be understood is named, and nothing is read.
"""

import csv
import io
import itertools
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.intp]

NEEDED = ("client", "session", "value")

LARGEST = 1e100
"""A value beyond this is no rating, and its square could not be computed with."""

# Longer runs than any number of a session are text: int() refuses those of thousands of digits.
_DIGITS = re.compile(r"(?<!\d)(\d{1,30})(?!\d)")


class MalformedFileError(ValueError):
    """A file of ratings that cannot be understood, with the line (from 1) and the reason."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Ratings:
    """The ratings of a file, by client and session: client c has `starts[c]` to `starts[c + 1]`.

    `clients` and `sessions` are as written in the file, each once; `client` and `session` say for
    each rating which of them. `values` has NaN where there was none.
    """

    clients: list[str]
    sessions: list[str]
    client: Whole
    session: Whole
    values: NDArray[np.float64]
    starts: Whole


def read_ratings(
    content: bytes, *, lowest: float | None = None, highest: float | None = None
) -> Ratings:
    """Read ratings from CSV with the columns client, session and value, in any order of rows.

    A blank value is a session without an answer. Sessions are ordered as numbers if all of the
    file are numbers, else as text in which runs of digits count as numbers: "s2" comes before
    "s10", and ISO dates come in order of time. Clients are ordered in the latter way.

    Raises MalformedFileError, naming the first line that is not understood.
    """
    text = _text(content)
    clients: dict[str, int] = {}
    sessions: dict[str, int] = {}
    # Few values differ, so each is understood once.
    known = {"": math.nan}
    who: list[int] = []
    when: list[int] = []
    values: list[float] = []
    bottom = -LARGEST if lowest is None else lowest
    top = LARGEST if highest is None else highest
    for line, client, session, value in _rows(text):
        if not client or not session:
            raise MalformedFileError(line, "the client or the session is empty")
        y = known.get(value)
        if y is None:
            y = known[value] = _number(value)
            if not math.isfinite(y):
                raise MalformedFileError(line, f"the value {value!r} is not a finite number")
            if not bottom <= y <= top:
                reason = f"the value {value!r} is outside {bottom:g} to {top:g}"
                raise MalformedFileError(line, reason)
        who.append(clients.setdefault(client, len(clients)))
        when.append(sessions.setdefault(session, len(sessions)))
        values.append(y)
    client_of, session_of = np.array(who, dtype=np.intp), np.array(when, dtype=np.intp)
    first = _ranks(list(clients), numbers=False)[client_of]
    second = _ranks(list(sessions), numbers=True)[session_of]
    order = np.lexsort((second, first))
    first, second = first[order], second[order]
    # Rows of one client and session keep the order of the file, so these are the later ones.
    again = order[1:][(np.diff(first) == 0) & (np.diff(second) == 0)]
    if len(again):
        raise _twice(text, int(again.min()))
    return Ratings(
        clients=list(clients),
        sessions=list(sessions),
        client=client_of[order],
        session=session_of[order],
        values=np.array(values, dtype=np.float64)[order],
        starts=np.searchsorted(first, np.arange(len(clients) + 1)),
    )


def _twice(text: str, row: int) -> MalformedFileError:
    line, client, session, _value = next(itertools.islice(_rows(text), row, None))
    reason = f"client {client!r} has a second row for session {session!r}"
    return MalformedFileError(line, reason)


def _rows(text: str) -> Iterator[tuple[int, str, str, str]]:
    """Line, client, session and value of each row that is not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        client, session, value = (_column(header, name) for name in NEEDED)
        width = len(header)
        for row in reader:
            if len(row) == width:
                who, when = row[client].strip(), row[session].strip()
                yield reader.line_num, who, when, row[value].strip()
            elif row:
                reason = f"has {len(row)} columns where the header has {width}"
                raise MalformedFileError(reader.line_num, reason)
    except csv.Error as error:
        raise MalformedFileError(reader.line_num, f"is not CSV: {error}") from error


def _column(header: list[str], name: str) -> int:
    if header.count(name) != 1:
        what = "has twice" if name in header else "lacks"
        raise MalformedFileError(1, f"the header {what} the column {name!r}")
    return header.index(name)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise MalformedFileError(line, "is not UTF-8 text") from error


def _number(text: str) -> float:
    """The number, or NaN: also for what Python alone would take for one (1_000, nan)."""
    try:
        return math.nan if "_" in text else float(text)
    except ValueError:
        return math.nan


def _ranks(texts: list[str], *, numbers: bool) -> Whole:
    """The rank of each of these distinct texts; as numbers, "1" and "1.0" share one."""
    if numbers:
        found = np.array([_number(text) for text in texts])
        if np.isfinite(found).all():
            return np.unique(found, return_inverse=True)[1]
    order = sorted(range(len(texts)), key=[_natural(text) for text in texts].__getitem__)
    ranks = np.empty(len(texts), dtype=np.intp)
    ranks[order] = np.arange(len(texts))
    return ranks


def _natural(text: str) -> tuple[tuple[bool, int, str], ...]:
    """A key by which runs of digits are ordered as numbers, and "7" and "07" still differ."""
    return tuple(
        (False, int(part), part) if _DIGITS.fullmatch(part) else (True, 0, part)
        for part in _DIGITS.split(text)
        if part
    )
