"""Signals that an answer raises, or ends, only because of what was recorded before it came."""

from django.db.models import Exists, OuterRef

from alliance.actions.missed import absences, notice_missed_since
from alliance.actions.silence import settle_silence
from alliance.models import CheckIn, Signal
from practice.models import Membership


def look_again(check_in: CheckIn, *, by: Membership | None) -> None:
    """Close a silence that a submitted check-in ends; see sessions that were missed after it.

    `by` is who entered it from paper, None where the client sent it. 1 query where there is
    neither, which is nearly always.
    """
    silence = Signal.objects.waiting().filter(kind=Signal.Kind.SILENCE, client=OuterRef("client"))
    begins = OuterRef("participation__starts_at")
    missed = absences().filter(client=OuterRef("client"), starts_at__gte=begins)
    looked = CheckIn.objects.filter(pk=check_in.pk).values_list(Exists(silence), Exists(missed))
    was_quiet, stayed_away = looked.get()
    if was_quiet:
        settle_silence(Signal.objects.filter(client=check_in.client), by=by)
    if stayed_away:
        notice_missed_since(check_in.client, check_in.participation.starts_at, by=by)
