"""The readings of a file of ratings as lines of CSV, a million in seconds."""

import math
from collections.abc import Iterator

from alliance.science.bulk import (
    NOT_YET,
    NOTHING,
    RETURNED,
    read_ragged,
    returned_at_flags,
    since_flag,
)
from alliance.science.expectation import Flag, Prior
from alliance.science.readings_file import Ratings
from alliance.science.readings_sessions import number

COLUMNS = (
    *("client", "session", "value", "n", "expected", "scale", "t", "p"),
    *("flag", "drift", "returned_to_baseline"),
)

FLAGS = (str(Flag.NONE), str(Flag.LOW), str(Flag.MARKED))
"""By the number a flag has in a `bulk.Grid`."""

_LINES = 20_000
_READ = "%s,%s,%.15g,%d,%.10g,%.10g,%.10g,%.10g,%s,%.10g,%s\n"
_UNREAD = "%s,%s,,,,,,,,,\n"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_QUOTED = frozenset(',"\r\n')


def table(
    ratings: Ratings,
    prior: Prior,
    *,
    lowest: float | None = None,
    highest: float | None = None,
    alpha: float = 0.025,
    min_drop: float = 0.05,
    freeze: bool = True,
) -> Iterator[str]:
    """The readings as CSV, in pieces: the header, then a line for each row of the ratings.

    Figures have ten significant digits. A session without an answer has nothing but its client and
    session. What a spreadsheet would take for a formula is put behind an apostrophe.
    """
    read, _left = read_ragged(
        ratings.values,
        ratings.starts,
        prior,
        lowest=lowest,
        highest=highest,
        alpha=alpha,
        min_drop=min_drop,
        freeze=freeze,
    )
    at = returned_at_flags(ratings.values, ratings.starts, read, math.sqrt(prior.sigma2))
    since = since_flag(ratings.starts, read, at)
    yield ",".join(COLUMNS) + "\n"
    words = {NOTHING: "", NOT_YET: "no", RETURNED: "yes"}
    clients = [_cell(text) for text in ratings.clients]
    sessions = [_cell(text) for text in ratings.sessions]
    for first in range(0, len(ratings.values), _LINES):
        part = slice(first, first + _LINES)
        rows = zip(
            map(clients.__getitem__, ratings.client[part].tolist()),
            map(sessions.__getitem__, ratings.session[part].tolist()),
            ratings.values[part].tolist(),
            *(column[part].tolist() for column in (read.n, read.expected, read.scale)),
            *(column[part].tolist() for column in (read.t, read.p)),
            map(FLAGS.__getitem__, read.flag[part].tolist()),
            read.drift[part].tolist(),
            map(words.__getitem__, since[part].tolist()),
            strict=True,
        )
        # NaN, where nothing was answered, is the one value that does not equal itself.
        yield "".join([_READ % row if row[2] == row[2] else _UNREAD % row[:2] for row in rows])


def _cell(text: str) -> str:
    """A client or a session as a cell of CSV."""
    cell = f"'{text}" if text.startswith(_FORMULA) and not _is_finite(text) else text
    if _QUOTED.isdisjoint(cell):
        return cell
    return '"' + cell.replace('"', '""') + '"'


def _is_finite(text: str) -> bool:
    found = number(text)
    return found is not None and math.isfinite(found)
