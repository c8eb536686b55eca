"""Attempts at repair, and the promises made in them."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from alliance.actions.rupture import hold_rupture, trace_rupture, write_change
from alliance.models import RepairAttempt, Rupture
from alliance.vocabulary import Change, Outcome
from practice import audit
from practice.models import Membership
from sessions.models import Session


class RuptureEnded(Exception):
    """The rupture has ended; nothing was written. It can be reopened."""


@transaction.atomic
def record_repair_attempt(
    rupture: Rupture, session: Session, *, by: Membership, **details: Any
) -> RepairAttempt:
    """Record what was done in a session; an open rupture is then being repaired.

    Raises RuptureEnded when it is neither open nor being repaired any more.
    """
    fresh = hold_rupture(rupture, None)
    if not fresh.is_open:
        raise RuptureEnded
    attempt = RepairAttempt.objects.create(
        clinic_id=fresh.clinic_id,
        rupture=fresh,
        session=session,
        recorded_by=by,
        promised_on=_day_of(session) if details.get("promise") else None,
        **details,
    )
    was, fresh.outcome = fresh.outcome, Outcome.REPAIRING
    fresh.save(update_fields=["outcome"])
    begun = was == Outcome.OPEN
    write_change(
        fresh,
        Change.ATTEMPT,
        by=by,
        was=was if begun else "",
        became=Outcome.REPAIRING if begun else "",
        session=session,
        values={"attempt": str(attempt.code)},
    )
    audit.record(audit.Kind.CREATED, attempt, by=by, client=fresh.client.code)
    return attempt


def _day_of(session: Session) -> date:
    return session.starts_at.astimezone(session.clinic.zone).date()


@transaction.atomic
def keep_promise(attempt: RepairAttempt, *, by: Membership) -> bool:
    """Record that a promise made to the client was kept. False when it was settled already."""
    if not _waiting(attempt).update(promise_kept_at=timezone.now()):
        return False
    _settled(attempt, Change.KEPT, by)
    return True


@transaction.atomic
def release_promise(attempt: RepairAttempt, *, by: Membership, reason: str) -> bool:
    """Record that a promise no longer holds, and why. False when it was settled already."""
    if not _waiting(attempt).update(promise_released_at=timezone.now()):
        return False
    attempt.refresh_from_db()
    attempt.promise_released_because = reason
    attempt.save(update_fields=["promise_released_because"])
    _settled(attempt, Change.RELEASED, by, reason)
    return True


def _waiting(attempt: RepairAttempt) -> Any:
    return RepairAttempt.objects.filter(
        pk=attempt.pk, promise_kept_at=None, promise_released_at=None
    )


def _settled(attempt: RepairAttempt, kind: Change, by: Membership, reason: str = "") -> None:
    values = {"attempt": str(attempt.code)}
    write_change(attempt.rupture, kind, by=by, reason=reason, values=values)
    trace_rupture(attempt.rupture, by, promise=kind.value, **values)
