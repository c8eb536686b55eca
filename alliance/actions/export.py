"""Handing a record over leaves a trace."""

from datetime import date

from django.db import transaction

from clients.models import Client
from practice import audit
from practice.models import Membership


@transaction.atomic
def export_record(
    client: Client, *, by: Membership, since: date | None, until: date | None, answers: bool
) -> None:
    """Record that the whole record is handed out, of which period, with answers or without."""
    audit.record(
        audit.Kind.EXPORTED,
        client,
        by=by,
        client=client.code,
        since=since.isoformat() if since else None,
        until=until.isoformat() if until else None,
        answers=answers,
    )
