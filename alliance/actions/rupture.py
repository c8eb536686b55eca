"""Recording ruptures, what was done about them, and what each person says came of it."""

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from alliance.actions.signal import answer_signal
from alliance.models import RepairAttempt, Rupture, Signal
from alliance.vocabulary import Outcome
from clients.models import Client
from practice import audit
from practice.models import Membership
from practice.versions import ChangedMeanwhile
from sessions.models import Session


@transaction.atomic
def record_rupture(
    session: Session,
    client: Client,
    *,
    by: Membership,
    signal: Signal | None = None,
    **details: Any,
) -> Rupture:
    """Record what a person noticed; the signals that led to it are thereby answered.

    They are `signal`, and whatever else is still unanswered about this session or was said in the
    check-in before it.
    """
    led = list(_unanswered(session, client))
    signal = signal or (led[0] if led else None)
    rupture = Rupture.objects.create(
        clinic_id=session.clinic_id,
        session=session,
        client=client,
        recorded_by=by,
        signal=signal,
        **details,
    )
    audit.record(audit.Kind.CREATED, rupture, by=by, client=client.code)
    for each in dict.fromkeys([*([signal] if signal else []), *led]):
        answer_signal(each, Signal.Answer.SOMETHING, by=by)
    return rupture


def _unanswered(session: Session, client: Client) -> QuerySet[Signal]:
    """What asks for an answer about this session, what somebody said before what a number says."""
    about = (
        Q(session=session)
        | Q(rating__session=session)
        | Q(check_in__participation__session=session)
    )
    waiting = Signal.objects.waiting().filter(about, client=client, rupture=None)
    return waiting.order_by("kind", "id")


@transaction.atomic
def change_rupture(rupture: Rupture, *, by: Membership, version: int, **details: Any) -> Rupture:
    """Complete or correct a record. Raises ChangedMeanwhile when the form was out of date."""
    fresh = _hold(rupture, version)
    for field, value in details.items():
        setattr(fresh, field, value)
    fresh.save()
    _record(fresh, by, fields=sorted(details))
    return fresh


@transaction.atomic
def record_repair_attempt(
    rupture: Rupture, session: Session, *, by: Membership, **details: Any
) -> RepairAttempt:
    """Record what was done in a session; an open rupture is then being repaired."""
    attempt = RepairAttempt.objects.create(
        clinic_id=rupture.clinic_id,
        rupture=rupture,
        session=session,
        recorded_by=by,
        **details,
    )
    Rupture.objects.filter(pk=rupture.pk, outcome=Outcome.OPEN).update(outcome=Outcome.REPAIRING)
    audit.record(audit.Kind.CREATED, attempt, by=by, client=rupture.client.code)
    return attempt


@transaction.atomic
def close_rupture(
    rupture: Rupture,
    *,
    by: Membership,
    version: int,
    outcome: str,
    session: Session | None = None,
    resolution_by_therapist: int | None = None,
    resolution_by_client: int | None = None,
) -> Rupture:
    """Say how it ended, as each says: 1 (not at all) to 5 (completely).

    "Repaired" needs at least one person's word; the database refuses it otherwise.
    """
    fresh = _hold(rupture, version)
    now = timezone.now()
    fresh.outcome = outcome
    fresh.closed_at = now
    fresh.closed_in = session
    if resolution_by_therapist:
        fresh.resolution_by_therapist = resolution_by_therapist
        fresh.resolution_by_therapist_at = now
    if resolution_by_client:
        fresh.resolution_by_client = resolution_by_client
        fresh.resolution_by_client_at = now
    fresh.save()
    _record(fresh, by, outcome=outcome)
    return fresh


@transaction.atomic
def keep_promise(attempt: RepairAttempt, *, by: Membership) -> None:
    """Record that a promise made to the client was kept."""
    kept = RepairAttempt.objects.filter(pk=attempt.pk, promise_kept_at=None)
    if kept.update(promise_kept_at=timezone.now()):
        _record(attempt.rupture, by, promise_kept=str(attempt.code))


def _hold(rupture: Rupture, version: int) -> Rupture:
    held = Rupture.objects.filter(pk=rupture.pk, version=version).update(version=version + 1)
    if not held:
        raise ChangedMeanwhile
    return Rupture.objects.select_related("client").get(pk=rupture.pk)


def _record(rupture: Rupture, by: Membership, **detail: Any) -> None:
    audit.record(audit.Kind.CHANGED, rupture, by=by, client=rupture.client.code, **detail)
