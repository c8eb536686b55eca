"""Silence read as information: raised when two in a row went unanswered, closed once they speak."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from alliance.actions.signal import close_signal, raise_signal, reopen_signal
from alliance.models import CheckIn, CheckInLink, Signal
from alliance.models.signal import SignalQuerySet
from alliance.science.silence import unanswered_in_a_row
from practice.models import Membership
from sessions.models import Participation

ENOUGH = 2

IN_TIME = (
    Participation.Attendance.CANCELLED_BY_CLIENT,
    Participation.Attendance.CANCELLED_BY_THERAPIST,
)
"""Who cancelled in time had no session to prepare."""


class Asked(NamedTuple):
    """A check-in that tells something: answered, or left although it could have been answered."""

    client: int
    check_in: int
    session_at: datetime
    answered_at: datetime | None


def notice_silence() -> int:
    """Raise a signal for each client whose last two check-ins went unanswered. Returns how many.

    The latest of them carries the signal, so that it is raised once, however often this runs.
    Signals that are no longer true are closed first.
    """
    settle_silence(Signal.objects.filter(check_in__isnull=False, client__ended_on=None))
    left = CheckIn.objects.filter(_left(), submitted_at=None, client__ended_on=None)
    quiet_ones = left.values("client_id")
    signals = Signal.objects.filter(kind=Signal.Kind.SILENCE, client_id__in=quiet_ones)
    said = {signal.check_in_id: signal for signal in signals.select_related("client")}
    found = {
        row[-1].check_in: len(row)
        for _client, asked in _by_client(quiet_ones)
        for row in [_quiet(asked)]
        if len(row) >= ENOUGH and not any(_stands(said.get(each.check_in)) for each in row)
    }
    for pk in found.keys() & said.keys():  # closed by itself, and true again
        reopen_signal(said[pk], by=None)
    new = CheckIn.objects.select_related("client", "participation__session")
    raised = [
        raise_signal(
            Signal.Kind.SILENCE,
            check_in.client,
            session=check_in.participation.session,
            check_in=check_in,
            values={"unanswered": found[check_in.pk]},
        )
        for check_in in new.in_bulk(found.keys() - said.keys()).values()
    ]
    return sum(signal is not None for signal in raised)


def settle_silence(signals: SignalQuerySet, *, by: Membership | None = None) -> None:
    """Close those of these signals of silence that wait and are no longer true.

    `by` is the member whose entry made it so; None for the client's own answer, or for time.
    """
    waiting = signals.waiting().filter(kind=Signal.Kind.SILENCE)
    about = list(waiting.select_related("client"))
    asked = dict(_by_client(waiting.values("client_id"))) if about else {}
    for signal in about:
        if reason := _became(signal, asked.get(signal.client_id, [])):
            close_signal(signal, reason, by=by)


def silence_became(signal: Signal) -> str:
    """Why a signal of silence is no longer true (a `Signal.OtherReason`); empty while it is.

    1 query.
    """
    if signal.check_in_id is None:
        return ""
    return _became(signal, dict(_by_client([signal.client_id])).get(signal.client_id, []))


def _became(signal: Signal, asked: Sequence[Asked]) -> str:
    row = _quiet(asked)
    if len(row) >= ENOUGH and signal.check_in_id in {each.check_in for each in row}:
        return ""
    since = next((each.session_at for each in asked if each.check_in == signal.check_in_id), None)
    answered = any(
        each.answered_at > signal.raised_at or (since is not None and each.session_at >= since)
        for each in asked
        if each.answered_at
    )
    return Signal.OtherReason.ANSWERED if answered else Signal.OtherReason.CORRECTED


def _stands(signal: Signal | None) -> bool:
    """Whether a stretch of silence raised a signal, which waits or was answered by somebody."""
    return signal is not None and not signal.closed_itself


def _quiet(asked: Sequence[Asked]) -> Sequence[Asked]:
    """The latest ones that were left, in a row."""
    row = unanswered_in_a_row([each.answered_at is not None for each in asked])
    return asked[len(asked) - row :]


def _by_client(clients: QuerySet[Any, Any] | Iterable[int]) -> Iterator[tuple[int, list[Asked]]]:
    """What was asked of each of these clients, in the order of the sessions it prepared. 1 query.

    An answer counts whatever became of the session, and before it has begun.
    """
    told = CheckIn.objects.filter(Q(submitted_at__isnull=False) | _left(), client_id__in=clients)
    ordered = told.order_by("client_id", "participation__starts_at")
    rows = ordered.values_list("client_id", "pk", "participation__starts_at", "submitted_at")
    for client, asked in groupby((Asked(*row) for row in rows), key=attrgetter("client")):
        yield client, list(asked)


def _left() -> Q:
    """Of check-ins without an answer: sent, and open to the client until the session began.

    Where every link was withdrawn before that, the client could not have answered.
    """
    begins = OuterRef("participation__starts_at")
    links = CheckInLink.objects.filter(check_in=OuterRef("pk"))
    withdrawn = Exists(links.filter(revoked_at__lt=begins))
    open_still = Exists(links.filter(Q(revoked_at=None) | Q(revoked_at__gte=begins)))
    begun = Q(sent_at__isnull=False, participation__starts_at__lte=timezone.now())
    return begun & ~Q(participation__attendance__in=IN_TIME) & (Q(~withdrawn) | Q(open_still))
