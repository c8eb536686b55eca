"""Raising a reason to ask, and answering it."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from alliance.models import CheckIn, Rating, Signal
from clients.models import Client
from practice import audit
from practice.models import Membership
from sessions.models import Session


def raise_signal(
    kind: Signal.Kind,
    client: Client,
    *,
    values: dict[str, Any],
    session: Session | None = None,
    rating: Rating | None = None,
    check_in: CheckIn | None = None,
) -> Signal | None:
    """Raise a signal once: the same rule about the same rating or check-in speaks one time."""
    try:
        with transaction.atomic():
            return Signal.objects.create(
                clinic_id=client.clinic_id,
                client=client,
                session=session,
                kind=kind,
                values=values,
                rating=rating,
                check_in=check_in,
                raised_at=timezone.now(),
            )
    except IntegrityError:  # one a rating and rule, one a check-in and rule
        return None


@transaction.atomic
def answer_signal(signal: Signal, answer: str, *, by: Membership) -> bool:
    """Record what the therapist made of it. False when it was answered already.

    Older signals of the same rule about the same client are answered with it: pages show the
    newest alone.
    """
    same = Signal.objects.filter(client=signal.client, kind=signal.kind, answered_at=None)
    held = same.filter(pk=signal.pk).exists() and same.filter(
        raised_at__lte=signal.raised_at
    ).update(answer=answer, answered_at=timezone.now(), answered_by=by)
    if held:
        audit.record(audit.Kind.CHANGED, signal, by=by, client=signal.client.code, answer=answer)
    return bool(held)
