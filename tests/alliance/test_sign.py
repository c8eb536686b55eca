"""Signing: exactly the text that was read, once; addenda in a chain; all of it immutable."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client as Browser
from django.utils import timezone

from practice.audit import Kind
from practice.models import AuditEvent, Membership
from sessions.actions import (
    add_addendum,
    ask_co_signature,
    co_sign,
    decide_release,
    save_note,
    strike_through,
)
from sessions.models import Addendum, CoSignature, Note, NoteRelease, Session, Strike
from sessions.record import what_stands
from tests.cast import Cast, ago, session_at
from tests.signed import read, signed

SignIn = Callable[[Membership], Browser]


@pytest.fixture
def met(cast: Cast) -> Session:
    return session_at(cast.ines, cast.mara, at=ago(days=7))


def sha256(said: dict[str, Any]) -> str:
    """What a stranger would hash, spelled out here and not asked of the product."""
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def draft(session: Session, by: Membership, words: str, version: int = 0) -> Note:
    return save_note(
        session,
        by=by,
        content={"sections": {"data": words}},
        format="dap",
        format_version=1,
        version=version,
    )


def test_the_stored_digest_is_that_of_the_stored_text(
    cast: Cast, met: Session, signed_in: SignIn
) -> None:
    draft(met, cast.ines, "Ärger, “leise”.\nZweite Zeile.")
    path = f"/sessions/{met.code}/sign/"
    browser = signed_in(cast.ines)
    browser.post(path, read(browser, path))
    note = Note.objects.get()
    assert note.signed_digest == sha256(
        {"note": str(note.code), "format": "dap", "format_version": 1, "content": note.content}
    )
    met.refresh_from_db()
    assert met.is_documented


@pytest.mark.parametrize(
    "shown",
    [
        {"version": "1"},
        {"version": "1", "digest": "0" * 64},
        {"version": "2", "digest": "as shown"},
        {"version": "²", "digest": "as shown"},
        {"digest": "as shown"},
    ],
)
def test_another_text_than_the_one_read_is_not_signed_and_that_is_said(
    cast: Cast, met: Session, signed_in: SignIn, shown: dict[str, str]
) -> None:
    draft(met, cast.ines, "As read.")
    path, browser = f"/sessions/{met.code}/sign/", signed_in(cast.ines)
    as_read = read(browser, path)["digest"]
    posted = {key: as_read if value == "as shown" else value for key, value in shown.items()}
    told = browser.post(path, posted, follow=True).content.decode()
    assert "The text changed meanwhile. Read it again before you sign." in told
    assert not Note.objects.get().is_signed


def test_what_was_saved_after_reading_is_not_signed(
    cast: Cast, met: Session, signed_in: SignIn
) -> None:
    draft(met, cast.ines, "As read.")
    path, browser = f"/sessions/{met.code}/sign/", signed_in(cast.ines)
    shown = read(browser, path)
    draft(met, cast.ines, "Typed in another tab.", version=1)
    told = browser.post(path, shown, follow=True).content.decode()
    assert "The text changed meanwhile." in told
    assert "Typed in another tab." in told
    assert not Note.objects.get().is_signed


def test_addenda_are_numbered_and_each_digest_covers_those_before(cast: Cast, met: Session) -> None:
    note = signed(met, cast.ines)
    for words in ("First.", "Second."):
        add_addendum(note, by=cast.ines, words=words)
    first, second = Addendum.objects.all()
    assert [first.number, second.number] == [1, 2]
    for addendum, earlier in ((first, []), (second, [first.digest])):
        assert addendum.digest == sha256(
            {
                "note": note.signed_digest,
                "earlier": earlier,
                "number": addendum.number,
                "words": addendum.words,
                "author": str(cast.ines.code),
                "at": addendum.written_at.astimezone(UTC).isoformat(timespec="microseconds"),
            }
        )


def test_an_addendum_from_before_the_chain_has_its_place_in_it(cast: Cast, met: Session) -> None:
    note = signed(met, cast.ines)
    Addendum.objects.create(
        clinic=cast.riverside, note=note, number=1, words="Old.", written_by=cast.ines
    )
    second = add_addendum(note, by=cast.ines, words="New.")
    old = Addendum.objects.get(number=1)
    assert old.digest is None
    assert second.digest == sha256(
        {
            "note": note.signed_digest,
            "earlier": [
                sha256(
                    {
                        "note": note.signed_digest,
                        "earlier": [],
                        "number": 1,
                        "words": "Old.",
                        "author": str(cast.ines.code),
                        "at": old.written_at.astimezone(UTC).isoformat(timespec="microseconds"),
                    }
                )
            ],
            "number": 2,
            "words": "New.",
            "author": str(cast.ines.code),
            "at": second.written_at.astimezone(UTC).isoformat(timespec="microseconds"),
        }
    )


def test_an_empty_addendum_is_refused_and_the_page_stays(
    cast: Cast, met: Session, signed_in: SignIn
) -> None:
    signed(met, cast.ines, "Locked words.")
    refused = signed_in(cast.ines).post(f"/sessions/{met.code}/addendum/", {"words": " "})
    assert refused.status_code == 422
    assert "Locked words." in refused.content.decode()
    assert not Addendum.objects.exists()


@pytest.fixture
def everything(cast: Cast, met: Session) -> dict[str, Any]:
    """A signed note and one of each row that can follow it."""
    note = signed(met, cast.ines)
    addendum = add_addendum(note, by=cast.ines, words="Added.")
    strike = strike_through(note, by=cast.ines, reason="error", addendum=addendum)
    release = decide_release(note, cast.mara, "released", by=cast.ines, shown="")
    answered = ask_co_signature(note, of=cast.noor, by=cast.ines)
    co_sign(answered, by=cast.noor, shown=what_stands(note).digest)
    waiting = ask_co_signature(note, of=cast.noor, by=cast.ines)
    return {
        "note": note,
        "addendum": addendum,
        "strike": strike,
        "release": release,
        "answered": answered,
        "waiting": waiting,
    }


@pytest.mark.parametrize(
    ("row", "change"),
    [
        ("note", {"version": 9}),
        ("note", {"signed_digest": "0" * 64}),
        ("addendum", {"digest": "0" * 64}),
        ("strike", {"reason": "other"}),
        ("release", {"decision": "taken back"}),
        ("answered", {"covers": "0" * 64}),
        ("answered", {"signed_at": None, "signed_by": None}),
        ("waiting", {"asked_of": "tomas"}),
        ("waiting", {"is_required": True}),
    ],
)
def test_the_database_refuses_to_change_what_is_signed(
    cast: Cast, everything: dict[str, Any], row: str, change: dict[str, Any]
) -> None:
    model = type(everything[row])
    rows = model.objects.filter(pk=everything[row].pk)
    values = {k: cast.tomas if v == "tomas" else v for k, v in change.items()}
    before = rows.values().get()
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(**values)
    assert rows.values().get() == before


@pytest.mark.parametrize("row", ["note", "addendum", "strike", "release", "answered", "waiting"])
def test_the_database_refuses_to_remove_what_is_signed(
    cast: Cast, everything: dict[str, Any], row: str
) -> None:
    rows = type(everything[row]).objects.filter(pk=everything[row].pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows._raw_delete(rows.db)  # past Django's own refusal: the database's is the one asked
    assert rows.exists()


@pytest.mark.parametrize("model", [Note, Addendum, Strike, CoSignature, NoteRelease])
def test_rows_after_the_signature_know_their_clinic(
    cast: Cast, everything: dict[str, Any], model: Any
) -> None:
    assert set(model.objects.values_list("clinic", flat=True)) == {cast.riverside.pk}


def test_every_step_leaves_its_trace(cast: Cast, everything: dict[str, Any]) -> None:
    about = AuditEvent.objects.filter(
        about_code=everything["note"].code, client_code=cast.mara.code
    )
    steps = [(each.kind, each.actor) for each in about.order_by("id")]
    ines, noor = cast.ines.code, cast.noor.code
    assert steps == [
        (Kind.CREATED, ines),
        (Kind.SIGNED, ines),
        (Kind.AMENDED, ines),
        (Kind.STRUCK, ines),
        (Kind.RELEASED, ines),
        (Kind.ASKED, ines),
        (Kind.CO_SIGNED, noor),
        (Kind.ASKED, ines),
    ]
    assert {each.at.date() for each in about} == {timezone.now().date()}
