"""Handing a record over leaves a trace."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

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


@transaction.atomic
def export_answers(client: Client, *, by: Membership) -> None:
    """Record that everything a client answered is handed out for another system."""
    audit.record(audit.Kind.EXPORTED, client, by=by, client=client.code, answers="fhir")


@transaction.atomic
def export_research(clients: Iterable[UUID], *, by: Membership, counts: Mapping[str, Any]) -> None:
    """Record that a research export is handed out, with its counts, and once in each record.

    A client can read that they were in it, never which rows are theirs: nobody keeps that.
    """
    audit.record(audit.Kind.EXPORTED, by, by=by, research=True, **counts)
    audit.record_for_each(audit.Kind.EXPORTED, by, clients, by=by, research=True)
