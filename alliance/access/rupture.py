"""The doors to a rupture and what was done about it."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from alliance.models import (
    RepairAttempt,
    Rupture,
)
from clients.models import Client
from practice import audit
from practice.access import SignedInRequest


def get_rupture(request: SignedInRequest, code: UUID) -> Rupture:
    """Return a rupture of somebody on the reader's own caseload, or 404. Leaves a trace."""
    rupture = get_object_or_404(
        Rupture.objects.select_related("client", "session", "recorded_by__user").filter(
            client__in=Client.objects.visible_to(request.membership)
        ),
        code=code,
    )
    audit.record(
        audit.Kind.RECORD_OPENED, rupture, by=request.membership, client=rupture.client.code
    )
    return rupture


def get_own_rupture(request: SignedInRequest, code: UUID) -> Rupture:
    """Return a rupture that this person recorded: they alone write to it. 404 otherwise."""
    rupture = get_rupture(request, code)
    if rupture.recorded_by_id != request.membership.pk:
        raise Http404
    return rupture


def get_own_attempt(request: SignedInRequest, code: UUID) -> RepairAttempt:
    """Return an attempt at repair that this person recorded, or 404. Leaves a trace."""
    attempt = get_object_or_404(
        RepairAttempt.objects.select_related("rupture__client", "rupture__session").filter(
            recorded_by=request.membership,
            rupture__client__in=Client.objects.visible_to(request.membership),
        ),
        code=code,
    )
    client = attempt.rupture.client.code
    audit.record(audit.Kind.RECORD_OPENED, attempt, by=request.membership, client=client)
    return attempt
