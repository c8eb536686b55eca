"""Who did what. Called inside the transaction of the act: without the row there is no act."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Model

from practice.models import AuditEvent, Membership

Kind = AuditEvent.Kind


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
    event.save(force_insert=True)
    return event


def record_for_each(
    kind: AuditEvent.Kind,
    about: Model,
    clients: Iterable[UUID],
    *,
    by: Membership | None,
    **detail: Any,
) -> None:
    """Write one row for each of these people's records, in one statement."""
    AuditEvent.objects.bulk_create(_event(kind, about, by, client, detail) for client in clients)


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
