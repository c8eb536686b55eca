"""Which line of a file of ratings is named: the first wrong one, and where what is wrong begins."""

import pytest

from alliance.science.readings_file import read_ratings
from alliance.science.readings_rows import MalformedFileError, rows

HEADER = b"client,session,value\n"


def refused(content: bytes) -> str:
    with pytest.raises(MalformedFileError) as raised:
        read_ratings(content)
    return str(raised.value)


UNCLOSED = "a quotation mark opens here and does not close its cell"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (HEADER + b'"A,1,38\nB,1,3\nB,2,3\n', 2),
        (HEADER + b'A,1,38\n\n"B,1,3\nB,2,3\n', 4),
        # It runs on to a quotation mark that was meant to open another cell.
        (HEADER + b'A,"1,38\nB,1,3\n"C",2,3\n', 2),
        # A cell of several lines is well, the one behind it is not; `""` is a mark within.
        (HEADER + b'"A\n""b"" c",1,"38\nB,1,3\n', 3),
        (HEADER.replace(b"\n", b"\r\n") + b'"A\r\nb",1,3\r\nB,"1,3\r\nB,2,3\r\n', 4),
        (b'client,"session,value\nA,1,38\n', 1),
        # What is longer than any cell may be ends before the file does.
        (HEADER + b'A,1,38\n"B,1,3\n' + b"C,1,3\n" * 50_000, 3),
    ],
)
def test_an_unclosed_quotation_mark_is_named_where_it_opens(content: bytes, line: int) -> None:
    assert refused(content) == f"line {line}: {UNCLOSED}"


def test_a_cell_beyond_all_measure_is_named_too() -> None:
    content = HEADER + b"A,1,3\n" + b"B" * 200_000 + b",1,3\n"
    assert refused(content) == "line 3: is not CSV: field larger than field limit (131072)"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"A,1,7\nA,1,7\nA,2,x\n", "line 3: client 'A' has a second row for session '1'"),
        (b"A,1,x\nA,2,7\nA,2,7\n", "line 2: the value 'x' is not a finite number"),
        (b"A,1,7\nA,1,7\n\xe9,2,7\n", "line 3: client 'A' has a second row for session '1'"),
        (b"A,1,7\nA,2,x\n\xe9,2,7\n", "line 3: the value 'x' is not a finite number"),
        (b'A,1,7\nA,1.0,7\n"A,2,7\n', "line 3: client 'A' has a second row for session '1.0'"),
        (b"A,1,7\nA,inf,7\nA,1,7\n", "line 3: the session 'inf' is not a finite number"),
        (b"A,1,7\nA,1,7\nA,inf,7\n", "line 3: client 'A' has a second row for session '1'"),
        (b"A,1,7\nA,2,7\nA,end,7\nA,2,7\n", "line 4: the session 'end' is text where most are nu"),
        (b"A,1,7\nA,1,7\nA,2,7\nA,end,7\n", "line 3: client 'A' has a second row for session '1'"),
        (b"A,1,7\nA,inf,7\nA,3\n", "line 3: the session 'inf' is not a finite number"),
        (b"A,1,7\nA,3\nA,inf,7\n", "line 3: has 2 columns where the header has 3"),
    ],
)
def test_of_several_wrong_lines_the_first_is_named(content: bytes, reason: str) -> None:
    assert refused(HEADER + content).startswith(reason)


def test_a_row_is_named_by_the_line_on_which_it_begins() -> None:
    assert [row[0] for row in rows(HEADER + b'A,1,7\n"A\nb",1,7\n\nB,1,7\n')] == [2, 3, 6]
    assert refused(HEADER + b'A,1,7\n"A\nb",1\n') == "line 3: has 2 columns where the header has 3"


def test_blank_lines_are_passed_over_and_counted() -> None:
    content = b"\n  \r\n" + HEADER + b"\nA,1,7\n \t\nA,2,8\n"
    assert read_ratings(content).values.tolist() == [7, 8]
    assert [row[0] for row in rows(content)] == [5, 7]
    assert refused(content + b"A,2,8\n") == "line 8: client 'A' has a second row for session '2'"
    assert refused(b"\n\nclient,value\n") == "line 3: the header lacks the column 'session'"
    assert refused(b"\n\n") == "line 1: the header lacks the column 'client'"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_what_is_not_utf_8_is_named_whatever_ends_a_line(mark: bytes, end: bytes) -> None:
    lines = [b"client,session,value", b"A,1,7", b'"A', b'b",1,7']
    for place in range(len(lines)):
        wrong = [*lines[:place], b"\xe9" + lines[place], *lines[place + 1 :]]
        assert refused(mark + end.join(wrong)) == f"line {place + 1}: is not UTF-8 text"
    assert len(read_ratings(mark + end.join(lines)).values) == 2
