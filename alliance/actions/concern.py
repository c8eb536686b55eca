"""What felt off: said by the client, and taken back by them."""

from django.db import transaction
from django.utils import timezone

from alliance.models import CheckIn, Concern
from clients.models import Client
from practice import audit


@transaction.atomic
def say_concern(
    client: Client, *, strength: str, words: str, request: str, check_in: CheckIn | None = None
) -> Concern:
    """Keep what felt off, and what the client wants done with it."""
    concern = Concern.objects.create(
        clinic_id=client.clinic_id,
        client=client,
        check_in=check_in,
        strength=strength,
        words=words,
        request=request,
        said_at=timezone.now(),
    )
    audit.record(audit.Kind.SUBMITTED, concern, by=None, client=client.code)
    return concern


@transaction.atomic
def withdraw_concern(concern: Concern) -> bool:
    """Take it back: from now on the client alone sees it. False when it was taken back before."""
    taken = Concern.objects.standing().filter(pk=concern.pk)
    if not taken.update(withdrawn_at=timezone.now(), escalates_at=None):
        return False
    audit.record(audit.Kind.REVOKED, concern, by=None, client=concern.client.code)
    return True
