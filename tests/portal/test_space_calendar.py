"""Appointments in a client's own calendar: times alone, by an address that can be taken away."""

import re
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.test import Client as Browser
from django.utils import timezone
from icalendar import Calendar

from portal.models import CalendarFeed
from practice.models import AuditEvent
from practice.tokens import digest
from sessions.models import Participation
from tests.cast import Cast, ago, ahead, session_at
from tests.portal.space import come_in


@pytest.fixture
def mara(cast: Cast, browser: Browser, mailoutbox: list[EmailMessage]) -> Browser:
    """A browser in which Mara's space is open."""
    return come_in(browser, cast.mara, mailoutbox)


def made(browser: Browser) -> str:
    """Make an address; the path to it."""
    page = browser.post("/space/calendar/", follow=True).text
    found = re.search(r"(/calendar/[\w-]{43}\.ics)</textarea>", page)
    assert found
    assert f'{found.group(1)}">Open in my calendar' in page
    return found.group(1)


def test_an_address_is_shown_once_and_only_its_digest_is_kept(cast: Cast, mara: Browser) -> None:
    assert "Make an address for my calendar" in mara.get("/space/calendar/").text
    assert CalendarFeed.objects.count() == 0  # GET makes nothing
    path = made(mara)
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    assert CalendarFeed.objects.get().token_digest == digest(token)
    page = mara.get("/space/calendar/").text
    assert (token in page, "There is an address since" in page) == (False, True)
    event = AuditEvent.objects.latest("pk")
    assert (event.kind, event.about, event.actor) == ("created", "portal.calendarfeed", None)
    assert token not in str(event.detail)


def test_it_bears_times_and_nothing_else(cast: Cast, mara: Browser) -> None:
    soon = session_at(cast.ines, cast.mara, at=ahead(days=3))
    gone = session_at(cast.ines, cast.mara, at=ahead(days=5))
    session_at(cast.ines, cast.mara, at=ago(days=40))
    session_at(cast.ines, cast.theo, at=ahead(days=4))
    Participation.objects.filter(session=gone).update(
        attendance="therapist cancelled", attendance_at=timezone.now()
    )
    answer = Browser().get(made(mara))
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert b"X-PUBLISHED-TTL:PT6H\r\n" in answer.content
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [
        (each.decoded("dtstart"), each.decoded("duration"), str(each["status"])) for each in events
    ] == [
        (soon.starts_at.replace(microsecond=0), timedelta(minutes=soon.minutes), "CONFIRMED"),
        (gone.starts_at.replace(microsecond=0), timedelta(minutes=gone.minutes), "CANCELLED"),
    ]
    assert {str(each["summary"]) for each in events} == {"Appointment"}
    text = answer.text.lower()
    for word in ("mara", "lindqvist", "ines", "okafor", "riverside", "therap", "location", "http"):
        assert word not in text


def test_it_speaks_the_clients_language(cast: Cast, mara: Browser) -> None:
    session_at(cast.ines, cast.mara, at=ahead(days=3))
    path = made(mara)
    type(cast.mara).objects.filter(pk=cast.mara.pk).update(language="es")
    assert b"SUMMARY:" in Browser().get(path).content


def test_a_moved_one_keeps_its_name_and_unchanged_is_not_sent_again(
    cast: Cast, mara: Browser
) -> None:
    planned = session_at(cast.ines, cast.mara, at=ahead(days=3))
    path, reader = made(mara), Browser()
    first = reader.get(path)
    again = reader.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Participation.objects.filter(session=planned).update(starts_at=ahead(days=4))
    moved = reader.get(path, headers={"If-None-Match": first["ETag"]})
    assert moved.status_code == 200

    def names(content: bytes) -> list[str]:
        return [str(each["uid"]) for each in Calendar.from_ical(content).walk("VEVENT")]

    assert names(moved.content) == names(first.content)
    assert moved["ETag"] != first["ETag"]


def test_a_new_one_takes_the_place_of_the_old_and_can_be_taken_away(
    cast: Cast, mara: Browser
) -> None:
    old, reader = made(mara), Browser()
    new = made(mara)
    absent = reader.get(f"/calendar/{'x' * 43}.ics")
    gone = reader.get(old)
    assert (gone.status_code, reader.get(new).status_code) == (404, 200)
    assert gone.content == absent.content
    mara.post("/space/calendar/take-away/")
    assert reader.get(new).status_code == 404
    kinds = AuditEvent.objects.filter(about="portal.calendarfeed").order_by("pk")
    expected = ["created", "revoked", "created", "revoked"]
    assert list(kinds.values_list("kind", flat=True)) == expected


def test_a_stranger_makes_none(cast: Cast) -> None:
    answer = Browser().post("/space/calendar/")
    assert (answer["Location"], CalendarFeed.objects.count()) == ("/space/sign-in/", 0)
