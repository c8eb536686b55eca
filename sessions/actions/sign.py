"""Signing a note, and what is added to it afterwards."""

from django.db import transaction
from django.utils import timezone

from practice import audit
from practice.models import Membership
from practice.versions import ChangedMeanwhile
from sessions.actions.cosign import ask_whom_it_needs
from sessions.actions.note import SignedAlready, Unfinished, signed_bytes
from sessions.actions.trace import trace
from sessions.canonical import digest
from sessions.desk import format_of
from sessions.models import Addendum, Note, Session
from sessions.record import chained, digests


@transaction.atomic
def sign_note(note: Note, *, by: Membership, version: int, shown: str | None = None) -> Note:
    """Lock exactly the text of `version`. One conditional UPDATE: one signature can ever exist.

    `shown` is the digest of the text as it was read; a page that shows the text sends it. Where
    the clinic wants the supervisor's signature too, it is asked for at once.

    Raises SignedAlready, ChangedMeanwhile when the text shown is no longer the text stored, or
    Unfinished while a required section is empty.
    """
    stored = Note.objects.get(pk=note.pk)
    signature = digest(signed_bytes(stored))
    if not stored.is_signed and (stored.version != version or shown not in (None, signature)):
        raise ChangedMeanwhile
    if not stored.is_signed and format_of(stored).unwritten(stored.content):
        raise Unfinished
    held = Note.objects.filter(pk=note.pk, version=version, signed_at=None).update(
        signed_at=timezone.now(), signed_by=by, signed_digest=signature
    )
    if not held:
        raise SignedAlready if Note.objects.get(pk=note.pk).is_signed else ChangedMeanwhile
    Session.objects.filter(pk=note.session_id).update(is_documented=True)
    trace(audit.Kind.SIGNED, note, by, version=version, digest=signature)
    signed = Note.objects.get(pk=note.pk)
    ask_whom_it_needs(signed, by=by)
    return signed


@transaction.atomic
def add_addendum(note: Note, *, by: Membership, words: str) -> Addendum:
    """Add to a signed note; numbered in order, signed over everything before it.

    Raises ChangedMeanwhile where the note is not signed.
    """
    locked = Note.objects.select_for_update().get(pk=note.pk)
    if not locked.is_signed:
        raise ChangedMeanwhile
    earlier = list(locked.addenda.select_related("written_by").order_by("number"))
    addendum = Addendum(
        clinic_id=locked.clinic_id,
        note=locked,
        number=earlier[-1].number + 1 if earlier else 1,
        words=words,
        written_by=by,
        written_at=timezone.now(),
    )
    addendum.digest = chained(locked, digests(locked, earlier), addendum, by)
    addendum.save(force_insert=True)
    trace(audit.Kind.AMENDED, locked, by, number=addendum.number, digest=addendum.digest)
    return addendum
