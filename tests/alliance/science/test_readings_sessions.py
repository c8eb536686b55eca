"""Sessions of a file come in the order of time, or the file is refused: never wrong in silence."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from alliance.science.readings_file import read_ratings
from alliance.science.readings_rows import MalformedFileError


def written(sessions: list[str]) -> bytes:
    lines = [f'A,"{session}",7' for session in sessions]
    return "\n".join(["client,session,value", *lines]).encode()


def in_order(sessions: list[str]) -> list[str]:
    ratings = read_ratings(written(sessions))
    return [ratings.sessions[each] for each in ratings.session]


def refused(*sessions: str) -> str:
    with pytest.raises(MalformedFileError) as raised:
        read_ratings(written(list(sessions)))
    return str(raised.value)


@pytest.mark.parametrize(
    "order",
    [
        ["-10", "-9.5", "-1", "0", "1e0", "1.5", "2", "010"],
        # As floats the two would be one.
        ["-20240201093000123457", "20240201093000123456", "20240201093000123457"],
        ["2023-12-31", "2024-01-15", "2024-02-01"],
        ["0999-12-31", "2024-02-01", "2024-02-01 00:30", "2024-02-01T09:30:15.5", "2024-02-02"],
        ["2024-02-01T12:00+02:00", "2024-02-01T11:00Z", "2024-02-01 11:00:01+00"],
        ["intake", "s2", "s10"],
        ["Week 2", "week 3", "week 10", "WEEK 11"],
        ["2024-W05", "2024-W10", "2025-W01"],
        ["2024-02", "2024-10"],
        ["phase 1-9", "phase 1-10", "phase 2-1-1"],
        ["1/12 hours", "2/12 hours", "10/12 hours"],
        ["maybe 2", "Mayer 3"],
    ],
)
def test_they_come_in_order_whatever_the_order_of_rows(order: list[str]) -> None:
    for seed in range(5):
        assert in_order(random.Random(seed).sample(order, len(order))) == order


def test_dates_come_in_the_order_of_the_calendar() -> None:
    chance = random.Random(1)
    start = datetime(1999, 12, 1, tzinfo=UTC)
    days = [start + timedelta(days=day) for day in sorted(chance.sample(range(20_000), 500))]
    order = [day.date().isoformat() for day in days]
    assert in_order(chance.sample(order, len(order))) == order


@pytest.mark.parametrize(
    ("sessions", "reason"),
    [
        (["1", "2", "follow-up", "3"], "line 4: the session 'follow-up' is text where most are nu"),
        (["intake", "1", "2"], "line 2: the session 'intake' is text where most are numbers"),
        (["1", "follow-up"], "line 3: the session 'follow-up' is text where most are numbers"),
        (["s1", "s2", "3"], "line 4: the session '3' is a number where most are text"),
        (["1", "2", "2,5"], "line 4: the session '2,5' is text where most are numbers"),
        (["2024-02-01", "1", "2"], "line 2: the session '2024-02-01' is a date where most are nu"),
        (["2024-02-01", "2024-02-08", "end"], "line 4: the session 'end' is text where most are d"),
        (
            ["2024-02-01T09:00", "2024-02-08T09:00Z"],
            "line 3: the session '2024-02-08T09:00Z' is a time with its time zone where most are d",
        ),
    ],
)
def test_sessions_of_two_kinds_are_refused(sessions: list[str], reason: str) -> None:
    assert refused(*sessions).startswith(reason)


def test_what_most_rows_say_is_what_the_rest_should() -> None:
    lines = ["B,1,7", "A,1,7", "C,1,7", "A,s2,7", "A,s3,7"]
    content = "\n".join(["client,session,value", *lines]).encode()
    with pytest.raises(MalformedFileError) as raised:
        read_ratings(content)
    assert str(raised.value) == "line 5: the session 's2' is text where most are numbers"


@pytest.mark.parametrize(
    "date",
    [
        *("01.02.2024", "1.2.24", "1/5/2024", "01-05-24", "2024/02/01", "2024-2-1", "2024.02.01"),
        *("1. 2. 2024", "Mon 5/2/2024", "s01.02.2024", "01.02.2024 09:30", "01.02.", "1/5"),
        *("Feb 2024", "1 Feb 2024", "February 1, 2024", "1-Feb-24", "01FEB2024", "FEBRUARY"),
        *("3 de enero", "1. März 2024", "1er août", "sept. 2024", "02/2024", "2024/02"),
        *("2024-02-01 9:30", "2024-02-01 09:30 PM", "2024-02-01T09:30 UTC", "2024-02-01 (2)"),
    ],
)
def test_dates_that_are_not_iso_are_refused(date: str) -> None:
    how = "write dates as 2024-02-01, with a time as 2024-02-01T09:30"
    reason = f"the session {date!r} looks like a date: {how}"
    assert refused("2024-01-31", date) == f"line 3: {reason}"
    assert refused("s1", date, "3") == f"line 3: {reason}"


@pytest.mark.parametrize("date", ["2023-02-29", "2024-13-01", "2024-02-01T24:00", "0000-01-01"])
def test_days_that_no_calendar_has_are_refused(date: str) -> None:
    assert refused("2024-01-31", date).startswith(f"line 3: the session {date!r} is no date: ")


@pytest.mark.parametrize("session", ["inf", "-Infinity", "1e400", "nan", "NaN"])
@pytest.mark.parametrize("others", ["1", "s1", "2024-02-01"])
def test_a_session_that_is_not_finite_is_refused(session: str, others: str) -> None:
    reason = f"line 3: the session {session!r} is not a finite number"
    assert refused(others, session) == reason


@pytest.mark.parametrize(
    ("one", "again"),
    [
        *(("1", "1.0"), ("1", "01"), ("-1", "-1.00"), ("10", "1e1"), ("0", "-0")),
        *(("s1", "s01"), ("Week 3", "week 03")),
        *(("2024-02-01", "2024-02-01T00:00"), ("2024-02-01T12:00+02:00", "2024-02-01T10:00Z")),
    ],
)
def test_one_session_in_two_spellings_is_one(one: str, again: str) -> None:
    assert refused(one, again) == f"line 3: client 'A' has a second row for session {again!r}"
    # Of another client it is another row, in whichever spelling.
    content = f"client,session,value\nA,{one},7\nB,{again},7\n".encode()
    assert read_ratings(content).starts.tolist() == [0, 1, 2]
