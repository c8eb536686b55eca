"""A client takes their record along, or their answers alone."""

from typing import Any

from django.db import transaction

from alliance.pages import answers_as_bundle
from clients.models import Client
from portal.export import own_record
from practice import audit


@transaction.atomic
def take_record(client: Client, *, kind: str) -> dict[str, Any]:
    """Everything they may have, as one reading of the database; `kind` is `json` or `pdf`."""
    audit.record(audit.Kind.EXPORTED, client, by=None, client=client.code, own=kind)
    return own_record(client)


@transaction.atomic
def take_answers(client: Client) -> dict[str, Any]:
    """All that they answered, as FHIR for another practice's program; nothing of it is covered."""
    audit.record(audit.Kind.EXPORTED, client, by=None, client=client.code, own="fhir")
    return answers_as_bundle(client, own=True)
