"""C6: whatever fails in the middle of a write, the state is the one before or the one after."""

import contextlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser

from clients.models import Statement
from practice.models import AuditEvent, Membership
from sessions.actions.note import signed_bytes
from sessions.canonical import digest
from sessions.models import Note, NoteRelease
from tests.cast import Cast, ago, ahead, session_at
from tests.trust.scene import Scene, of_riverside

SignIn = Callable[[Membership], Browser]
# What only says that somebody looked.
TRACES = {"practice_auditevent", "django_session"}


class Cut(DatabaseError):
    """The connection went away."""


@contextmanager
def cut_at(n: int) -> Iterator[list[int]]:
    """Let n - 1 statements through, then fail. Yields a counter of the statements seen."""
    seen = [0]

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            seen[0] += 1
            if seen[0] == n:
                raise Cut
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield seen


def state() -> dict[str, list[Any]]:
    """Every row of every table but the traces."""
    return {
        model._meta.db_table: list(model._default_manager.order_by("pk").values_list())
        for model in apps.get_models()
        if model._meta.db_table not in TRACES and model._meta.managed
    }


def note(cast: Cast, scene: Scene) -> tuple[str, dict[str, Any]]:
    return f"/sessions/{scene.session}/note/", {
        "version": "1",
        "format": "dap",
        "section-data": "New words.",
        f"rating-{cast.mara.code}-version": "0",
        f"rating-{cast.mara.code}-safe": "7",
        f"rating-{cast.mara.code}-goals": "7",
        f"rating-{cast.mara.code}-fit": "7",
        f"rating-{cast.mara.code}-say": "7",
    }


def shown_to_sign(scene: Scene) -> dict[str, Any]:
    """Her notes wait for her supervisor, so that the request is written with the signature.

    So is who came, of whom nobody has said so.
    """
    stored = Note.objects.get(session__code=scene.session)
    came = {f"attendance-{part.code}": "attended" for part in stored.session.participations.all()}
    return came | {"version": "1", "digest": digest(signed_bytes(stored))}


def taken_back(scene: Scene) -> dict[str, Any]:
    """The note of the scene is released already."""
    latest = NoteRelease.objects.get(note__code=scene.note)
    return {"client": str(scene.client), "decision": "taken back", "shown": str(latest.code)}


WRITES: dict[str, Callable[[Cast, Scene], tuple[str, dict[str, Any]]]] = {
    "note and rating": note,
    "signature": lambda cast, scene: (f"/sessions/{scene.session}/sign/", shown_to_sign(scene)),
    "addendum": lambda cast, scene: (f"/sessions/{scene.signed}/addendum/", {"words": "More."}),
    "strike": lambda cast, scene: (f"/sessions/{scene.signed}/strike/", {"reason": "person"}),
    "release": lambda cast, scene: (
        f"/sessions/{scene.signed}/release/",
        taken_back(scene),
    ),
    "answer to a correction": lambda cast, scene: (
        f"/clients/{scene.client}/corrections/",
        {
            "statement": str(Statement.objects.get(client=cast.mara, answered_at=None).code),
            "words": "New words.",
        },
    ),
    "rupture": lambda cast, scene: (
        f"/sessions/{scene.session}/rupture/?signal={scene.signal}",
        {"direction": "mixed", "party": "mutual", "noticed_by": "signal"},
    ),
    "repair": lambda cast, scene: (
        f"/ruptures/{scene.rupture}/repair/",
        {"session": str(scene.session), "strategies": ["clarify"]},
    ),
    "question to a supervisor": lambda cast, scene: (
        "/supervision/ask/",
        {"rupture": str(scene.rupture), "question": "What did I miss?"},
    ),
    "word in supervision": lambda cast, scene: (
        f"/supervision/{scene.question}/",
        {"kind": "more", "words": "And one thing more."},
    ),
    "closing": lambda cast, scene: (
        f"/ruptures/{scene.rupture}/close/",
        {"outcome": "repaired", "version": "1", "resolution_by_therapist": "4"},
    ),
    "put off": lambda cast, scene: (
        f"/ruptures/{scene.rupture}/put-off/",
        {"session": str(scene.session), "reason": "She had other news."},
    ),
    "criteria": lambda cast, scene: (
        f"/ruptures/{scene.rupture}/criteria/",
        {"version": "1", "words": "She says no.", "agreed_on": "2026-01-05"},
    ),
    "opening to the client": lambda cast, scene: (
        f"/ruptures/{scene.rupture}/open/",
        {"version": "1", "because": "therapist", "words": "I hurried you."},
    ),
    "the client's word": lambda cast, scene: (
        f"/ruptures/{scene.rupture}/client-word/",
        {"resolution": "4", "words": "Better."},
    ),
    "the therapist's word": lambda cast, scene: (
        f"/ruptures/{scene.rupture}/own-word/",
        {"version": "1", "resolution": "3"},
    ),
    "a day to come back": lambda cast, scene: (
        f"/ruptures/{scene.rupture}/revisit/",
        {"version": "1", "on": "2030-01-01"},
    ),
    "a promise released": lambda cast, scene: (
        f"/promises/{scene.attempt}/release/",
        {"reason": "We agreed on another."},
    ),
    "answer to what felt off": lambda cast, scene: (
        f"/concerns/{scene.concern}/",
        {"words": "New words."},
    ),
    "new client": lambda cast, scene: (
        "/clients/new/",
        {
            "name": "New Person",
            "email": "new@mail.example",
            "language": "en",
            "began_on": "2026-01-05",
            "treatment": "on",
            "check_ins": "on",
        },
    ),
    "planned session": lambda cast, scene: (
        f"/clients/{scene.client}/sessions/new/",
        {
            "on": ahead(days=9).date().isoformat(),
            "at": "10:00",
            "minutes": "50",
            "setting": "video",
        },
    ),
    "snippet": lambda cast, scene: (
        "/snippets/new/",
        {"version": "0", "name": "New", "key": "new", "words": "New words."},
    ),
    "attendance": lambda cast, scene: (
        f"/sessions/{scene.session}/attendance/",
        {
            "part": str(cast.mara.participations.get(session__code=scene.session).code),
            "attendance": "no-show",
        },
    ),
}


@pytest.mark.parametrize("act", WRITES)
def test_a_write_is_whole_or_not_at_all(
    real_transactions: None, cast: Cast, signed_in: SignIn, act: str
) -> None:
    scene = of_riverside(cast)
    browser = signed_in(cast.ines)
    path, data = WRITES[act](cast, scene)
    before = state()
    n, finished = 0, False
    while not finished:
        n += 1
        assert n < 200
        with cut_at(n) as seen, contextlib.suppress(Cut):
            assert browser.post(path, data).status_code == 302
            finished = seen[0] < n
        if not finished:
            assert state() == before, f"{act}: something was left behind at statement {n}"
    assert state() != before
    assert n > 5


def test_without_its_audit_row_there_is_no_act(
    real_transactions: None, cast: Cast, signed_in: SignIn
) -> None:
    scene = of_riverside(cast)
    browser = signed_in(cast.ines)
    before = state()

    def no_audit(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if 'INSERT INTO "practice_auditevent"' in sql:
            raise Cut
        return execute(sql, params, many, context)

    rows = AuditEvent.objects.count()
    for write in WRITES.values():
        path, data = write(cast, scene)
        with connection.execute_wrapper(no_audit), pytest.raises(Cut):
            browser.post(path, data)
    for path in ("/", "/caseload/", f"/clients/{scene.client}/", f"/sessions/{scene.session}/"):
        with connection.execute_wrapper(no_audit), pytest.raises(Cut):
            browser.get(path)
    assert state() == before
    assert AuditEvent.objects.count() == rows


def test_an_audit_row_cannot_be_changed_or_removed(cast: Cast) -> None:
    session_at(cast.ines, cast.mara, at=ago(days=1))
    row = AuditEvent.objects.latest("id")
    for act in (
        lambda: AuditEvent.objects.filter(pk=row.pk).update(kind="signed"),
        lambda: AuditEvent.objects.filter(pk=row.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert AuditEvent.objects.latest("id").kind == row.kind
