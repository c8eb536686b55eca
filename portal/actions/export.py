"""A client takes their record along."""

from typing import Any

from django.db import transaction

from clients.models import Client
from portal.export import own_record
from practice import audit


@transaction.atomic
def take_record(client: Client, *, kind: str) -> dict[str, Any]:
    """Everything they may have, as one reading of the database; `kind` is `json` or `pdf`."""
    audit.record(audit.Kind.EXPORTED, client, by=None, client=client.code, own=kind)
    return own_record(client)
