"""Raising a reason to ask, and answering it."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from alliance.models import CheckIn, Concern, Rating, Signal
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
    concern: Concern | None = None,
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
                concern=concern,
                raised_at=timezone.now(),
            )
    except IntegrityError:  # one a rating, a check-in or a missed session, and rule
        return None


@transaction.atomic
def answer_signal(signal: Signal, answer: str, *, by: Membership, other_reason: str = "") -> bool:
    """Record what the therapist made of it, or change what they said; the audit keeps each answer.

    False, and nothing written, when it was answered otherwise since `signal` was read. Older
    signals of the same rule about the same client that wait are answered along with it: pages show
    the newest alone. They follow when the answer is changed.
    """
    same = Signal.objects.filter(client=signal.client, kind=signal.kind)
    said = {
        "answer": answer,
        "other_reason": other_reason,
        "answered_by": by,
        "answered_at": timezone.now(),
    }
    held = same.filter(pk=signal.pk, answer=signal.answer, answered_at=signal.answered_at)
    if not held.update(**said, answered_along=False):
        return False
    _older(signal, same).update(**said, answered_along=True)
    detail = {"answer": answer} | ({"was": signal.answer} if signal.answer else {})
    audit.record(audit.Kind.CHANGED, signal, by=by, client=signal.client.code, **detail)
    return True


@transaction.atomic
def close_signal(signal: Signal, reason: str, *, by: Membership | None) -> None:
    """Close a signal that waits and is no longer true (`reason`: a `Signal.OtherReason`).

    Not `answer_signal`: that this one is no longer true says nothing about the time before. `by` is
    the member whose entry made it so, None where nobody of the staff did.
    """
    _change(
        signal,
        answer=Signal.Answer.ANOTHER_REASON,
        other_reason=reason,
        answered_at=timezone.now(),
        by=by,
    )


@transaction.atomic
def reopen_signal(signal: Signal, *, by: Membership | None) -> None:
    """Let a signal that closed by itself wait again: it is true after all."""
    _change(signal, answer="", other_reason="", answered_at=None, by=by)


def _change(
    signal: Signal,
    *,
    answer: str,
    other_reason: str,
    answered_at: datetime | None,
    by: Membership | None,
) -> None:
    """Write it, unless somebody answered since `signal` was read."""
    held = Signal.objects.filter(
        pk=signal.pk, answer=signal.answer, answered_at=signal.answered_at
    ).update(
        answer=answer,
        other_reason=other_reason,
        answered_at=answered_at,
        answered_by=by if answer else None,
    )
    if held:
        detail = {"answer": answer} | ({"closed": other_reason} if other_reason else {})
        audit.record(audit.Kind.CHANGED, signal, by=by, client=signal.client.code, **detail)


def _older(signal: Signal, same: QuerySet[Signal]) -> QuerySet[Signal]:
    """What waits since before it, and what was answered along with it earlier."""
    waiting = Q(answer__in=["", Signal.Answer.WILL_ASK])
    along = Q(answered_along=True, answered_at=signal.answered_at)
    return same.filter(waiting | along, raised_at__lte=signal.raised_at).exclude(pk=signal.pk)
