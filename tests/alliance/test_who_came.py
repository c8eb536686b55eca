"""Who came is asked for with the signature, of whom nobody has said so yet."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from practice.models import AuditEvent, Membership
from sessions.actions import record_attendance, save_note
from sessions.models import Note, Session
from tests.cast import Cast, ago, ahead, session_at
from tests.signed import read

SignIn = Callable[[Membership], Browser]


def drafted(cast: Cast, *, at: datetime, couple: bool = False) -> Session:
    people = [cast.mara, cast.theo] if couple else [cast.mara]
    met = session_at(cast.ines, *people, at=at)
    content = {"sections": {"data": "She came late."}}
    save_note(met, by=cast.ines, content=content, format="dap", format_version=1, version=0)
    return met


def path_of(session: Session) -> str:
    return f"/sessions/{session.code}/sign/"


def chosen(browser: Browser, session: Session) -> dict[str, str]:
    """What the page has chosen already, by the name of the field."""
    page = browser.get(path_of(session)).content.decode()
    radios = r'<input type="radio" name="(attendance-[^"]+)" value="([^"]+)"[^>]* checked'
    return dict(re.findall(radios, page))


def state(session: Session) -> dict[str, str]:
    rows = session.participations.select_related("client")
    return {part.client.first_name: part.attendance for part in rows}


def test_that_they_came_is_chosen_and_kept_with_the_signature(
    cast: Cast, signed_in: SignIn
) -> None:
    met, browser = drafted(cast, at=ago(days=2), couple=True), signed_in(cast.ines)
    page = browser.get(path_of(met)).content.decode()
    assert ("Did Mara L. come?" in page, "Did Theo B. come?" in page) == (True, True)
    browser.post(path_of(met), read(browser, path_of(met)) | chosen(browser, met))
    assert Note.objects.get().is_signed
    assert state(met) == {"Mara": "attended", "Theo": "attended"}
    traces = AuditEvent.objects.filter(detail__attendance="attended")
    assert {each.client_code for each in traces} == {cast.mara.code, cast.theo.code}
    assert {each.actor for each in traces} == {cast.ines.code}
    assert "Attendance: came" in browser.get(f"/sessions/{met.code}/").content.decode()


def test_somebody_who_did_not_come_is_said_to_be_missed(cast: Cast, signed_in: SignIn) -> None:
    met, browser = drafted(cast, at=ago(days=2), couple=True), signed_in(cast.ines)
    theo = met.participations.get(client=cast.theo)
    said = chosen(browser, met) | {f"attendance-{theo.code}": "no-show"}
    browser.post(path_of(met), read(browser, path_of(met)) | said)
    assert state(met) == {"Mara": "attended", "Theo": "no-show"}


def test_what_was_said_before_is_not_asked_again(cast: Cast, signed_in: SignIn) -> None:
    met, browser = drafted(cast, at=ago(days=2)), signed_in(cast.ines)
    part = met.participations.get()
    record_attendance(part, "cancelled late", by=cast.ines)
    assert chosen(browser, met) == {}
    posted = {f"attendance-{part.code}": "attended"}  # of a page from before
    browser.post(path_of(met), read(browser, path_of(met)) | posted)
    assert Note.objects.get().is_signed
    assert state(met) == {"Mara": "cancelled late"}


def test_of_a_session_still_to_come_nothing_is_asked(cast: Cast, signed_in: SignIn) -> None:
    met, browser = drafted(cast, at=ahead(days=1)), signed_in(cast.ines)
    assert chosen(browser, met) == {}
    browser.post(path_of(met), read(browser, path_of(met)))
    assert (Note.objects.get().is_signed, state(met)) == (True, {"Mara": "expected"})


@pytest.mark.parametrize("wrong", ["expected", "kingfisher"])
def test_something_else_than_the_choices_signs_nothing(
    cast: Cast, signed_in: SignIn, wrong: str
) -> None:
    met, browser = drafted(cast, at=ago(days=2)), signed_in(cast.ines)
    posted = dict.fromkeys(chosen(browser, met), wrong)
    told = browser.post(path_of(met), read(browser, path_of(met)) | posted, follow=True)
    assert "Not signed: choose who came." in told.content.decode()
    assert (Note.objects.get().is_signed, state(met)) == (False, {"Mara": "expected"})


def test_without_a_signature_nobody_is_said_to_have_come(cast: Cast, signed_in: SignIn) -> None:
    met, browser = drafted(cast, at=ago(days=2)), signed_in(cast.ines)
    shown = read(browser, path_of(met)) | chosen(browser, met)
    browser.post(path_of(met), shown | {"digest": "0" * 64})
    assert (Note.objects.get().is_signed, state(met)) == (False, {"Mara": "expected"})


@pytest.mark.parametrize("couple", [False, True])
def test_it_takes_twelve_queries_at_most(cast: Cast, signed_in: SignIn, *, couple: bool) -> None:
    met, browser = drafted(cast, at=ago(days=2), couple=couple), signed_in(cast.ines)
    posted = read(browser, path_of(met)) | chosen(browser, met)
    with CaptureQueriesContext(connection) as asked:
        browser.post(path_of(met), posted)
    brackets = ("SAVEPOINT", "RELEASE")
    queries = [each["sql"] for each in asked if not each["sql"].startswith(brackets)]
    assert len(queries) == 12
    assert set(state(met).values()) == {"attended"}
