"""The sheet of the author alone, over HTTP: written, kept, searched, shared with one, closed."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.contrib.sessions.backends.db import SessionStore
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from practice.models import AuditEvent, Membership, Supervision
from sessions.models import ProcessGrant, ProcessNote, Session
from sessions.process.keyring import COOKIE
from tests.cast import Cast, ago, session_at, staff
from tests.sessions.process import PASSPHRASE, keys_of, unlocked
from tests.trust.test_access import without_token

SignIn = Callable[[Membership], Browser]
WORDS = "He looked past me, and I wanted to be elsewhere."


@pytest.fixture
def met(cast: Cast) -> Session:
    return session_at(cast.ines, cast.mara, at=ago(days=2))


@pytest.fixture
def ines(cast: Cast, signed_in: SignIn) -> Browser:
    keys_of(cast.ines)
    return unlocked(signed_in(cast.ines))


def sheet(session: Session) -> str:
    return f"/sessions/{session.code}/process-note/"


def write(browser: Browser, session: Session, words: str = WORDS, version: int = 0) -> None:
    answer = browser.post(sheet(session), {"words": words, "version": version})
    assert answer.status_code == 302, answer.content.decode()


def share(browser: Browser, session: Session, cast: Cast, reason: str = "I am stuck.") -> None:
    reader, _ = keys_of(cast.noor)
    assert reader.key is not None
    form = {"reader": reader.key.code, "reason": reason}
    answer = browser.post(sheet(session) + "grant/", form, follow=True)
    assert "Noor Haddad may read this note now." in answer.content.decode()


# --- Writing -------------------------------------------------------------------------------------


def test_it_is_written_sealed_and_read_again(ines: Browser, met: Session) -> None:
    write(ines, met)
    assert WORDS in ines.get(sheet(met)).content.decode().replace("&#x27;", "'")
    note = ProcessNote.objects.get()
    for column in (note.sealed, note.wrapped):
        assert WORDS.encode() not in bytes(column)
    write(ines, met, "Changed.", version=1)
    assert "Changed." in ines.get(sheet(met)).content.decode()
    again = ProcessNote.objects.get()
    assert again.version == 2
    assert bytes(again.wrapped) != bytes(note.wrapped)  # a content key of its own


def test_a_locked_sheet_shows_nothing_of_it(ines: Browser, met: Session) -> None:
    write(ines, met)
    ines.post("/process-notes/lock/")
    page = ines.get(sheet(met)).content.decode()
    assert WORDS not in page
    assert "opens with your passphrase" in page


def test_the_later_window_is_told_and_keeps_its_text(ines: Browser, met: Session) -> None:
    write(ines, met, "What the first window wrote.")
    form = {"words": "What the second window wrote.", "version": "0"}
    told = ines.post(sheet(met), form)
    assert told.status_code == 409
    page = told.content.decode()
    assert "What the first window wrote." in page
    assert "What the second window wrote." in page
    assert 'name="version" value="1"' in page
    told = ines.post(sheet(met), form, headers={"hx-request": "true"})
    assert told.status_code == 409
    assert "another window saved" in told.content.decode()
    assert ProcessNote.objects.get().version == 1


def test_what_was_typed_while_it_locked_stays_and_is_saved_with_the_passphrase(
    ines: Browser, met: Session
) -> None:
    ines.post("/process-notes/lock/")
    form = {"words": WORDS, "version": "0"}
    refused = ines.post(sheet(met), form)
    assert refused.status_code == 423
    assert WORDS in refused.content.decode()
    wrong = ines.post(sheet(met), form | {"passphrase": "not it at all"})
    assert wrong.status_code == 423
    assert WORDS in wrong.content.decode()
    assert "This is not your passphrase" in wrong.content.decode()
    assert not ProcessNote.objects.exists()
    saved = ines.post(sheet(met), form | {"passphrase": PASSPHRASE})
    assert saved.status_code == 302
    assert WORDS in ines.get(sheet(met)).content.decode()


def test_what_is_too_long_stays_on_the_page(ines: Browser, met: Session) -> None:
    words = "x" * 100_001
    refused = ines.post(sheet(met), {"words": words, "version": "0"})
    assert refused.status_code == 422
    assert words in refused.content.decode()


def test_saving_by_itself_answers_with_the_time_and_the_version(
    ines: Browser, met: Session
) -> None:
    form = {"words": WORDS, "version": "0"}
    saved = ines.post(sheet(met), form, headers={"hx-request": "true"})
    assert saved.status_code == 200
    assert "Sealed and saved" in saved.content.decode()
    assert 'data-version="1"' in saved.content.decode()
    assert WORDS not in saved.content.decode()


def test_one_note_a_session_and_author(ines: Browser, met: Session, cast: Cast) -> None:
    write(ines, met)
    note = ProcessNote.objects.get()
    note.pk, note.code = None, uuid4()
    with pytest.raises(IntegrityError), transaction.atomic():
        note.save(force_insert=True)


def test_it_stays_the_authors_when_the_client_is_in_other_hands(
    ines: Browser, met: Session, cast: Cast
) -> None:
    write(ines, met)
    cast.mara.care_team.update(ended_on=timezone.localdate())
    assert ines.get(f"/sessions/{met.code}/").status_code == 404
    assert WORDS in ines.get(sheet(met)).content.decode()


# --- Who may not ---------------------------------------------------------------------------------


def test_everybody_else_gets_the_answer_of_a_page_that_is_not_there(
    ines: Browser, met: Session, cast: Cast, signed_in: SignIn
) -> None:
    write(ines, met)
    share(ines, met, cast)
    grant = ProcessGrant.objects.get()
    for member in (cast.tomas, cast.ada, cast.wren, cast.olga):
        browser = signed_in(member)
        if not member.is_admin:
            keys_of(member)
            unlocked(browser)
        for there, not_there in (
            (sheet(met), f"/sessions/{uuid4()}/process-note/"),
            (f"/process-notes/granted/{grant.code}/", f"/process-notes/granted/{uuid4()}/"),
        ):
            one, other = browser.get(there), browser.get(not_there)
            assert (one.status_code, other.status_code) == (404, 404)
            assert without_token(one) == without_token(other)
        assert browser.post(sheet(met), {"words": "x", "version": "1"}).status_code == 404
        assert browser.post(sheet(met) + "grant/").status_code == 404
        assert browser.post(f"/process-notes/granted/{grant.code}/end/").status_code == 404
    assert ProcessNote.objects.get().version == 1


def test_a_supervisor_without_a_grant_sees_nothing(
    ines: Browser, met: Session, cast: Cast, signed_in: SignIn
) -> None:
    write(ines, met)
    keys_of(cast.noor)
    noor = unlocked(signed_in(cast.noor))
    assert noor.get(sheet(met)).status_code == 404
    for path in ("/process-notes/", f"/sessions/{met.code}/", f"/clients/{cast.mara.code}/"):
        page = noor.get(path).content.decode()
        assert WORDS not in page
        assert "Shared with you" not in page


def test_no_page_of_the_record_knows_of_it(ines: Browser, met: Session, cast: Cast) -> None:
    pages = ("/", "/caseload/", f"/clients/{cast.mara.code}/", f"/sessions/{met.code}/")
    before = [without_token(ines.get(path)) for path in pages]
    write(ines, met)
    assert "Saved and sealed." in ines.get(sheet(met)).content.decode()
    assert [without_token(ines.get(path)) for path in pages] == before


# --- Unlocked for a short time -------------------------------------------------------------------


def test_it_locks_after_ten_minutes_without_use(
    cast: Cast, met: Session, signed_in: SignIn
) -> None:
    keys_of(cast.ines)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        ines = unlocked(signed_in(cast.ines))
        write(ines, met)
        clock.shift(timedelta(minutes=9))
        assert WORDS in ines.get(sheet(met)).content.decode()
        clock.shift(timedelta(minutes=9))
        assert WORDS in ines.get(sheet(met)).content.decode()
        clock.shift(timedelta(minutes=10, seconds=1))
        assert WORDS not in ines.get(sheet(met)).content.decode()
        assert "process_notes" not in ines.session


def test_neither_half_opens_it_alone(ines: Browser, met: Session) -> None:
    write(ines, met)
    cookie = ines.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    held = dict(ines.session["process_notes"])
    half = cookie.value
    cookie.set(COOKIE, "A" * 43 + "=", "A" * 43 + "=")
    assert WORDS not in ines.get(sheet(met)).content.decode()
    cookie.set(COOKIE, half, half)
    store = SessionStore(ines.session.session_key)
    store["process_notes"] = held | {"sealed": "AAAA"}
    store.save()
    assert WORDS not in ines.get(sheet(met)).content.decode()
    store["process_notes"] = held
    store.save()
    assert WORDS in ines.get(sheet(met)).content.decode()


def test_signing_out_locks(ines: Browser, met: Session, cast: Cast) -> None:
    write(ines, met)
    ines.post("/account/logout/")
    ines.force_login(cast.ines.user)
    assert ines.cookies[COOKIE].value
    assert WORDS not in ines.get(sheet(met)).content.decode()


# --- Searching -----------------------------------------------------------------------------------


def test_the_author_finds_the_passage(ines: Browser, met: Session, cast: Cast) -> None:
    write(ines, met)
    write(ines, session_at(cast.ines, cast.theo, at=ago(days=1)), "Nothing of that (kind).")
    page = ines.post("/process-notes/", {"query": "WANTED to"}).content.decode()
    assert "<mark>wanted to</mark>" in page
    assert "2 notes opened in memory and searched in" in page
    assert "stands in one note" in page
    assert "(kind)" not in page
    assert (
        "<mark>(kind)</mark>" in ines.post("/process-notes/", {"query": "(kind)"}).content.decode()
    )
    assert "stands in 0 notes" in ines.post("/process-notes/", {"query": "zzz"}).content.decode()
    assert "Two letters at least." in ines.post("/process-notes/", {"query": "z"}).content.decode()


def test_nothing_is_found_while_it_is_locked(ines: Browser, met: Session) -> None:
    write(ines, met)
    ines.post("/process-notes/lock/")
    page = ines.post("/process-notes/", {"query": "wanted"}).content.decode()
    assert "wanted" not in page
    assert "Mara L." in page


@pytest.mark.parametrize("notes", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    ines: Browser,
    cast: Cast,
    notes: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for n in range(notes):
        write(ines, session_at(cast.ines, cast.mara, at=ago(days=2 + n)))
    with django_assert_num_queries(11):
        page = ines.get("/process-notes/").content.decode()
    assert page.count("Mara L.") == notes
    with django_assert_num_queries(15):
        ines.post("/process-notes/", {"query": "looked"})


# --- A supervisor, by a grant --------------------------------------------------------------------


def test_a_supervisor_reads_the_one_note_that_was_shared(
    ines: Browser, met: Session, cast: Cast, signed_in: SignIn
) -> None:
    write(ines, met)
    other = session_at(cast.ines, cast.mara, at=ago(days=1))
    write(ines, other, "For nobody.")
    share(ines, met, cast)
    grant = ProcessGrant.objects.get()
    for column in (grant.reason_for_author, grant.reason_for_supervisor, grant.wrapped):
        assert b"stuck" not in bytes(column or b"")
    noor, path = signed_in(cast.noor), f"/process-notes/granted/{grant.code}/"
    assert WORDS not in noor.get(path).content.decode()
    unlocked(noor)
    page = noor.get(path).content.decode()
    assert WORDS in page
    assert "I am stuck." in page
    assert "not read yet" not in ines.get(sheet(met)).content.decode()
    assert "I am stuck." in ines.get(sheet(met)).content.decode()
    assert "For nobody." not in noor.get("/process-notes/").content.decode()
    write(ines, met, "Changed since.", version=1)
    assert "Changed since." in noor.get(path).content.decode()


def test_a_grant_that_is_ended_holds_no_key(
    ines: Browser, met: Session, cast: Cast, signed_in: SignIn
) -> None:
    write(ines, met)
    share(ines, met, cast)
    grant = ProcessGrant.objects.get()
    noor, path = unlocked(signed_in(cast.noor)), f"/process-notes/granted/{grant.code}/"
    assert noor.get(path).status_code == 200
    ended = ines.post(f"{path}end/", follow=True).content.decode()
    assert "What was read cannot be unread." in ended
    grant.refresh_from_db()
    assert grant.wrapped is None
    assert noor.get(path).status_code == 404
    with pytest.raises(IntegrityError), transaction.atomic():
        ProcessGrant.objects.update(ended_at=None)


def test_who_supervises_no_longer_reads_no_longer(
    ines: Browser, met: Session, cast: Cast, signed_in: SignIn
) -> None:
    write(ines, met)
    share(ines, met, cast)
    grant = ProcessGrant.objects.get()
    Supervision.objects.update(ended_on=timezone.localdate())
    noor = unlocked(signed_in(cast.noor))
    assert noor.get(f"/process-notes/granted/{grant.code}/").status_code == 404
    write(ines, met, "Later.", version=1)
    grant.refresh_from_db()
    assert (grant.wrapped, grant.ended_at is None) == (None, False)


def test_only_ones_own_supervisor_can_be_let_in(ines: Browser, met: Session, cast: Cast) -> None:
    write(ines, met)
    stranger = staff(cast.riverside, "Saul Other", is_supervisor=True)
    for member in (stranger, cast.tomas, cast.wren):
        ring, _ = keys_of(member)
        assert ring.key is not None
        answer = ines.post(sheet(met) + "grant/", {"reader": ring.key.code, "reason": "Because."})
        assert answer.status_code == 422
    assert not ProcessGrant.objects.exists()


def test_a_grant_needs_its_reason_and_an_open_sheet(
    ines: Browser, met: Session, cast: Cast
) -> None:
    write(ines, met)
    reader, _ = keys_of(cast.noor)
    assert reader.key is not None
    form = {"reader": reader.key.code, "reason": ""}
    assert ines.post(sheet(met) + "grant/", form).status_code == 422
    ines.post("/process-notes/lock/")
    form["reason"] = "Because."
    assert ines.post(sheet(met) + "grant/", form).status_code == 423
    assert not ProcessGrant.objects.exists()


def test_every_act_leaves_a_trace_without_content(
    ines: Browser, met: Session, cast: Cast, signed_in: SignIn
) -> None:
    begun = AuditEvent.objects.latest("id").pk
    write(ines, met)
    share(ines, met, cast)
    ProcessGrant.objects.get()
    code = ProcessGrant.objects.get().code
    unlocked(signed_in(cast.noor)).get(f"/process-notes/granted/{code}/")
    ines.post(f"/process-notes/granted/{code}/end/")
    rows = AuditEvent.objects.filter(
        pk__gt=begun, about__startswith="therapy_sessions.process", client_code=cast.mara.code
    ).order_by("pk")
    who = {cast.ines.code: "ines", cast.noor.code: "noor"}
    acts = [(row.about.split(".")[1], row.kind, who[row.actor]) for row in rows if row.actor]
    opened = ("processnote", "record opened", "ines")
    assert [act for act in acts if act != opened] == [
        ("processnote", "created", "ines"),
        ("processgrant", "created", "ines"),
        ("processgrant", "record opened", "noor"),
        ("processgrant", "revoked", "ines"),
    ]
    assert "stuck" not in str(list(rows.values_list("detail")))
