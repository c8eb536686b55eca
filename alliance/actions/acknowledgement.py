"""What is said to a safety notice: it is done, or somebody has it in hand and is not done yet."""

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from alliance.actions.escalation import put_in_hand
from alliance.models import SafetyNotice
from practice import audit
from practice.models import Membership
from practice.sealed import seal_for


class AnsweredHigher(Exception):
    """The client gave a higher answer than the one that was seen. Nothing was written."""


@transaction.atomic
def acknowledge_safety(
    notice: SafetyNotice, words: str, *, by: Membership, seen: int | None = None
) -> bool:
    """Take the notice on and say what was done; nobody else is told after that.

    One conditional UPDATE: of two people at once the second gets False, and nothing of theirs is
    written. What was said before the answer rose again stays above the new words. `seen` is the
    highest answer that this person was shown, None where they are shown none; raises
    AnsweredHigher when there is a higher one by now.
    """
    said = _after_earlier(notice, words, seen)
    taken = SafetyNotice.objects.filter(pk=notice.pk, acknowledged_at=None).update(
        acknowledged_at=timezone.now(),
        acknowledged_by=by,
        held_by=None,
        escalates_at=None,
        words=seal_for(notice, "words", said),
    )
    if taken:
        audit.record(
            audit.Kind.CHANGED, notice, by=by, client=notice.client.code, acknowledged=True
        )
    return bool(taken)


@transaction.atomic
def hold_safety(
    notice: SafetyNotice,
    words: str,
    *,
    by: Membership,
    holder: Membership,
    seen: int | None = None,
) -> bool:
    """Say what was done so far: `holder` has it in hand, and is reminded until somebody closes it.

    It goes on waiting. A `holder` other than `by` is told now. False, and nothing written, when
    somebody acknowledged it meanwhile; raises AnsweredHigher as above.
    """
    now = timezone.now()
    at = date_format(timezone.localtime(now, notice.clinic.zone), "j M, G:i")
    said = _after_earlier(notice, f"{by.name}, {at}: {words}", seen)
    held = SafetyNotice.objects.filter(pk=notice.pk, acknowledged_at=None).update(
        held_by=holder, waits_anew_at=now, words=seal_for(notice, "words", said)
    )
    if held:
        audit.record(audit.Kind.CHANGED, notice, by=by, client=notice.client.code, held=True)
        put_in_hand(notice, holder, now, tell=holder != by)
    return bool(held)


def _after_earlier(notice: SafetyNotice, words: str, seen: int | None) -> str:
    """The words below those said before, with the row locked. Raises AnsweredHigher."""
    stored = SafetyNotice.objects.select_for_update().get(pk=notice.pk)
    if seen is not None and stored.acknowledged_at is None and stored.answer["highest"] > seen:
        raise AnsweredHigher
    return "\n\n".join(each for each in (stored.words, words) if each)
