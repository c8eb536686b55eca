"""Appointments as a calendar program reads them (RFC 5545): times alone."""

from collections.abc import Iterable
from datetime import UTC, timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from sessions.models import Participation

REFRESH = timedelta(hours=6)
"""How often a program is asked to look again."""


def appointments(parts: Iterable[Participation]) -> bytes:
    """The same bytes for the same appointments, in whatever minute they are fetched.

    No name, no place, no clinic and no word of therapy: a calendar lies open on screens, and is
    read by whoever keeps it. Times are in UTC, which every program shows in its own zone.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//alliance//appointments//")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Appointments"))
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for part in parts:
        calendar.add_component(_event(part))
    return bytes(calendar.to_ical())


def _event(part: Participation) -> Event:
    event = Event()
    event.add("uid", f"{part.code}@appointment.invalid")
    event.add("dtstamp", (part.attendance_at or part.session.created_at).astimezone(UTC))
    event.add("dtstart", part.starts_at.astimezone(UTC))
    event.add("duration", timedelta(minutes=part.session.minutes))
    event.add("summary", _("Appointment"))
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if part.was_cancelled else "CONFIRMED")
    return event
