"""How far a rupture is repaired, as each of the two says; opening it to the client; its endings."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from alliance.actions.repair import RuptureEnded
from alliance.actions.rupture import hold_rupture, trace_rupture, write_change
from alliance.models import CheckIn, RepairAttempt, Rupture, RuptureChange
from alliance.vocabulary import Change, OpenedBecause, Outcome, ToldBy
from practice.models import Membership
from sessions.models import Session


class NobodySaidSo(Exception):
    """A repair needs somebody's word; nothing was written."""


class NotOpened(Exception):
    """The rupture was not opened to the client; nothing was written."""


@transaction.atomic
def open_to_client(
    rupture: Rupture,
    *,
    by: Membership,
    version: int | None,
    words: str,
    because: str = OpenedBecause.THERAPIST,
) -> Rupture:
    """Let the client read `words` about it and be asked how it feels now."""
    fresh = hold_rupture(rupture, version)
    fresh.opened_words = words
    fresh.opened_because = because
    fresh.opened_at = fresh.opened_at or timezone.now()
    fresh.save()
    write_change(fresh, Change.OPENED, by=by, values={"because": str(because)})
    trace_rupture(fresh, by, opened=str(because))
    return fresh


@transaction.atomic
def cover_from_client(rupture: Rupture, *, by: Membership, version: int | None) -> Rupture:
    """Show it to the client no longer. What they said about it stays."""
    fresh = hold_rupture(rupture, version)
    if fresh.opened_at is None:
        return fresh
    fresh.opened_at, fresh.opened_because = None, ""
    fresh.save()
    write_change(fresh, Change.COVERED, by=by)
    trace_rupture(fresh, by, opened="")
    return fresh


@transaction.atomic
def take_client_word(
    rupture: Rupture,
    resolution: int,
    *,
    told: str,
    words: str = "",
    by: Membership | None = None,
    check_in: CheckIn | None = None,
) -> Rupture:
    """What the client says: how far it is repaired, 1 (not at all) to 5 (completely).

    `told` is one of ToldBy; `by` is the therapist who wrote it down where they were told. Through
    the client's own door only what was opened to them can be answered: NotOpened otherwise. The
    outcome stays as it is: that is for the two to settle.
    """
    if (by is None) == (told == ToldBy.TOLD):
        raise ValueError(told)
    fresh = hold_rupture(rupture, None)
    if told != ToldBy.TOLD and fresh.opened_at is None:
        raise NotOpened
    fresh.resolution_by_client = resolution
    fresh.resolution_by_client_at = timezone.now()
    fresh.resolution_by_client_told = told
    fresh.client_words = words
    fresh.version += 1  # who is about to say how it ended has not read this
    fresh.save()
    write_change(
        fresh,
        Change.CLIENT_SAID,
        by=by,
        check_in=check_in,
        reason=words,
        values={"resolution": resolution, "told": str(told)},
    )
    trace_rupture(fresh, by, client_said=str(told))
    return fresh


@transaction.atomic
def say_resolution(
    rupture: Rupture, resolution: int, *, by: Membership, version: int | None
) -> Rupture:
    """What the therapist says: how far it is repaired, 1 (not at all) to 5 (completely)."""
    fresh = hold_rupture(rupture, version)
    _say(fresh, resolution, by)
    fresh.save()
    trace_rupture(fresh, by, therapist_said=True)
    return fresh


def _say(fresh: Rupture, resolution: int, by: Membership) -> None:
    fresh.resolution_by_therapist = resolution
    fresh.resolution_by_therapist_at = timezone.now()
    write_change(fresh, Change.THERAPIST_SAID, by=by, values={"resolution": resolution})


@transaction.atomic
def agree_criteria(
    rupture: Rupture,
    *,
    by: Membership,
    version: int | None,
    words: str,
    agreed_on: date | None,
) -> Rupture:
    """What would count as repaired, and the day on which the client agreed to it, if they did."""
    fresh = hold_rupture(rupture, version)
    fresh.would_count, fresh.would_count_agreed_on = words, agreed_on
    fresh.save()
    write_change(
        fresh,
        Change.CRITERIA,
        by=by,
        reason=words,
        values={"agreed_on": agreed_on.isoformat() if agreed_on else None},
    )
    trace_rupture(fresh, by, criteria=True)
    return fresh


@transaction.atomic
def set_revisit(
    rupture: Rupture, on: date | None, *, by: Membership, version: int | None
) -> Rupture:
    """Set, move or clear the day to come back to it."""
    fresh = hold_rupture(rupture, version)
    if fresh.revisit_on == on:
        return fresh
    fresh.revisit_on = on
    fresh.save()
    values = {"revisit_on": on.isoformat() if on else None}
    write_change(fresh, Change.REVISIT, by=by, values=values)
    trace_rupture(fresh, by, **values)
    return fresh


@transaction.atomic
def put_off(rupture: Rupture, session: Session, *, by: Membership, reason: str) -> RuptureChange:
    """Leave it alone in this session's note, for a reason. It asks again in the next."""
    if not reason.strip():
        raise ValueError("a prompt is put off only with a reason")
    fresh = hold_rupture(rupture, None)
    change = write_change(fresh, Change.PUT_OFF, by=by, session=session, reason=reason)
    trace_rupture(fresh, by, put_off=str(session.code))
    return change


@transaction.atomic
def close_rupture(
    rupture: Rupture,
    *,
    by: Membership,
    version: int | None,
    outcome: str,
    reason: str = "",
    session: Session | None = None,
    resolution_by_therapist: int | None = None,
    resolution_by_client: int | None = None,
) -> Rupture:
    """Say how it ended, as each says: 1 (not at all) to 5 (completely).

    A word given here for the client is what they told the therapist. Raises NobodySaidSo where
    "repaired" has no person's word; RuptureEnded when it has ended already.
    """
    fresh = hold_rupture(rupture, version)
    if not fresh.is_open:
        raise RuptureEnded
    if resolution_by_client:
        take_client_word(fresh, resolution_by_client, told=ToldBy.TOLD, by=by)
        fresh = Rupture.objects.select_related("client", "session").get(pk=fresh.pk)
    if resolution_by_therapist:
        _say(fresh, resolution_by_therapist, by)
    if outcome == Outcome.REPAIRED and not (
        fresh.resolution_by_client or fresh.resolution_by_therapist
    ):
        raise NobodySaidSo
    was = fresh.outcome
    fresh.outcome, fresh.closed_at, fresh.closed_in = outcome, timezone.now(), session
    fresh.save()
    write_change(
        fresh, Change.CLOSED, by=by, was=was, became=outcome, session=session, reason=reason
    )
    trace_rupture(fresh, by, outcome=str(outcome))
    return fresh


@transaction.atomic
def reopen_rupture(
    rupture: Rupture,
    *,
    by: Membership,
    version: int | None,
    reason: str,
    session: Session | None = None,
) -> Rupture:
    """It is back. What each said of its repair is in the history, and asked anew."""
    fresh = hold_rupture(rupture, version)
    if fresh.is_open:
        return fresh
    was = fresh.outcome
    begun = RepairAttempt.objects.filter(rupture=fresh).exists()
    fresh.outcome = Outcome.REPAIRING if begun else Outcome.OPEN
    fresh.closed_at = fresh.closed_in = None
    for name, value in _UNSAID.items():
        setattr(fresh, name, value)
    fresh.save()
    write_change(
        fresh,
        Change.REOPENED,
        by=by,
        was=was,
        became=fresh.outcome,
        session=session,
        reason=reason,
    )
    trace_rupture(fresh, by, outcome=str(fresh.outcome))
    return fresh


_UNSAID: dict[str, Any] = {
    "resolution_by_client": None,
    "resolution_by_client_at": None,
    "resolution_by_client_told": "",
    "client_words": "",
    "resolution_by_therapist": None,
    "resolution_by_therapist_at": None,
}
