"""The audit rows of a note."""

from collections.abc import Sequence
from typing import Any

from clients.models import Client
from practice import audit
from practice.models import Membership
from sessions.models import Note


def trace(
    kind: audit.Kind,
    note: Note,
    by: Membership,
    clients: Sequence[Client] | None = None,
    **detail: Any,
) -> None:
    """One row for each person whom the note is about."""
    for client in clients or Client.objects.filter(participations__session__note=note):
        audit.record(kind, note, by=by, client=client.code, **detail)
