"""Who did what. Called inside the transaction of the act: without the row there is no act."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.db.models import Model

from practice.models import AuditEvent, Membership

Kind = AuditEvent.Kind

_waiting: ContextVar[list[AuditEvent] | None] = ContextVar("waiting", default=None)


def record(
    kind: AuditEvent.Kind,
    about: Model,
    *,
    by: Membership | None,
    client: UUID | None = None,
    **detail: Any,
) -> AuditEvent:
    """Write one row about `about` (a clinic-owned row) in its clinic.

    `by` is None when a client acts through a link. `client` is the code of the person whose
    record it is. `detail` holds codes, counts and states, never clinical content or names.
    """
    event = _event(kind, about, by, client, detail)
    waiting = _waiting.get()
    if waiting is None:
        event.save(force_insert=True)
    else:
        waiting.append(event)
    return event


@contextmanager
def together() -> Iterator[None]:
    """Write what is recorded inside in one statement, at the end of it.

    For an act of many parts, inside its transaction: where the rows cannot be written, or an
    exception leaves the block, nothing of the act remains. One inside another joins it.
    """
    if _waiting.get() is not None:
        yield
        return
    events: list[AuditEvent] = []
    token = _waiting.set(events)
    try:
        yield
    finally:
        _waiting.reset(token)
    AuditEvent.objects.bulk_create(events)


def record_for_each(
    kind: AuditEvent.Kind,
    about: Model,
    clients: Iterable[UUID],
    *,
    by: Membership | None,
    **detail: Any,
) -> None:
    """Write one row for each of these people's records, in one statement."""
    with together():
        for client in clients:
            record(kind, about, by=by, client=client, **detail)


def record_all(
    kind: AuditEvent.Kind, rows: Iterable[Model], *, by: Membership | None, client: UUID
) -> None:
    """Write one row about each of these rows of one person's record, in one statement."""
    with together():
        for each in rows:
            record(kind, each, by=by, client=client)


def _event(
    kind: AuditEvent.Kind,
    about: Model,
    by: Membership | None,
    client: UUID | None,
    detail: dict[str, Any],
) -> AuditEvent:
    return AuditEvent(
        clinic_id=about.clinic_id,  # type: ignore[attr-defined]
        kind=kind,
        actor=by.code if by else None,
        about=about._meta.label_lower,
        about_code=about.code,  # type: ignore[attr-defined]
        client_code=client,
        detail=detail,
    )
