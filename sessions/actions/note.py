"""Writing notes. What a signature does, and what follows it, is in `sign`."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from clients.models import Client
from practice import audit
from practice.models import Membership
from practice.sealed import seal_for
from practice.versions import ChangedMeanwhile
from sessions.actions.trace import trace
from sessions.canonical import canonical
from sessions.models import Note, Session


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
    trace(audit.Kind.CHANGED, note, by, clients)
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
    trace(audit.Kind.CREATED, note, by, clients)
    return note


def signed_bytes(note: Note) -> bytes:
    """The canonical bytes of the note as it stands."""
    return canonical(
        note.content,
        note=str(note.code),
        format=note.format,
        format_version=note.format_version,
    )
