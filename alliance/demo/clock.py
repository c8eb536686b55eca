"""Dates and times of the invented practice, counted from today in the clinic's time zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from alliance.demo.story import Story

MORNING = time(7, 30)
WEEK = 7
_SATURDAY, _SUNDAY = 5, 6


@dataclass(frozen=True, slots=True)
class Clock:
    """What time it is in a clinic: `now` is aware, `today` the date there."""

    zone: ZoneInfo
    today: date
    now: datetime

    def at(self, day: date, of_day: time) -> datetime:
        """A time on the clinic's wall clock, in UTC, so that adding hours adds hours."""
        return datetime.combine(day, of_day, self.zone).astimezone(UTC)

    def hour(self, moment: datetime) -> int:
        """The hour that the clinic's wall clock shows."""
        return moment.astimezone(self.zone).hour

    def has_come(self, moment: datetime) -> bool:
        """Whether it is that late already."""
        return moment <= self.now


def clock_for(time_zone: str, today: date | None = None) -> Clock:
    """The clock of a clinic: as late as it is, or the morning of `today`."""
    zone = ZoneInfo(time_zone)
    now = timezone.now()
    if today is not None:
        now = datetime.combine(today, MORNING, zone).astimezone(UTC)
    return Clock(zone, now.astimezone(zone).date(), now)


def held_on(story: Story, today: date) -> list[date]:
    """The days of the hours that lie behind, the oldest first."""
    ahead = timedelta(days=_weekday_near(story.day, today))
    last = today + ahead - timedelta(days=story.every)
    if story.ended_weeks_ago:
        last = today + ahead - timedelta(weeks=story.ended_weeks_ago)
    days = [last]
    for hour in reversed(story.hours[:-1]):
        days.append(days[-1] - timedelta(days=hour.gap or story.every))
    return days[::-1][: len(story.hours)]


def planned_on(story: Story, today: date) -> list[date]:
    """The days of the hours that lie ahead: none where therapy has ended."""
    if story.ended_weeks_ago:
        return []
    first = today + timedelta(days=_weekday_near(story.day, today))
    # Who comes today or tomorrow has the time after that in the book as well.
    again = story.day <= 1 and story.hours
    return [first, first + timedelta(days=story.every)] if again else [first]


def _weekday_near(offset: int, today: date) -> int:
    """The offset in days, moved off a weekend; today and tomorrow are worked whatever they are.

    Of those further ahead none lands on today's or tomorrow's weekday, so that hours of different
    stories never meet.
    """
    weeks, days = divmod(offset, WEEK)
    weekday = (today.weekday() + days) % WEEK
    if days <= 1 or weekday not in (_SATURDAY, _SUNDAY):
        return offset
    friday, monday = (-1, 2) if weekday == _SATURDAY else (-2, 1)
    return weeks * WEEK + days + (friday if days + friday > 1 else monday)
