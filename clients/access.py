"""The door to a client's record."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from clients.models import Client
from practice import audit
from practice.access import SignedInRequest


def get_client(request: SignedInRequest, code: UUID) -> Client:
    """Return the client, or 404 so that a stranger cannot tell it exists. Leaves a trace."""
    client = get_object_or_404(Client.objects.visible_to(request.membership), code=code)
    audit.record(audit.Kind.RECORD_OPENED, client, by=request.membership, client=client.code)
    return client
