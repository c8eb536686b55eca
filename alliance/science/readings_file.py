"""Ratings from a CSV file and their readings back into one: the columns, the order, the refusals.

Reading is all or nothing: the first line that cannot be understood is named, and nothing is read.
"""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from alliance.science.readings_rows import MalformedFileError, row_at, rows
from alliance.science.readings_sessions import Whole, natural, number, ranks, session_keys

LARGEST = 1e100
"""A value beyond this is no rating, and its square could not be computed with."""


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


@dataclass(slots=True)
class _Collected:
    """The rows of a file in its order, up to the first that is wrong by itself."""

    clients: dict[str, int] = field(default_factory=dict)
    sessions: dict[str, int] = field(default_factory=dict)
    who: list[int] = field(default_factory=list)
    when: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    wrong: MalformedFileError | None = None


def read_ratings(
    content: bytes, *, lowest: float | None = None, highest: float | None = None
) -> Ratings:
    """Read ratings from CSV with the columns client, session and value, in any order of rows.

    A blank value is a session without an answer. Sessions are all numbers, or all ISO dates, or
    text in which runs of digits count as numbers: "s2" comes before "s10". Clients are ordered in
    the latter way.

    Raises MalformedFileError, naming the first line that is not understood.
    """
    found = _collected(
        content, -LARGEST if lowest is None else lowest, LARGEST if highest is None else highest
    )
    wrong = found.wrong
    client_of = np.array(found.who, dtype=np.intp)
    session_of = np.array(found.when, dtype=np.intp)
    clients, sessions = list(found.clients), list(found.sessions)
    keys, fault = session_keys(sessions, np.bincount(session_of, minlength=len(sessions)).tolist())
    if fault:
        row = int(np.argmax(session_of == fault.index))
        wrong = MalformedFileError(row_at(content, row)[0], fault.reason)
        # Sessions are numbered as they come: rows before this one know none from it on.
        client_of, session_of = client_of[:row], session_of[:row]
    first = ranks([natural(client) for client in clients])[client_of]
    second = ranks(keys)[session_of]
    order = np.lexsort((second, first))
    first, second = first[order], second[order]
    # Rows of one client and session keep the order of the file, so these are the later ones.
    again = order[1:][(np.diff(first) == 0) & (np.diff(second) == 0)]
    if len(again):
        raise _twice(content, int(again.min()))
    if wrong:
        raise wrong
    return Ratings(
        clients=clients,
        sessions=sessions,
        client=client_of[order],
        session=session_of[order],
        values=np.array(found.values, dtype=np.float64)[order],
        starts=np.searchsorted(first, np.arange(len(clients) + 1)),
    )


def _collected(content: bytes, bottom: float, top: float) -> _Collected:
    found = _Collected()
    clients, sessions = found.clients, found.sessions
    # Few values differ, so each is understood once.
    known = {"": math.nan}
    try:
        for line, client, session, value in rows(content):
            if not client or not session:
                raise MalformedFileError(line, "the client or the session is empty")
            y = known.get(value)
            if y is None:
                y = known[value] = _value(line, value, bottom, top)
            found.who.append(clients.setdefault(client, len(clients)))
            found.when.append(sessions.setdefault(session, len(sessions)))
            found.values.append(y)
    except MalformedFileError as error:
        found.wrong = error
    return found


def _value(line: int, text: str, bottom: float, top: float) -> float:
    y = number(text)
    if y is None or not math.isfinite(y):
        raise MalformedFileError(line, f"the value {text!r} is not a finite number")
    if not bottom <= y <= top:
        raise MalformedFileError(line, f"the value {text!r} is outside {bottom:g} to {top:g}")
    return y


def _twice(content: bytes, row: int) -> MalformedFileError:
    line, client, session, _value = row_at(content, row)
    reason = f"client {client!r} has a second row for session {session!r}"
    return MalformedFileError(line, reason)
