"""A missed session after a low answer, read as information."""

from alliance.actions.signal import close_signal, raise_signal, reopen_signal
from alliance.models import Reading, Signal
from alliance.models.rating import CLIENT_CHECK
from practice.models import Membership
from sessions.models import Participation

SAYS_SOMETHING = (Participation.Attendance.NO_SHOW, Participation.Attendance.CANCELLED_LATE)
"""Cancelled in time, or by the therapist: that is an ordinary week."""


def notice_missed(part: Participation, *, by: Membership) -> Signal | None:
    """Raise a signal where the client stayed away and their latest answer before it was low.

    An attendance that is corrected closes the signal that it had raised, if nobody answered that
    yet; recorded as missed again, the signal waits again. Called in the transaction that records
    the attendance.
    """
    raised = Signal.objects.filter(
        kind=Signal.Kind.MISSED, session=part.session_id, client=part.client_id
    ).first()
    if part.attendance not in SAYS_SOMETHING:
        if raised and raised.answer in ("", Signal.Answer.WILL_ASK):
            close_signal(raised, Signal.OtherReason.CORRECTED, by=by)
        return None
    if raised and raised.closed_itself:
        reopen_signal(raised, by=by)
        raised.refresh_from_db()
    return raised or _raise(part)


def _raise(part: Participation) -> Signal | None:
    reading = (
        Reading.objects.filter(
            client=part.client_id,
            superseded_at=None,
            rating__instrument=CLIENT_CHECK,
            rating__session__starts_at__lt=part.starts_at,
        )
        .select_related("rating")
        .order_by("-rating__session__starts_at")
        .first()
    )
    if reading is None or not reading.flag:
        return None
    return raise_signal(
        Signal.Kind.MISSED,
        part.client,
        session=part.session,
        rating=reading.rating,
        values=reading.as_values() | {"attendance": part.attendance},
    )
