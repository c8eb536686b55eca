"""The doors to ruptures, signals and check-in links."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from alliance.models import CheckInLink, Rupture, Signal
from clients.models import Client
from practice import audit, tokens
from practice.access import SignedInRequest


def get_rupture(request: SignedInRequest, code: UUID) -> Rupture:
    """Return a rupture of somebody on the reader's own caseload, or 404. Leaves a trace."""
    rupture = get_object_or_404(
        Rupture.objects.select_related("client", "session").filter(
            client__in=Client.objects.visible_to(request.membership)
        ),
        code=code,
    )
    audit.record(
        audit.Kind.RECORD_OPENED, rupture, by=request.membership, client=rupture.client.code
    )
    return rupture


def get_signal(request: SignedInRequest, code: UUID) -> Signal:
    """Return a signal about somebody whose record this person may open, or 404. Leaves a trace."""
    signal = get_object_or_404(
        Signal.objects.select_related("client", "session", "rating", "check_in").filter(
            client__in=Client.objects.visible_to(request.membership)
        ),
        code=code,
    )
    audit.record(audit.Kind.RECORD_OPENED, signal, by=request.membership, client=signal.client.code)
    return signal


def find_link(token: str) -> CheckInLink | None:
    """The link that a secret belongs to, in whatever state; None when there is none."""
    return (
        CheckInLink.objects.select_related(
            "clinic",
            "check_in__clinic",
            "check_in__client",
            "check_in__about",
            "check_in__participation__session__therapist__user",
        )
        .filter(token_digest=tokens.digest(token))
        .first()
    )
