"""Consents, given and withdrawn."""

from django.db import transaction
from django.utils import timezone

from clients.models import Client, Consent
from practice import audit
from practice.models import Membership


@transaction.atomic
def give_consent(client: Client, kind: Consent.Kind, *, by: Membership) -> Consent:
    """Record that the client agreed. Recording it twice changes nothing."""
    consent, is_new = Consent.objects.get_or_create(
        client=client,
        kind=kind,
        withdrawn_at=None,
        defaults={"clinic_id": client.clinic_id, "recorded_by": by},
    )
    if is_new:
        audit.record(audit.Kind.CREATED, consent, by=by, client=client.code, given=kind)
    return consent


@transaction.atomic
def withdraw_consent(client: Client, kind: Consent.Kind, *, by: Membership) -> None:
    """Record that the client no longer agrees."""
    for consent in client.consents.filter(kind=kind, withdrawn_at=None):
        Consent.objects.filter(pk=consent.pk).update(withdrawn_at=timezone.now())
        audit.record(audit.Kind.CHANGED, consent, by=by, client=client.code, withdrawn=kind)
