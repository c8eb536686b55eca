"""When a check-in is sent, and when it is sent once more. Pure: no database, no clock.

Leads are hours that pass; quiet hours are what the clinic's clock shows, also on the two nights
in the year when it is changed. Reckoned in UTC throughout: between two times of one zone Python
counts what the clock shows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

ENOUGH = timedelta(hours=1)
"""How long before a session a message should be there at the latest."""

APART = timedelta(hours=2)
"""No two messages about check-ins reach one person within this."""

EVENING = timedelta(minutes=15)
"""How long before the quiet hours begin something goes that cannot wait until they end."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one time of day until another, by the clock of a place.

    Past midnight where `until` is the earlier one. The same time twice: never quiet.
    """

    begin: time
    until: time
    zone: ZoneInfo

    def holds(self, at: datetime) -> bool:
        """Whether it is quiet then."""
        shown = at.astimezone(self.zone).time()
        if self.begin <= self.until:
            return self.begin <= shown < self.until
        return shown >= self.begin or shown < self.until

    def over(self, at: datetime) -> datetime:
        """That moment, or the end of the quiet hours it falls into.

        Where they end within the hour that a spring night leaves out, the clock stands up to an
        hour later when they do.
        """
        at = at.astimezone(UTC)
        if not self.holds(at):
            return at
        return min(each for each in self._shown(self.until, at) if each > at)

    def began(self, at: datetime) -> datetime:
        """When the quiet hours that hold then began."""
        at = at.astimezone(UTC)
        return max(each for each in self._shown(self.begin, at) if each <= at)

    def _shown(self, clock: time, near: datetime) -> Iterator[datetime]:
        """The moments around `near` at which the clock shows that: twice on an autumn night.

        An hour that a spring night leaves out comes as late as it would have.
        """
        today = near.astimezone(self.zone).date()
        for days in (-2, -1, 0, 1, 2):
            wall = datetime.combine(today + timedelta(days=days), clock, self.zone)
            yield wall.astimezone(UTC)
            again = wall.replace(fold=1)
            if again.utcoffset() != wall.utcoffset() and _exists(again):
                yield again.astimezone(UTC)


def _exists(wall: datetime) -> bool:
    there = wall.astimezone(UTC).astimezone(wall.tzinfo)
    return there.replace(tzinfo=None) == wall.replace(tzinfo=None)


def invitation_at(
    starts_at: datetime, *, lead: timedelta, now: datetime, quiet: QuietHours
) -> datetime | None:
    """When the invitation goes: `lead` before the session, or now when that is over.

    From quiet hours it moves to their end; where that is too close to the session, to the evening
    before. None when there is no such moment any more.
    """
    starts_at, now = starts_at.astimezone(UTC), now.astimezone(UTC)
    return _moment(max(now, starts_at - lead), starts_at, since=now, quiet=quiet)


def reminder_at(
    starts_at: datetime, *, ahead: timedelta, sent_at: datetime, quiet: QuietHours
) -> datetime | None:
    """When an unanswered check-in is sent once more: `ahead` before the session.

    None without any `ahead`, and where it would follow the invitation too soon.
    """
    if not ahead:
        return None
    starts_at, since = starts_at.astimezone(UTC), sent_at.astimezone(UTC) + APART
    wanted = starts_at - ahead
    return _moment(wanted, starts_at, since=since, quiet=quiet) if wanted >= since else None


def _moment(
    wanted: datetime, starts_at: datetime, *, since: datetime, quiet: QuietHours
) -> datetime | None:
    later = quiet.over(wanted)
    if later == wanted or later <= starts_at - ENOUGH:
        return later if later < starts_at else None
    earlier = quiet.began(wanted) - EVENING
    if earlier >= since and not quiet.holds(earlier):
        return earlier
    return later if later < starts_at else None


def may_go(now: datetime, starts_at: datetime, quiet: QuietHours) -> datetime | None:
    """From when on a message that is due may really go: now, or after the quiet hours.

    None when the session has begun by then.
    """
    at, starts_at = quiet.over(now), starts_at.astimezone(UTC)
    return at if at < starts_at else None


def is_due(asked: Sequence[bool], every: int) -> bool:
    """Whether a check-in precedes the next session, where every so-manieth has one.

    `asked`: for the sessions before it that were not missed, oldest first, whether somebody was
    asked. The first of a therapy always; and one that was missed is made up for.
    """
    return not any(asked[-(every - 1) :]) if every > 1 else True
