"""Recording a rupture, completing it, and writing down each thing that becomes of it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from alliance.actions.signal import answer_signal
from alliance.models import CheckIn, Rupture, RuptureChange, Signal
from alliance.vocabulary import Change, Outcome
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
    write_change(rupture, Change.RECORDED, by=by, became=Outcome.OPEN, session=session)
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
    fresh = hold_rupture(rupture, version)
    changed = sorted(name for name, value in details.items() if getattr(fresh, name) != value)
    if not changed:
        return fresh
    for name in changed:
        setattr(fresh, name, details[name])
    fresh.save()
    write_change(fresh, Change.COMPLETED, by=by, values={"fields": changed})
    trace_rupture(fresh, by, fields=changed)
    return fresh


def hold_rupture(rupture: Rupture, version: int | None) -> Rupture:
    """The rupture as it is now, with the next version; with None whatever it is, as it was.

    Raises ChangedMeanwhile. Call it in a transaction, in which the row stays locked.
    """
    rows = Rupture.objects.filter(pk=rupture.pk)
    if version is None:
        return rows.select_for_update(of=["self"]).select_related("client", "session").get()
    if not rows.filter(version=version).update(version=version + 1):
        raise ChangedMeanwhile
    return rows.select_related("client", "session").get()


def write_change(
    rupture: Rupture,
    kind: Change,
    *,
    by: Membership | None,
    was: str = "",
    became: str = "",
    at: datetime | None = None,
    session: Session | None = None,
    check_in: CheckIn | None = None,
    reason: str = "",
    values: dict[str, Any] | None = None,
) -> RuptureChange:
    """Write one row of a rupture's life. Call it in the transaction of the change itself."""
    return RuptureChange.objects.create(
        clinic_id=rupture.clinic_id,
        rupture=rupture,
        kind=kind,
        was=was,
        became=became,
        at=at or timezone.now(),
        by=by,
        session=session,
        check_in=check_in,
        reason=reason,
        values=values or {},
    )


def trace_rupture(rupture: Rupture, by: Membership | None, **detail: Any) -> None:
    """The audit's row of a change."""
    audit.record(audit.Kind.CHANGED, rupture, by=by, client=rupture.client.code, **detail)
