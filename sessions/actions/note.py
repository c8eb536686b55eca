"""Writing, signing and adding to notes."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from clients.models import Client
from practice import audit
from practice.models import Membership
from practice.sealed import seal_for
from practice.versions import ChangedMeanwhile
from sessions.canonical import canonical, digest
from sessions.desk import format_of
from sessions.models import Addendum, Note, Session


class SignedAlready(Exception):
    """The note is signed; only an addendum can follow."""


class Unfinished(Exception):
    """A section that the note's format requires is empty. Nothing was signed."""


@transaction.atomic
def save_note(
    session: Session,
    *,
    by: Membership,
    content: dict[str, Any],
    format: str,
    format_version: int,
    version: int,
    clients: Sequence[Client] | None = None,
) -> Note:
    """Save a draft over exactly the version that the writer saw (0: there was none).

    `clients` are those it is about, where the caller has them at hand.

    Raises ChangedMeanwhile when another tab or person saved first, SignedAlready when it is
    locked. Nothing is written then.
    """
    now = timezone.now()
    if version == 0:
        return _begin_note(session, by, content, format, format_version, clients)
    note: Note = session.note
    held = Note.objects.filter(pk=note.pk, version=version, signed_at=None).update(
        content=seal_for(note, "content", content),
        format=format,
        format_version=format_version,
        version=version + 1,
        saved_at=now,
    )
    if not held:
        signed = Note.objects.filter(pk=note.pk, signed_at__isnull=False).exists()
        raise SignedAlready if signed else ChangedMeanwhile
    note.content, note.format, note.format_version = content, format, format_version
    note.version, note.saved_at = version + 1, now
    _record(audit.Kind.CHANGED, note, by, clients)
    return note


def _begin_note(
    session: Session,
    by: Membership,
    content: dict[str, Any],
    format: str,
    format_version: int,
    clients: Sequence[Client] | None,
) -> Note:
    try:
        with transaction.atomic():
            note = Note.objects.create(
                clinic_id=session.clinic_id,
                session=session,
                author=by,
                content=content,
                format=format,
                format_version=format_version,
                saved_at=timezone.now(),
            )
    except IntegrityError as error:
        raise ChangedMeanwhile from error
    _record(audit.Kind.CREATED, note, by, clients)
    return note


@transaction.atomic
def sign_note(note: Note, *, by: Membership, version: int) -> Note:
    """Lock exactly the text of `version`. One conditional UPDATE: one signature can ever exist.

    Raises SignedAlready, ChangedMeanwhile when the text shown is no longer the text stored, or
    Unfinished while a required section is empty.
    """
    shown = Note.objects.get(pk=note.pk)
    if shown.version != version and not shown.is_signed:
        raise ChangedMeanwhile
    if not shown.is_signed and format_of(shown).unwritten(shown.content):
        raise Unfinished
    signature = digest(signed_bytes(shown))
    held = Note.objects.filter(pk=note.pk, version=version, signed_at=None).update(
        signed_at=timezone.now(), signed_by=by, signed_digest=signature
    )
    if not held:
        raise SignedAlready if Note.objects.get(pk=note.pk).is_signed else ChangedMeanwhile
    _record(audit.Kind.SIGNED, note, by, version=version, digest=signature)
    return Note.objects.get(pk=note.pk)


def signed_bytes(note: Note) -> bytes:
    """The canonical bytes of the note as it stands."""
    return canonical(
        note.content,
        note=str(note.code),
        format=note.format,
        format_version=note.format_version,
    )


@transaction.atomic
def add_addendum(note: Note, *, by: Membership, words: str) -> Addendum:
    """Add to a signed note; numbered in order."""
    locked = Note.objects.select_for_update().get(pk=note.pk)
    if not locked.is_signed:
        raise ChangedMeanwhile
    last = locked.addenda.aggregate(last=Max("number"))["last"] or 0
    addendum = Addendum.objects.create(
        clinic_id=locked.clinic_id, note=locked, number=last + 1, words=words, written_by=by
    )
    _record(audit.Kind.AMENDED, locked, by, number=addendum.number)
    return addendum


def _record(
    kind: audit.Kind,
    note: Note,
    by: Membership,
    clients: Sequence[Client] | None = None,
    **detail: Any,
) -> None:
    """One row for each person whom the note is about."""
    for client in clients or Client.objects.filter(participations__session__note=note):
        audit.record(kind, note, by=by, client=client.code, **detail)
