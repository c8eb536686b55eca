"""That what was sent to somebody came back, and that they can be reached again."""

from django.db import transaction
from django.utils import timezone

from clients.models import Client
from clients.reach import address_of
from practice import audit
from practice.models import Membership, OutboxMessage
from practice.outbox import address_index


def note_came_back(message: OutboxMessage, ending: OutboxMessage.Ending) -> None:
    """The outbox's word on a message to a client: remember that their address takes nothing.

    Not when they have another one by now, or another way of being reached.
    """
    if ending != OutboxMessage.Ending.BOUNCED or message.client is None:
        return
    client = Client.objects.filter(code=message.client, clinic=message.clinic_id).first()
    if client is None or client.unreachable_at:
        return
    address = address_of(client)
    now = address_index(address, clinic_id=client.clinic_id) if address else b""
    if now != bytes(message.sent_to) or not address:
        return
    Client.objects.filter(pk=client.pk).update(
        unreachable_at=timezone.now(), unreachable_by=client.channel
    )
    audit.record(audit.Kind.CHANGED, client, by=None, client=client.code, unreachable=True)


@transaction.atomic
def reach_again(client: Client, *, by: Membership) -> None:
    """The address is right after all: send there again from now on."""
    if client.unreachable_at is None:
        return
    Client.objects.filter(pk=client.pk).update(unreachable_at=None, unreachable_by="")
    client.unreachable_at, client.unreachable_by = None, ""
    audit.record(audit.Kind.CHANGED, client, by=by, client=client.code, unreachable=False)
