"""The doors to what asks for attention: signals, what felt off, safety notices."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from alliance.models import (
    Concern,
    SafetyNotice,
    Signal,
)
from clients.models import Client
from practice import audit
from practice.access import SignedInRequest


def get_signal(request: SignedInRequest, code: UUID) -> Signal:
    """Return a signal about somebody whose record this person may open, or 404. Leaves a trace."""
    signal = get_object_or_404(
        Signal.objects.select_related(
            "client", "session", "rating__session", "check_in", "concern"
        ).filter(client__in=Client.objects.visible_to(request.membership)),
        code=code,
    )
    audit.record(audit.Kind.RECORD_OPENED, signal, by=request.membership, client=signal.client.code)
    return signal


def get_concern(request: SignedInRequest, code: UUID) -> Concern:
    """Return what felt off to somebody in their care, or was addressed to them, or 404.

    Leaves a trace. `in_care` and `on_team` say which (`ConcernQuerySet.visible_to`).
    """
    concern = get_object_or_404(
        Concern.objects.visible_to(request.membership).select_related(
            "client", "seen_by__user", "answered_by__user"
        ),
        code=code,
    )
    audit.record(
        audit.Kind.RECORD_OPENED, concern, by=request.membership, client=concern.client.code
    )
    return concern


def get_safety_notice(request: SignedInRequest, code: UUID) -> SafetyNotice:
    """Return a notice told to this person or about somebody in their care, or 404. Leaves a trace.

    `in_care` says which: who was only told learns that a safety question was answered above zero,
    not which, nor how.
    """
    notice = get_object_or_404(
        SafetyNotice.objects.visible_to(request.membership).select_related(
            "clinic",
            "client",
            "check_in__participation__session__therapist__user",
            "acknowledged_by__user",
            "held_by__user",
        ),
        code=code,
    )
    audit.record(audit.Kind.RECORD_OPENED, notice, by=request.membership, client=notice.client.code)
    return notice
