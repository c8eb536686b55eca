"""What a client sets beside their record: for good, read and answered by who cares for them."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.mail import EmailMessage
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from clients.actions import answer_statement, make_statement, withdraw_consent
from clients.models import Client, Consent, Contribution, Statement
from practice import outbox
from practice.models import AuditEvent, Membership, OutboxMessage
from tests.alliance.document.reader import read
from tests.cast import Cast
from tests.portal.opened_notes import decide, released
from tests.portal.space import come_in

SignIn = Callable[[Membership], Browser]
HIDDEN = "kingfisher"


@pytest.fixture
def mara(cast: Cast, mailoutbox: list[EmailMessage]) -> Browser:
    """A browser in which Mara's space is open; another than the therapist's."""
    return come_in(Browser(), cast.mara, mailoutbox)


def say(browser: Browser, words: str, note: str = "") -> Any:
    return browser.post("/space/corrections/", {"words": words, "note": note})


def answer(browser: Browser, statement: Statement, words: str) -> Any:
    address = f"/clients/{statement.client.code}/corrections/"
    return browser.post(address, {"statement": str(statement.code), "words": words})


def test_from_the_clients_words_to_the_answer_and_back(
    cast: Cast, mara: Browser, signed_in: SignIn, mailoutbox: list[EmailMessage]
) -> None:
    note = released(cast.ines, cast.mara, "The evening")
    kept = say(mara, "It was morning", str(note.code))
    assert kept["Location"] == "/space/corrections/#kept"
    statement = Statement.objects.get()
    assert (statement.words, statement.note) == ("It was morning", note.code)
    assert Contribution.objects.get().kind == Contribution.Kind.STATEMENT
    ines = signed_in(cast.ines)
    page = ines.get(f"/clients/{cast.mara.code}/corrections/").text
    assert ("It was morning" in page, "waits for your word" in page) == (True, True)
    assert Contribution.objects.get().seen_by == cast.ines
    assert "It was morning" in ines.get(f"/sessions/{note.session.code}/").text
    answer(ines, statement, "Thank you, you are right")
    for address in (f"/space/notes/{note.code}/", "/space/corrections/"):
        theirs = mara.get(address).text
        assert ("It was morning" in theirs, "Thank you, you are right" in theirs) == (True, True)
    message = OutboxMessage.objects.get(kind="statement-answered")
    assert outbox.deliver(message.pk)
    letter = mailoutbox[-1]
    assert (letter.to, letter.subject) == (
        ["mara@mail.example"],
        "There is something for you to read",
    )
    for secret in ("Mara", "Ines", "Riverside", "morning", "right"):
        assert secret not in str(letter.body)


def test_it_stands_in_the_record_that_is_handed_over(
    cast: Cast, mara: Browser, signed_in: SignIn
) -> None:
    note = released(cast.ines, cast.mara, "The evening")
    statement = make_statement(cast.mara, words="It was morning", note=note.code)
    answer_statement(statement, by=cast.ines, words="Thank you")
    make_statement(cast.mara, words="My brother lives elsewhere")
    make_statement(cast.theo, words=HIDDEN)
    ines = signed_in(cast.ines)
    record = read(ines.post(f"/clients/{cast.mara.code}/record.pdf", {"answers": "on"}).content)
    printed = read(ines.get(f"/sessions/{note.session.code}/note.pdf").content)
    for words in ("It was morning", "Thank you"):
        assert (record.says(words), printed.says(words)) == (True, True)
    assert record.says("My brother lives elsewhere")
    assert (record.says(HIDDEN), printed.says(HIDDEN)) == (False, False)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("", "Please write what should stand there."),
        ("  \n", "Please write what should stand there."),
        ("x" * 2001, "and 2000 fit"),
        ("nul\0l", "cannot be kept"),
    ],
)
def test_words_that_cannot_be_kept_stay_on_the_page(mara: Browser, words: str, says: str) -> None:
    page = say(mara, words)
    assert (page.status_code, says in page.text, Statement.objects.count()) == (422, True, 0)
    assert words.strip()[:3] in page.text


@pytest.mark.parametrize("whose", ["theos", "ottos", "withheld", "none", "nonsense"])
def test_only_a_note_that_was_released_to_oneself_can_be_named(
    cast: Cast, mara: Browser, whose: str
) -> None:
    withheld = released(cast.ines, cast.mara, "x")
    decide(withheld, cast.mara, "taken back")
    notes = {
        "theos": released(cast.ines, cast.theo, "x").code,
        "ottos": released(cast.wren, cast.otto, "x").code,
        "withheld": withheld.code,
        "none": uuid4(),
        "nonsense": "kingfisher",
    }
    page = say(mara, "Mine", str(notes[whose]))
    assert (page.status_code, "Mine" in page.text, Statement.objects.count()) == (422, True, 0)


def test_nobody_reads_anothers(cast: Cast, mara: Browser, signed_in: SignIn) -> None:
    for other in (cast.theo, cast.otto):
        make_statement(other, words=HIDDEN)
    assert HIDDEN not in mara.get("/space/corrections/").text
    assert HIDDEN not in signed_in(cast.ines).get(f"/clients/{cast.mara.code}/corrections/").text
    for member in (cast.tomas, cast.ada, cast.wren):
        page = signed_in(member).get(f"/clients/{cast.theo.code}/corrections/")
        assert (page.status_code, HIDDEN in page.text) == (404, False)


def test_a_supervisor_reads_and_neither_answers_nor_takes_it_from_today(
    cast: Cast, signed_in: SignIn
) -> None:
    statement = make_statement(cast.mara, words="It was morning")
    noor = signed_in(cast.noor)
    page = noor.get(f"/clients/{cast.mara.code}/corrections/").text
    assert ("It was morning" in page, "<textarea" in page) == (True, False)
    assert answer(noor, statement, "Mine").status_code == 404
    assert Contribution.objects.get().seen_at is None


@pytest.mark.parametrize("whose", ["theos", "ottos", "nonsense"])
def test_an_answer_goes_to_this_clients_words_alone(
    cast: Cast, signed_in: SignIn, whose: str
) -> None:
    codes = {
        "theos": str(make_statement(cast.theo, words="x").code),
        "ottos": str(make_statement(cast.otto, words="x").code),
        "nonsense": "nonsense",
    }
    page = signed_in(cast.ines).post(
        f"/clients/{cast.mara.code}/corrections/", {"statement": codes[whose], "words": "Mine"}
    )
    assert (page.status_code, Statement.objects.exclude(answered_at=None).count()) == (404, 0)


def test_of_two_answers_the_first_counts_and_the_second_is_given_back(
    cast: Cast, signed_in: SignIn
) -> None:
    statement = make_statement(cast.mara, words="It was morning")
    assert answer_statement(statement, by=cast.ines, words="First")
    page = answer(signed_in(cast.ines), statement, "Second")
    statement.refresh_from_db()
    assert (page.status_code, statement.answer) == (409, "First")
    assert ("Second" in page.text, "First" in page.text) == (True, True)
    assert OutboxMessage.objects.filter(kind="statement-answered").count() == 1


def test_an_empty_answer_is_none(cast: Cast, signed_in: SignIn) -> None:
    statement = make_statement(cast.mara, words="It was morning")
    page = answer(signed_in(cast.ines), statement, " ")
    statement.refresh_from_db()
    assert (page.status_code, statement.answered_at) == (422, None)
    assert "if only that you have read it" in page.text


def test_what_was_said_is_not_changed_by_anybody(cast: Cast) -> None:
    statement = make_statement(cast.mara, words="It was morning")
    with pytest.raises(DatabaseError), transaction.atomic():
        Statement.objects.filter(pk=statement.pk).update(note=uuid4())
    with pytest.raises(DatabaseError), transaction.atomic():
        Statement.objects.filter(pk=statement.pk).delete()


def test_no_letter_to_somebody_who_wants_none(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    answer_statement(make_statement(cast.mara, words="x"), by=cast.ines, words="y")
    withdraw_consent(cast.mara, Consent.Kind.CHECK_INS, by=None)
    message = OutboxMessage.objects.get(kind="statement-answered")
    assert outbox.deliver(message.pk)
    message.refresh_from_db()
    assert (message.ending, len(mailoutbox)) == ("withdrawn", 0)


def test_every_word_leaves_its_row_in_the_audit(cast: Cast) -> None:
    statement = make_statement(cast.mara, words=HIDDEN)
    answer_statement(statement, by=cast.ines, words=HIDDEN)
    rows = AuditEvent.objects.filter(about="clients.statement")
    assert list(rows.values_list("kind", "actor", "client_code", "detail")) == [
        ("created", None, cast.mara.code, {}),
        ("changed", cast.ines.code, cast.mara.code, {"answered": True}),
    ]


def test_words_are_given_back_when_the_space_has_closed(browser: Browser, cast: Cast) -> None:
    page = say(browser, "It was morning")
    assert (page.status_code, "It was morning" in page.text) == (403, True)


def test_in_spanish_the_note_is_dated_as_one_says_it(cast: Cast, mara: Browser) -> None:
    released(cast.ines, cast.mara, "x")
    mara.get("/space/?language=es")
    assert " de 20" in mara.get("/space/corrections/").text


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(cast: Cast, mara: Browser, signed_in: SignIn, rows: int) -> None:
    def said(client: Client) -> None:
        note = released(cast.ines, client, "x")
        make_statement(client, words="x", note=note.code)

    for _ in range(rows):
        said(cast.mara)
    ines = signed_in(cast.ines)
    ines.get("/caseload/")
    for who, address, queries in [
        (mara, "/space/corrections/", 6),
        (ines, f"/clients/{cast.mara.code}/corrections/", 7),
    ]:
        with CaptureQueriesContext(connection) as asked:
            who.get(address)
        assert len(asked) == queries, address
