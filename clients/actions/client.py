"""Adding and changing a client."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from clients import names
from clients.actions.consent import give_consent
from clients.models import CareTeamMember, Client, Consent, NameToken
from clients.reach import address_of
from practice import audit
from practice.models import Membership
from practice.versions import ChangedMeanwhile


@transaction.atomic
def add_client(*, by: Membership, consents: Iterable[Consent.Kind] = (), **details: Any) -> Client:
    """Add a person to the therapist's caseload, with what they consented to."""
    client = Client.objects.create(clinic_id=by.clinic_id, **details)
    index_name(client)
    CareTeamMember.objects.create(
        clinic_id=by.clinic_id, client=client, therapist=by, began_on=client.began_on
    )
    audit.record(audit.Kind.CREATED, client, by=by, client=client.code)
    for kind in consents:
        give_consent(client, kind, by=by)
    return client


@transaction.atomic
def change_client(client: Client, *, by: Membership, version: int, **details: Any) -> Client:
    """Change what is known of a client. Raises ChangedMeanwhile when the form was out of date."""
    held = Client.objects.filter(pk=client.pk, version=version).update(version=version + 1)
    if not held:
        raise ChangedMeanwhile
    fresh = Client.objects.get(pk=client.pk)
    before = address_of(fresh)
    for field, value in details.items():
        setattr(fresh, field, value)
    if address_of(fresh) != before:  # what came back was sent to another one
        fresh.unreachable_at, fresh.unreachable_by = None, ""
    fresh.save()
    if "name" in details:
        index_name(fresh)
    audit.record(audit.Kind.CHANGED, fresh, by=by, client=fresh.code, fields=sorted(details))
    return fresh


@transaction.atomic
def end_therapy(client: Client, *, by: Membership, on: date, ending: str) -> None:
    """Record that therapy ended, and how. The record stays; nothing more is sent."""
    Client.objects.filter(pk=client.pk).update(ended_on=on, ending=ending)
    audit.record(audit.Kind.CHANGED, client, by=by, client=client.code, ended=ending)


@transaction.atomic
def resume_therapy(client: Client, *, by: Membership) -> None:
    """Record that they came back."""
    Client.objects.filter(pk=client.pk).update(ended_on=None, ending="")
    audit.record(audit.Kind.CHANGED, client, by=by, client=client.code, resumed=True)


def index_name(client: Client) -> None:
    """Write the digests by which the client's name is found."""
    client.name_tokens.all().delete()
    NameToken.objects.bulk_create(
        NameToken(clinic_id=client.clinic_id, client=client, digest=digest)
        for digest in names.search_digests(client.name, clinic_id=client.clinic_id)
    )
