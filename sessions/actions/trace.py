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
    """One row for each person whom the note is about, in one statement."""
    about = clients or Client.objects.filter(participations__session__note=note)
    audit.record_for_each(kind, note, [client.code for client in about], by=by, **detail)
