"""Strengths: named by the client or by a therapist, read by both, taken back by who named them."""

from django.db import transaction
from django.utils import timezone

from clients.actions.contribution import contribute, withdraw_contribution
from clients.models import Client, Contribution, Strength
from practice import audit
from practice.again import said_already
from practice.models import Membership


@transaction.atomic
def name_strength(client: Client, words: str, *, by: Membership | None = None) -> Strength:
    """Write a strength down. `by` is the therapist who noticed it, None for the client.

    The same once more within a minute is the same.
    """
    named = Strength.objects.filter(client=client, named_by=by, withdrawn_at=None)
    if again := said_already(client, named, at="named_at", words=words):
        return again
    strength = Strength.objects.create(
        clinic_id=client.clinic_id, client=client, words=words, named_by=by
    )
    audit.record(audit.Kind.CREATED, strength, by=by, client=client.code)
    if by is None:
        contribute(client, Contribution.Kind.STRENGTH, strength)
    return strength


@transaction.atomic
def take_back_strength(strength: Strength, *, by: Membership | None = None) -> bool:
    """Show it to nobody any more. Only who named it takes it back: False for anybody else."""
    mine = Strength.objects.filter(pk=strength.pk, named_by=by, withdrawn_at=None)
    if not mine.update(withdrawn_at=timezone.now()):
        return False
    if by is None:
        withdraw_contribution(strength.client, strength.code)
    client = strength.client.code
    audit.record(audit.Kind.REVOKED, strength, by=by, client=client)
    return True
