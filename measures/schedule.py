"""When an instrument is asked. Pure: session numbers and days come in, nothing reads a clock."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Rhythm(StrEnum):
    """By what an instrument is asked again."""

    AT_SESSIONS = "at sessions"
    EVERY_SESSIONS = "every sessions"
    EVERY_WEEKS = "every weeks"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Timing:
    """When one instrument is asked.

    `sessions` are the numbers of the client's sessions, from 1, for AT_SESSIONS; `interval` counts
    sessions or weeks for the other two.
    """

    rhythm: Rhythm
    interval: int = 1
    sessions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """When an instrument was last answered: before which session, and on which day that was."""

    session_number: int
    on: date


def is_due(timing: Timing, *, session_number: int, last: Given | None, on: date) -> bool:
    """Whether it is asked before session `session_number` (from 1), which takes place on day `on`.

    At listed sessions it is asked then and at no other. Every n sessions it is asked before 1,
    1 + n, 1 + 2n …; one that was missed or left unanswered stays due until it is answered, and
    answering late does not move those after it. Every n weeks it is asked at once when it was
    never answered, and again n weeks after the day of the session it was last answered for.
    """
    match timing.rhythm:
        case Rhythm.AT_SESSIONS:
            # A session that did not take place passes its number on: once is enough.
            again = last is not None and last.session_number >= session_number
            return session_number in timing.sessions and not again
        case Rhythm.EVERY_SESSIONS:
            return last is None or last.session_number < _planned(timing, session_number)
        case Rhythm.EVERY_WEEKS:
            return last is None or on - last.on >= timedelta(weeks=timing.interval)
    return False


def next_due(
    timing: Timing, *, session_number: int, last: Given | None, on: date
) -> int | date | None:
    """When it is asked next, as seen before session `session_number` on day `on`.

    A session's number, or for EVERY_WEEKS the day from which on it is due; None when it is not
    asked any more.
    """
    match timing.rhythm:
        case Rhythm.AT_SESSIONS:
            answered = last.session_number if last else 0
            ahead = (n for n in timing.sessions if n >= session_number and n > answered)
            return min(ahead, default=None)
        case Rhythm.EVERY_SESSIONS:
            if is_due(timing, session_number=session_number, last=last, on=on):
                return session_number
            return _planned(timing, session_number) + timing.interval
        case Rhythm.EVERY_WEEKS:
            return on if last is None else max(on, last.on + timedelta(weeks=timing.interval))
    return None


def _planned(timing: Timing, session_number: int) -> int:
    """The latest of 1, 1 + n, 1 + 2n … up to a session."""
    return session_number - (session_number - 1) % timing.interval
