"""A missed session after a low answer, read as information, in whatever order the two come in."""

from datetime import datetime

from django.db.models import Q, QuerySet

from alliance.actions.signal import close_signal, raise_signal, reopen_signal
from alliance.models import Reading, Signal
from alliance.models.rating import CLIENT_CHECK
from clients.models import Client
from practice.models import Membership
from sessions.models import Participation

SAYS_SOMETHING = (Participation.Attendance.NO_SHOW, Participation.Attendance.CANCELLED_LATE)
"""Cancelled in time, or by the therapist: that is an ordinary week."""


def notice_missed(part: Participation, *, by: Membership | None) -> Signal | None:
    """Raise a signal where the client stayed away and their latest answer before it was low.

    An attendance or an answer that is corrected closes the signal that it had raised, and so does
    an ordinary answer in between that comes in late, if nobody answered that signal yet; true
    again, it waits again. Called in the transaction that records the one or the other.
    """
    raised = Signal.objects.filter(
        kind=Signal.Kind.MISSED, session=part.session_id, client=part.client_id
    ).first()
    says = part.attendance in SAYS_SOMETHING
    reading = _latest_before(part) if says else None
    if reading is None or not reading.flag:
        if raised and raised.waits:
            _settle(raised, reading, by=by)
        return None
    if raised and raised.closed_itself:
        reopen_signal(raised, by=by)
        raised.refresh_from_db()
    return raised or _raise(part, reading)


def notice_missed_since(client: Client, since: datetime, *, by: Membership | None) -> None:
    """Look again at the sessions missed from then on: an answer came in late, or was corrected."""
    missed = absences().filter(client=client, starts_at__gte=since)
    for part in missed.select_related("client", "session").order_by("starts_at"):
        notice_missed(part, by=by)


def absences() -> QuerySet[Participation]:
    """The parts in sessions of those who stayed away, or cancelled late."""
    return Participation.objects.filter(attendance__in=SAYS_SOMETHING)


def _latest_before(part: Participation) -> Reading | None:
    """The client's latest answer before a session, about one before it.

    What was answered in a check-in was answered before the session that it prepared: one that was
    asked after the absence cannot have gone before it.
    """
    asked_before = Q(rating__check_in=None) | Q(
        rating__check_in__participation__starts_at__lte=part.starts_at
    )
    return (
        Reading.objects.filter(
            asked_before,
            client=part.client_id,
            superseded_at=None,
            rating__instrument=CLIENT_CHECK,
            rating__session__starts_at__lt=part.starts_at,
        )
        .select_related("rating")
        .order_by("-rating__session__starts_at")
        .first()
    )


def _raise(part: Participation, reading: Reading) -> Signal | None:
    return raise_signal(
        Signal.Kind.MISSED,
        part.client,
        session=part.session,
        rating=reading.rating,
        values=reading.as_values() | {"attendance": part.attendance},
    )


def _settle(signal: Signal, reading: Reading | None, *, by: Membership | None) -> None:
    """Close it for the reason why it is no longer true.

    The same answer, only read otherwise by now, leaves it: the page says that it was revised.
    """
    if reading is None or reading.rating_id != signal.rating_id:
        late = reading is not None
        reason = Signal.OtherReason.ANSWERED if late else Signal.OtherReason.CORRECTED
        close_signal(signal, reason, by=by)
    elif signal.is_of_other_answer:
        close_signal(signal, Signal.OtherReason.CORRECTED, by=by)
