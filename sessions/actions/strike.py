"""Striking through what was signed by mistake. Nothing is deleted, nothing is taken back."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from practice import audit
from practice.models import Membership
from practice.versions import ChangedMeanwhile
from sessions.actions.trace import trace
from sessions.chain import strike_digest
from sessions.models import Addendum, Note, Strike
from sessions.record import digests


class StruckAlready(Exception):
    """It is struck through; only an addendum can follow. Nothing was written."""


@transaction.atomic
def strike_through(
    note: Note, *, by: Membership, reason: str, words: str = "", addendum: Addendum | None = None
) -> Strike:
    """Strike through a signed note, or one of its addenda.

    Raises StruckAlready, or ChangedMeanwhile where the note is not signed or the addendum is
    another note's.
    """
    locked = Note.objects.select_for_update().get(pk=note.pk)
    if not locked.is_signed or (addendum and addendum.note_id != locked.pk):
        raise ChangedMeanwhile
    now = timezone.now()
    try:
        with transaction.atomic():
            strike = Strike.objects.create(
                clinic_id=locked.clinic_id,
                note=locked,
                addendum=addendum,
                reason=reason,
                words=words,
                struck_by=by,
                struck_at=now,
                digest=strike_digest(
                    _digest_of(locked, addendum),
                    reason=reason,
                    words=words,
                    author=str(by.code),
                    at=now,
                ),
            )
    except IntegrityError as error:
        raise StruckAlready from error
    trace(
        audit.Kind.STRUCK,
        locked,
        by,
        number=addendum.number if addendum else None,
        reason=reason,
        digest=strike.digest,
    )
    return strike


def _digest_of(note: Note, addendum: Addendum | None) -> str:
    if addendum is None:
        return note.signed_digest
    upto = note.addenda.select_related("written_by").filter(number__lte=addendum.number)
    return digests(note, list(upto.order_by("number")))[-1]
