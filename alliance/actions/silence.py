"""Silence read as information."""

from itertools import groupby

from django.utils import timezone

from alliance.actions.signal import raise_signal
from alliance.models import CheckIn, Signal
from alliance.science.silence import unanswered_in_a_row

ENOUGH = 2


def notice_silence() -> int:
    """Raise a signal for each client whose last two check-ins went unanswered. Returns how many.

    Counted are check-ins that were sent and whose session has begun; the latest of them carries
    the signal, so that it is raised once, however often this runs.
    """
    now = timezone.now()
    past = CheckIn.objects.filter(
        sent_at__isnull=False, participation__starts_at__lte=now, client__ended_on=None
    ).exclude(participation__attendance="therapist cancelled")
    quiet_ones = past.filter(submitted_at=None).values("client_id")
    series = (
        past.filter(client_id__in=quiet_ones)
        .select_related("client", "participation__session")
        .order_by("client_id", "participation__starts_at")
    )
    raised = 0
    for _, group in groupby(series, key=lambda each: each.client_id):
        check_ins = list(group)
        row = unanswered_in_a_row([each.is_submitted for each in check_ins])
        if row >= ENOUGH and not _said(check_ins[-row:]):
            last = check_ins[-1]
            signal = raise_signal(
                Signal.Kind.SILENCE,
                last.client,
                session=last.participation.session,
                check_in=last,
                values={"unanswered": row},
            )
            raised += signal is not None
    return raised


def _said(row: list[CheckIn]) -> bool:
    """Whether this same stretch of silence already raised its signal."""
    return Signal.objects.filter(kind=Signal.Kind.SILENCE, check_in__in=row).exists()
