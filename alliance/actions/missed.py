"""A missed session after a low answer, read as information."""

from django.utils import timezone

from alliance.actions.signal import raise_signal
from alliance.models import Reading, Signal
from alliance.models.rating import CLIENT_CHECK
from practice import audit
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
            _close(raised, by)
        return None
    if raised and raised.other_reason == Signal.OtherReason.CORRECTED:
        _reopen(raised, by)
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


def _close(signal: Signal, by: Membership) -> None:
    """Not `answer_signal`: that nobody stayed away this time says nothing about the time before."""
    signal.answer = Signal.Answer.ANOTHER_REASON
    signal.other_reason = Signal.OtherReason.CORRECTED
    signal.answered_at, signal.answered_by = timezone.now(), by
    _write(signal, by)


def _reopen(signal: Signal, by: Membership) -> None:
    signal.answer = signal.other_reason = ""
    signal.answered_at = signal.answered_by = None
    _write(signal, by)


def _write(signal: Signal, by: Membership) -> None:
    signal.save(update_fields=["answer", "other_reason", "answered_at", "answered_by"])
    audit.record(audit.Kind.CHANGED, signal, by=by, client=signal.client.code, answer=signal.answer)
