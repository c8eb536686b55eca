"""Notes that were released to a client: those, and not a word of any other."""

from uuid import uuid4

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from clients.actions import make_statement
from practice.models import AuditEvent
from sessions.actions import add_addendum, save_note, strike_through
from sessions.models import Addendum, Note
from tests.alliance.document.reader import read
from tests.cast import Cast, ago, session_at
from tests.portal.opened_notes import decide, of_a_couple, released
from tests.portal.space import come_in
from tests.sessions.process import granted_process_note
from tests.signed import signed

HIDDEN = "kingfisher"  # stands in every text that Mara may not read


@pytest.fixture
def mara(cast: Cast, browser: Browser, mailoutbox: list[EmailMessage]) -> Browser:
    """A browser in which Mara's space is open."""
    return come_in(browser, cast.mara, mailoutbox)


def path(note: Note) -> str:
    return f"/space/notes/{note.code}/"


def test_a_released_note_is_read_with_what_was_added(cast: Cast, mara: Browser) -> None:
    note = released(cast.ines, cast.mara, "The evening with the clock")
    add_addendum(note, by=cast.ines, words="She called it the long evening")
    assert path(note) in mara.get("/space/notes/").text
    page = mara.get(path(note)).text
    for text in ["The evening with the clock", "She called it the long evening", "Ines Okafor"]:
        assert text in page


def test_a_note_that_is_not_released_is_as_one_that_does_not_exist(
    cast: Cast, mara: Browser
) -> None:
    week = session_at(cast.ines, cast.mara, at=ago(days=2))
    draft = save_note(
        week,
        by=cast.ines,
        content={"sections": {"data": HIDDEN}},
        format="dap",
        format_version=1,
        version=0,
    )
    never = signed(session_at(cast.ines, cast.mara, at=ago(days=9)), cast.ines, HIDDEN)
    withheld = signed(session_at(cast.ines, cast.mara, at=ago(days=10)), cast.ines, HIDDEN)
    decide(withheld, cast.mara, "withheld", reason="other", words=HIDDEN)
    taken_back = released(cast.ines, cast.mara, HIDDEN, at=ago(days=11))
    decide(taken_back, cast.mara, "taken back")
    struck = released(cast.ines, cast.mara, HIDDEN, at=ago(days=12))
    strike_through(struck, by=cast.ines, reason="person", words=HIDDEN)
    theos = released(cast.ines, cast.theo, HIDDEN)
    ottos = released(cast.wren, cast.otto, HIDDEN)
    couples = of_a_couple(cast.ines, cast.mara, cast.theo, HIDDEN)
    decide(couples, cast.theo, "released")
    none = mara.get(f"/space/notes/{uuid4()}/")
    for note in [draft, never, withheld, taken_back, struck, theos, ottos, couples]:
        for address in (path(note), f"{path(note)}pdf/"):
            page = mara.get(address)
            assert (page.status_code, page.content) == (404, none.content)
    for address in ["/space/notes/", "/space/corrections/", "/space/opened/", "/space/"]:
        text = mara.get(address).text
        assert (HIDDEN in text, "withheld" in text, "struck" in text) == (False, False, False)
    assert "Nothing stands here yet" in mara.get("/space/notes/").text


def test_of_a_couple_each_reads_the_shared_part_and_their_own(cast: Cast, mara: Browser) -> None:
    note = of_a_couple(cast.ines, cast.mara, cast.theo, "What we spoke about")
    decide(note, cast.mara, "released")
    make_statement(cast.theo, words=HIDDEN, note=note.code)
    for text in [mara.get(path(note)).text, read(mara.get(f"{path(note)}pdf/").content).text]:
        assert ("What we spoke about" in text, "only Mara" in text) == (True, True)
        assert [word for word in ("only Theo", "Theo alone", HIDDEN, "Theo") if word in text] == []


def test_a_struck_addendum_shows_that_it_was_there_and_no_word(cast: Cast, mara: Browser) -> None:
    """It may have been about somebody else."""
    note = released(cast.ines, cast.mara, "The evening")
    add_addendum(note, by=cast.ines, words=HIDDEN)
    add_addendum(note, by=cast.ines, words="And it was late")
    first = Addendum.objects.get(note=note, number=1)
    strike_through(note, by=cast.ines, addendum=first, reason="person", words=HIDDEN)
    for text in [mara.get(path(note)).text, read(mara.get(f"{path(note)}pdf/").content).text]:
        assert "This addendum was struck through. It holds no more." in text
        assert ("And it was late" in text, HIDDEN in text) == (True, False)


def test_a_process_note_about_the_same_session_is_not_there(cast: Cast, mara: Browser) -> None:
    note = released(cast.ines, cast.mara, "The evening")
    granted_process_note(note.session, cast.ines, HIDDEN)
    for address in (path(note), "/space/notes/", "/space/opened/"):
        assert HIDDEN not in mara.get(address).text
    assert "process" not in mara.get("/space/opened/").text


def test_as_a_pdf_named_for_a_day(cast: Cast, mara: Browser) -> None:
    note = released(cast.ines, cast.mara, "The evening with the clock")
    make_statement(cast.mara, words="It was morning", note=note.code)
    answer = mara.get(f"{path(note)}pdf/")
    found = read(answer.content)
    for words in ("The evening with the clock", "It was morning", "Mara Lindqvist"):
        assert found.says(words)
    on = note.session.starts_at.astimezone(cast.riverside.zone).date()
    assert answer["Content-Disposition"] == f'attachment; filename="note-{on.isoformat()}.pdf"'
    assert (answer["Content-Type"], "no-store" in answer["Cache-Control"]) == (
        "application/pdf",
        True,
    )


def test_reading_ones_own_note_leaves_a_trace(cast: Cast, mara: Browser) -> None:
    note = released(cast.ines, cast.mara, "The evening")
    before = AuditEvent.objects.latest("pk").pk
    mara.get(path(note))
    mara.get(f"{path(note)}pdf/")
    since = AuditEvent.objects.filter(pk__gt=before).order_by("pk")
    assert list(since.values_list("kind", "actor", "about", "about_code", "client_code")) == [
        (kind, None, "therapy_sessions.note", note.code, cast.mara.code)
        for kind in ("record opened", "record opened", "exported")
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(cast: Cast, mara: Browser, rows: int) -> None:
    notes = [released(cast.ines, cast.mara, "x", at=ago(days=week + 1)) for week in range(rows)]
    for number in range(rows):
        add_addendum(notes[0], by=cast.ines, words="More")
        make_statement(cast.mara, words=f"Mine {number}", note=notes[0].code)
    for address, queries in [("/space/notes/", 4), (path(notes[0]), 7)]:
        with CaptureQueriesContext(connection) as asked:
            mara.get(address)
        assert len(asked) == queries, address
