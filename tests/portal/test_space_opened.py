"""Who opened a client's record: every person, every kind, and nobody else's."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from practice import audit
from practice.models import AuditEvent, Membership
from sessions.actions import save_note
from tests.cast import Cast, ago, session_at
from tests.portal.opened_notes import released
from tests.portal.space import come_in
from tests.sessions.process import granted_process_note

SignIn = Callable[[Membership], Browser]


@pytest.fixture
def mara(cast: Cast, mailoutbox: list[EmailMessage]) -> Browser:
    """A browser in which Mara's space is open; another than those of the work."""
    return come_in(Browser(), cast.mara, mailoutbox)


def shown(browser: Browser, month: str = "") -> str:
    page = browser.get(f"/space/opened/?month={month}")
    assert page.status_code == 200
    return page.text


def test_who_read_what(cast: Cast, mara: Browser, signed_in: SignIn) -> None:
    met = session_at(cast.ines, cast.mara, at=ago(days=2))
    ines = signed_in(cast.ines)
    for _ in range(3):
        ines.get(f"/clients/{cast.mara.code}/")
    signed_in(cast.noor).get(f"/sessions/{met.code}/")
    page = shown(mara)
    for text in [
        "Ines Okafor",
        "therapist",
        "read your record",
        "Noor Haddad",
        "supervisor",
        "read a session and its note",
    ]:
        assert text in page
    assert ("Tomas" in page, "Theo" in page) == (False, False)


def test_a_note_that_keeps_itself_is_written_once_a_day(
    cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    """Twenty autosaves are twenty rows of the audit and one act; two pages in a minute are one."""
    met = session_at(cast.ines, cast.mara, at=ago(days=1))
    day = datetime(timezone.now().year + 1, 7, 15, 9, 2, tzinfo=cast.riverside.zone)
    before = AuditEvent.objects.count()
    for n in range(20):
        with time_machine.travel(day + timedelta(minutes=n), tick=False):
            content = {"sections": {"data": str(n)}}
            save_note(met, by=cast.ines, content=content, format="dap", format_version=1, version=n)
    opened, client = audit.Kind.RECORD_OPENED, cast.mara.code
    for seconds in (0, 20):
        with time_machine.travel(day + timedelta(hours=2, seconds=seconds), tick=False):
            audit.record(opened, cast.mara, by=cast.noor, client=client)
    assert AuditEvent.objects.count() == before + 22
    with time_machine.travel(day + timedelta(days=1), tick=False):
        page = shown(come_in(Browser(), cast.mara, mailoutbox))
    theirs = page.split("Ines Okafor")[1].split("</section>")[0]
    lines = re.findall(r"<li>([^<]*)<span[^>]*>([^<]*)<", theirs)
    assert [(says.strip(), when) for says, when in lines] == [
        ("wrote in your record", "first at 9:02, last at 9:21"),
        ("read your record", "11:02"),
    ]


def test_a_list_in_which_they_stood_counts_too(
    cast: Cast, mara: Browser, signed_in: SignIn
) -> None:
    assert "saw you in a list of people" not in shown(mara)
    signed_in(cast.ines).get("/caseload/")
    signed_in(cast.wren).get("/caseload/")
    page = shown(mara)
    assert ("saw you in a list of people" in page, "Wren" in page) == (True, False)


def test_what_was_opened_of_others_is_not_there(
    cast: Cast, mara: Browser, signed_in: SignIn, mailoutbox: list[EmailMessage]
) -> None:
    signed_in(cast.noor).get(f"/clients/{cast.theo.code}/")
    assert "Noor" not in shown(mara)
    theo = come_in(Browser(), cast.theo, mailoutbox)
    assert "Noor" in shown(theo)


def test_own_visits_are_there_to_be_recognised(cast: Cast, mara: Browser) -> None:
    page = shown(mara)
    assert ("You" in page, "came into your space" in page) == (True, True)
    assert "read in your space" in page


def test_process_notes_and_decisions_to_withhold_are_not_hinted_at(
    cast: Cast, mara: Browser
) -> None:
    note = released(cast.ines, cast.mara, "x")
    granted_process_note(note.session, cast.ines, "kingfisher")
    page = shown(mara)
    for word in ["process", "withheld", "released", "signal", "rupture", "kingfisher"]:
        assert word not in page


def test_somebody_who_works_here_no_longer_keeps_their_name(
    cast: Cast, mara: Browser, signed_in: SignIn
) -> None:
    signed_in(cast.noor).get(f"/clients/{cast.mara.code}/")
    Membership.objects.filter(pk=cast.noor.pk).update(ended_at=timezone.now())
    assert "Noor Haddad" in shown(mara)


@pytest.mark.parametrize("month", ["", "kingfisher", "2026-13", "0001-01", "99999-01", "2999-01"])
def test_a_month_that_is_none_is_this_one(cast: Cast, mara: Browser, month: str) -> None:
    page = shown(mara, month)
    assert ("came into your space" in page, "kingfisher" in page) == (True, False)


def test_month_by_month_in_the_clinics_time(
    cast: Cast, signed_in: SignIn, mailoutbox: list[EmailMessage]
) -> None:
    """Half past midnight on the first of July in London is still June in UTC."""
    now = timezone.localtime(timezone=cast.riverside.zone)
    july = datetime(now.year + 1, 7, 1, 0, 30, tzinfo=cast.riverside.zone)
    with time_machine.travel(july, tick=False):
        signed_in(cast.ines).get(f"/clients/{cast.mara.code}/")
    with time_machine.travel(july + timedelta(days=40), tick=False):
        mara = come_in(Browser(), cast.mara, mailoutbox)
        assert ("0:30" in shown(mara, f"{july.year}-07"), "Ines" in shown(mara)) == (True, False)
        assert "Ines" not in shown(mara, f"{july.year}-06")
        assert f"?month={july.year}-07" in shown(mara)
        assert f"?month={july.year}-09" not in shown(mara)
        assert "In this month nobody opened" in shown(mara, f"{july.year}-05")


@pytest.mark.parametrize("times", [1, 3])
def test_queries_do_not_grow(cast: Cast, mara: Browser, signed_in: SignIn, times: int) -> None:
    for member in (cast.ines, cast.noor)[:times]:
        for _ in range(times):
            signed_in(member).get(f"/clients/{cast.mara.code}/")
    with CaptureQueriesContext(connection) as asked:
        mara.get("/space/opened/")
    assert len(asked) == 8
