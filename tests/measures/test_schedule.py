"""When an instrument is asked: by session numbers, every so many of them, every so many weeks."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.schedule import Given, Rhythm, Timing, is_due, next_due

MONDAY = date(2026, 11, 23)
numbers = st.integers(1, 200)
intervals = st.integers(1, 52)
answered = st.sets(st.integers(1, 60))


def at(*sessions: int) -> Timing:
    return Timing(Rhythm.AT_SESSIONS, sessions=sessions)


def every(interval: int) -> Timing:
    return Timing(Rhythm.EVERY_SESSIONS, interval)


def weekly(interval: int) -> Timing:
    return Timing(Rhythm.EVERY_WEEKS, interval)


def due_at(timing: Timing, upto: int, answers: set[int]) -> list[int]:
    """The weekly sessions at which it is asked, when it is answered at `answers` if asked."""
    last: Given | None = None
    asked = []
    for number in range(1, upto + 1):
        on = MONDAY + timedelta(weeks=number)
        if is_due(timing, session_number=number, last=last, on=on):
            asked.append(number)
            if number in answers:
                last = Given(number, on)
    return asked


def test_at_listed_sessions() -> None:
    assert due_at(at(1, 5, 10), 12, set(range(1, 13))) == [1, 5, 10]
    # Whoever answers nothing is asked each time: a baseline that is missing is still wanted.
    assert due_at(at(2, 5, 10), 12, set()) == list(range(2, 13))


def test_a_listed_session_without_a_check_in_is_made_up_for_at_the_next() -> None:
    # Asked at 2 and 4, and only the odd sessions have a check-in.
    assert due_at(at(2, 4), 9, {1, 3, 5, 7, 9}) == [2, 3, 4, 5]
    # Both passed before it was answered: once is enough.
    assert due_at(at(2, 4), 9, {6}) == [2, 3, 4, 5, 6]


def test_every_four_sessions_from_the_first() -> None:
    assert due_at(every(4), 14, set(range(1, 15))) == [1, 5, 9, 13]


def test_what_was_missed_stays_due_and_moves_nothing() -> None:
    # Unanswered at 5 and 6, answered at 7: the next is still 9.
    assert due_at(every(4), 14, {1, 7, 9, 13}) == [1, 5, 6, 7, 9, 13]


def test_every_two_weeks_begins_at_once() -> None:
    assert due_at(weekly(2), 7, set(range(1, 8))) == [1, 3, 5, 7]
    # Unanswered at 3, answered at 4: two weeks count from there.
    assert due_at(weekly(2), 8, {1, 4, 6, 8}) == [1, 3, 4, 6, 8]


def test_never() -> None:
    assert due_at(Timing(Rhythm.NEVER), 9, set()) == []


@pytest.mark.parametrize(
    ("timing", "number", "last", "due"),
    [
        (at(1, 5), 2, None, 2),
        (at(1, 5), 5, None, 5),
        (at(1, 5), 6, None, 6),
        (at(1, 5), 6, Given(1, MONDAY), 6),
        (at(1, 5), 6, Given(5, MONDAY), None),
        (at(1, 5), 3, Given(2, MONDAY), 5),
        (every(4), 6, Given(5, MONDAY), 9),
        (every(4), 6, Given(1, MONDAY), 6),
        (every(1), 7, Given(6, MONDAY), 7),
        (weekly(3), 6, None, MONDAY),
        (weekly(3), 6, Given(5, MONDAY - timedelta(weeks=1)), MONDAY + timedelta(weeks=2)),
        (weekly(1), 6, Given(5, MONDAY - timedelta(weeks=9)), MONDAY),
        (Timing(Rhythm.NEVER), 6, None, None),
    ],
)
def test_what_comes_next(
    timing: Timing, number: int, last: Given | None, due: int | date | None
) -> None:
    assert next_due(timing, session_number=number, last=last, on=MONDAY) == due


@given(intervals, answered)
def test_every_n_sessions_asks_once_for_each_stretch(interval: int, answers: set[int]) -> None:
    """In each stretch of n sessions it is asked from the first until answered, and not again."""
    asked = due_at(every(interval), 60, answers)
    for start in range(1, 61, interval):
        stretch = range(start, min(start + interval, 61))
        first = min((number for number in stretch if number in answers), default=stretch[-1])
        assert [n for n in asked if n in stretch] == list(range(start, first + 1))


@given(intervals, answered)
def test_every_n_weeks_never_asks_sooner(interval: int, answers: set[int]) -> None:
    asked = due_at(weekly(interval), 60, answers)
    given_at = [number for number in asked if number in answers]
    for earlier, later in pairwise(given_at):
        assert later - earlier >= interval
        assert not [n for n in asked if earlier < n < earlier + interval]


@given(
    st.one_of(
        intervals.map(every), st.sets(numbers, max_size=5).map(lambda found: at(*sorted(found)))
    ),
    numbers,
    st.none() | st.integers(1, 100),
)
def test_what_comes_next_is_due_then_and_nothing_is_before(
    timing: Timing, number: int, last_number: int | None
) -> None:
    last = Given(min(last_number, number), MONDAY) if last_number else None

    def due(each: int) -> bool:
        return is_due(timing, session_number=each, last=last, on=MONDAY)

    coming = next_due(timing, session_number=number, last=last, on=MONDAY)
    if coming is None:
        assert not any(due(each) for each in range(number, 260))
    else:
        assert isinstance(coming, int)
        assert due(coming)
        assert not any(due(each) for each in range(number, coming))
