"""The rows of a CSV file of ratings, each with the line on which it begins."""

import csv
import io
import itertools
import re
from collections.abc import Iterable, Iterator

NEEDED = ("client", "session", "value")

# A cell that ends where it should: with the comma before the next one.
_WHOLE = re.compile(r'(?:"[^"]*+(?:""[^"]*+)*+"|[^",\r\n][^,\r\n]*+)?,')
_BREAK = re.compile(r"\r\n|\r|\n")


class MalformedFileError(ValueError):
    """A file of ratings that cannot be understood, with the line (from 1) and the reason."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


def rows(content: bytes) -> Iterator[tuple[int, str, str, str]]:
    """Line, client, session and value of each row that is not blank, after the header.

    Raises MalformedFileError when it comes to what is no row.
    """
    reader = csv.reader(_lines(content), strict=True)
    line = 1
    columns: list[int] = []
    width = 0
    try:
        for row in reader:
            if columns and len(row) == width:
                client, session, value = columns
                yield line, row[client].strip(), row[session].strip(), row[value].strip()
            elif "".join(row).strip() == "" and len(row) <= 1:
                pass  # a blank line
            elif columns:
                reason = f"has {len(row)} columns where the header has {width}"
                raise MalformedFileError(line, reason)
            else:
                columns, width = _columns(line, row), len(row)
            line = reader.line_num + 1
    except csv.Error as error:
        raise _unclosed(content, line, reader.line_num, error) from error
    if not columns:
        _columns(1, [])


def row_at(content: bytes, index: int) -> tuple[int, str, str, str]:
    """The row with this index, from 0."""
    return next(itertools.islice(rows(content), index, None))


def _columns(line: int, header: list[str]) -> list[int]:
    names = [name.strip().lower() for name in header]
    for name in NEEDED:
        if names.count(name) != 1:
            what = "has twice" if name in names else "lacks"
            raise MalformedFileError(line, f"the header {what} the column {name!r}")
    return [names.index(name) for name in NEEDED]


def _lines(content: bytes) -> Iterable[str]:
    """The lines of the text; raises MalformedFileError at the first that is not UTF-8."""
    try:
        return io.StringIO(content.decode("utf-8-sig"), newline="")
    except UnicodeDecodeError as error:
        return _lines_before(error)


def _lines_before(error: UnicodeDecodeError) -> Iterator[str]:
    # The byte order mark is no part of what the error counts in.
    text = error.object[: error.start].decode()
    lines = io.StringIO(text + "?", newline="").readlines()
    yield from lines[:-1]
    raise MalformedFileError(len(lines), "is not UTF-8 text") from error


def _unclosed(content: bytes, first: int, last: int, error: csv.Error) -> MalformedFileError:
    """What is wrong with a row that begins and breaks off on these lines: where its cell opened.

    A quotation mark that is not closed runs on to the next one, or to the end of the file.
    """
    text = "".join(itertools.islice(_lines(content), first - 1, last))
    opened = 0
    while whole := _WHOLE.match(text, opened):
        opened = whole.end()
    line = first + len(_BREAK.findall(text, 0, opened))
    if text.startswith('"', opened):
        return MalformedFileError(line, "a quotation mark opens here and does not close its cell")
    return MalformedFileError(line, f"is not CSV: {error}")
