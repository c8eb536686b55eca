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
    """When an instrument was last given: before which session, and on which day that was.

    One with too few answers for a score was not given.
    """

    session_number: int
    on: date


def is_due(timing: Timing, *, session_number: int, last: Given | None, on: date) -> bool:
    """Whether it is asked before session `session_number` (from 1), which takes place on day `on`.

    It is planned for the listed sessions, or every n sessions for 1, 1 + n, 1 + 2n …. One that was
    missed, left unanswered, or had no check-in before it stays due until it is answered, and
    answering late does not move those after it. Every n weeks it is asked at once when it was
    never answered, and again n weeks after the day of the session it was last answered for.
    """
    match timing.rhythm:
        case Rhythm.AT_SESSIONS | Rhythm.EVERY_SESSIONS:
            # A session that did not take place passes its number on: once is enough.
            planned = _planned(timing, session_number)
            return planned is not None and (last is None or last.session_number < planned)
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
        case Rhythm.AT_SESSIONS | Rhythm.EVERY_SESSIONS:
            if is_due(timing, session_number=session_number, last=last, on=on):
                return session_number
            return _planned_after(timing, session_number)
        case Rhythm.EVERY_WEEKS:
            return on if last is None else max(on, last.on + timedelta(weeks=timing.interval))
    return None


def _planned(timing: Timing, session_number: int) -> int | None:
    """The latest session up to this one for which it is planned."""
    if timing.rhythm is Rhythm.AT_SESSIONS:
        return max((n for n in timing.sessions if n <= session_number), default=None)
    return session_number - (session_number - 1) % timing.interval


def _planned_after(timing: Timing, session_number: int) -> int | None:
    """The first session after this one for which it is planned."""
    if timing.rhythm is Rhythm.AT_SESSIONS:
        return min((n for n in timing.sessions if n > session_number), default=None)
    return session_number + timing.interval - (session_number - 1) % timing.interval
