"""What a client did, waiting to be seen by those who care for them."""

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from clients.models import Client, Contribution
from practice.models import ClinicOwned, Membership


def contribute(client: Client, kind: Contribution.Kind, about: ClinicOwned) -> None:
    """Let it wait on Today. Call it in the transaction of what the client did."""
    Contribution.objects.create(
        clinic_id=client.clinic_id, client=client, kind=kind, about=about.code
    )


def contribute_all(client: Client, kind: Contribution.Kind, rows: Iterable[ClinicOwned]) -> None:
    """Let each of these wait on Today, in one statement."""
    Contribution.objects.bulk_create(
        Contribution(clinic_id=client.clinic_id, client=client, kind=kind, about=each.code)
        for each in rows
    )


def see_contributions(
    client: Client, kinds: Iterable[Contribution.Kind], *, by: Membership
) -> None:
    """The page that shows these was opened by somebody who cares for the client. One UPDATE.

    A second therapist, or a supervisor who looks, does not take it from the first one's Today
    unless they care for the client too: the view asks that first.
    """
    Contribution.objects.filter(client=client, kind__in=list(kinds), seen_at=None).update(
        seen_at=timezone.now(), seen_by=by
    )


def withdraw_contribution(client: Client, about: UUID) -> None:
    """What the client took back before anybody saw it waits no more."""
    Contribution.objects.filter(client=client, about=about, seen_at=None).delete()
