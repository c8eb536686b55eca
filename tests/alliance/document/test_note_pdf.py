"""One signed note as PDF: every word, who stands by it, for those who may read it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from practice.models import AuditEvent, Membership
from sessions.actions import add_addendum, save_note, sign_note
from sessions.models import Note, Session
from tests.alliance.document.reader import Read, read
from tests.cast import Cast, ago, session_at

SignIn = Callable[[Membership], Browser]
CONTENT = {
    "sections": {"data": "She came early.", "assessment": "It moves.", "plan": "Go on."},
    "alliance": {"validation": "welcomed"},
    "interventions": ["narrative"],
    "plan": "Ask about the kiln.",
    "promise": "Bring the address.",
}


def drafted(session: Session, by: Membership, content: dict[str, Any]) -> Note:
    return save_note(session, by=by, content=content, format="dap", format_version=1, version=0)


def signed(session: Session, by: Membership, content: dict[str, Any] | None = None) -> Note:
    return sign_note(drafted(session, by, content or CONTENT), by=by, version=1)


@pytest.fixture
def met(cast: Cast) -> Session:
    return session_at(cast.ines, cast.mara, at=ago(days=3))


def pdf(browser: Browser, session: Session) -> Read:
    answer = browser.get(f"/sessions/{session.code}/note.pdf")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    return read(answer.content)


def test_every_word_is_there_and_who_stands_by_it(
    cast: Cast, signed_in: SignIn, met: Session
) -> None:
    note = signed(met, cast.ines)
    add_addendum(note, by=cast.ines, words="She was early because of the bus.")
    add_addendum(note, by=cast.ines, words="Corrected: the tram.")
    found = pdf(signed_in(cast.ines), met)
    for words in (
        "Riverside Practice",
        "Mara Lindqvist",
        "Ines Okafor",
        "DAP",
        "She came early.",
        "It moves.",
        "Go on.",
        "validated: welcomed",
        "narrative",
        "Ask about the kiln.",
        "Bring the address.",
        "Signed by Ines Okafor",
        "The text is locked.",
        note.signed_digest,
        "Addendum 1",
        "She was early because of the bus.",
        "Addendum 2",
        "Corrected: the tram.",
    ):
        assert found.says(words), words
    order = [found.text.index(each) for each in ("came early", "It moves", "kiln", "address")]
    assert order == sorted(order)
    assert found.count("Written and signed by Ines Okafor") == 2


def test_the_time_is_the_clinics(cast: Cast, signed_in: SignIn) -> None:
    from datetime import UTC, datetime

    met = session_at(cast.wren, cast.otto, at=datetime(2026, 7, 1, 1, 30, tzinfo=UTC))
    signed(met, cast.wren)
    answer = signed_in(cast.wren).get(f"/sessions/{met.code}/note.pdf")
    assert read(answer.content).says("Tuesday 30 June 2026, 21:30 (EDT)")
    assert answer["Content-Disposition"] == 'attachment; filename="note-2026-06-30.pdf"'


def test_everybody_can_read_it(cast: Cast, signed_in: SignIn, met: Session) -> None:
    """The marks of PDF/UA-1: tagged, titled, in a language, and said to be so."""
    note = signed(met, cast.ines)
    add_addendum(note, by=cast.ines, words="More.")
    found = pdf(signed_in(cast.ines), met)
    root = found.pdf.Root
    assert bool(root.MarkInfo.Marked)
    assert str(root.Lang) == "en"
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    with found.pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Session note"
    assert found.tags >= {"Title", "H1", "H2", "P", "L", "LI"}
    assert found.bookmarks == ["Note", "Signature", "Addenda"]


def test_pages_are_numbered_and_say_whose_they_are(
    cast: Cast, signed_in: SignIn, met: Session
) -> None:
    signed(met, cast.ines, {"sections": {"data": "A long hour. " * 700}})
    pages = pdf(signed_in(cast.ines), met).pages
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert f"{number} of {len(pages)}" in page
        assert "Mara L." in page
        assert re.search(r"\d{1,2} [A-Z][a-z]+ 20\d\d", page)


def test_it_is_not_kept_and_named_for_a_day(cast: Cast, signed_in: SignIn, met: Session) -> None:
    signed(met, cast.ines)
    answer = signed_in(cast.ines).get(f"/sessions/{met.code}/note.pdf")
    assert "no-store" in answer["Cache-Control"]
    assert re.fullmatch(
        r'attachment; filename="note-\d{4}-\d\d-\d\d\.pdf"', answer["Content-Disposition"]
    )


def test_the_supervisor_may_and_nobody_else(cast: Cast, signed_in: SignIn, met: Session) -> None:
    signed(met, cast.ines)
    path = f"/sessions/{met.code}/note.pdf"
    members = (cast.ines, cast.noor, cast.tomas, cast.ada, cast.wren, cast.olga)
    found = [signed_in(each).get(path).status_code for each in members]
    assert found == [200, 200, 404, 404, 404, 404]


def test_a_draft_is_not_printed(cast: Cast, signed_in: SignIn, met: Session) -> None:
    browser = signed_in(cast.ines)
    assert browser.get(f"/sessions/{met.code}/note.pdf").status_code == 404
    drafted(met, cast.ines, CONTENT)
    assert browser.get(f"/sessions/{met.code}/note.pdf").status_code == 404
    assert not AuditEvent.objects.filter(kind="exported").exists()


def test_taking_it_away_leaves_a_trace(cast: Cast, signed_in: SignIn, met: Session) -> None:
    note = signed(met, cast.ines)
    pdf(signed_in(cast.noor), met)
    row = AuditEvent.objects.get(kind="exported")
    assert (row.actor, row.about_code, row.client_code) == (
        cast.noor.code,
        note.code,
        cast.mara.code,
    )


def test_another_persons_name_and_part_are_not_in_it(cast: Cast, signed_in: SignIn) -> None:
    """Tomas cares for one of two: the other's name and part are not his to read."""
    from clients.models import CareTeamMember

    met = session_at(cast.ines, cast.mara, cast.theo, at=ago(days=2))
    people = {str(cast.theo.code): {"words": "heron about Theo"}}
    signed(met, cast.ines, CONTENT | {"people": people})
    CareTeamMember.objects.create(clinic=cast.riverside, client=cast.mara, therapist=cast.tomas)
    found = pdf(signed_in(cast.tomas), met)
    assert found.says("Mara Lindqvist")
    assert not found.says("Theo")
    assert not found.says("heron")


@pytest.mark.parametrize("addenda", [0, 3, 30])
def test_queries(cast: Cast, signed_in: SignIn, met: Session, addenda: int) -> None:
    note = signed(met, cast.ines)
    for n in range(addenda):
        add_addendum(note, by=cast.ines, words=f"More {n}.")
    browser = signed_in(cast.ines)
    with CaptureQueriesContext(connection) as captured:
        pdf(browser, met)
    assert len(captured) == 10
