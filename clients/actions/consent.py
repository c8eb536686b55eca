"""Consents, given and withdrawn: by the client themselves, or written down by a therapist."""

from django.db import transaction
from django.utils import timezone

from clients.actions.contribution import contribute
from clients.models import Client, Consent, Contribution
from practice import audit
from practice.models import Membership


@transaction.atomic
def give_consent(client: Client, kind: Consent.Kind, *, by: Membership | None) -> Consent:
    """Record that the client agreed; `by` is None for themselves. Twice changes nothing."""
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
def withdraw_consent(client: Client, kind: Consent.Kind, *, by: Membership | None) -> None:
    """Record that the client no longer agrees. When they say so themselves, Today tells of it."""
    for consent in client.consents.filter(kind=kind, withdrawn_at=None):
        withdrawn = Consent.objects.filter(pk=consent.pk, withdrawn_at=None).update(
            withdrawn_at=timezone.now(), withdrawn_by_client=by is None
        )
        if not withdrawn:
            continue
        audit.record(audit.Kind.CHANGED, consent, by=by, client=client.code, withdrawn=kind)
        if by is None:
            contribute(client, Contribution.Kind.CONSENT, consent)
