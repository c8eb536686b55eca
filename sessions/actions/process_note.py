"""Writing a process note, and letting a supervisor read it."""

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from clients.models import Client
from practice import audit
from practice.models import Membership, Supervision
from practice.versions import ChangedMeanwhile
from sessions.models import ProcessGrant, ProcessKey, ProcessNote, Session
from sessions.process import sealing
from sessions.process.keyring import Keyring


@transaction.atomic
def write_process_note(
    session: Session, words: str, *, by: Membership, ring: Keyring, version: int
) -> ProcessNote:
    """Seal and save over exactly the version that the writer saw (0: there was none).

    Raises ChangedMeanwhile when another tab saved first. Nothing is written then.
    """
    assert ring.key is not None
    if version == 0:
        return _begin(session, words, by, ring)
    note = ProcessNote.objects.select_for_update().filter(session=session, author=by).first()
    if note is None or note.version != version or note.key_id != ring.key.pk:
        raise ChangedMeanwhile
    _end_where_nobody_supervises(note, by)
    grants = list(note.grants.filter(ended_at=None).select_related("key").order_by("pk"))
    note.version, note.saved_at = version + 1, timezone.now()
    readers = [ring.public, *(bytes(grant.key.public) for grant in grants)]
    note.sealed, (note.wrapped, *others) = sealing.seal_note(words, readers, note.place)
    note.save(update_fields=["version", "saved_at", "sealed", "wrapped"])
    for grant, wrapped in zip(grants, others, strict=True):
        grant.wrapped = wrapped
        grant.save(update_fields=["wrapped"])
    _record(audit.Kind.CHANGED, note, note, by)
    return note


def _begin(session: Session, words: str, by: Membership, ring: Keyring) -> ProcessNote:
    note = ProcessNote(clinic_id=session.clinic_id, session=session, author=by, key=ring.key)
    note.saved_at = timezone.now()
    note.sealed, (note.wrapped,) = sealing.seal_note(words, [ring.public], note.place)
    try:
        with transaction.atomic():
            note.save(force_insert=True)
    except IntegrityError as error:
        raise ChangedMeanwhile from error
    _record(audit.Kind.CREATED, note, note, by)
    return note


@transaction.atomic
def grant_process_note(
    note: ProcessNote, key: ProcessKey, reason: str, *, by: Membership, ring: Keyring
) -> ProcessGrant:
    """Let the owner of `key`, who supervises the author, read this note.

    Raises ChangedMeanwhile when they may already, CannotOpen when the note is not of this key.
    """
    note = ProcessNote.objects.select_for_update().get(pk=note.pk)
    assert ring.private is not None
    context = str(note.place)
    content_key = sealing.open_with(ring.private, bytes(note.wrapped), context=context)
    grant = ProcessGrant(clinic_id=note.clinic_id, note=note, supervisor_id=key.owner_id, key=key)
    public = bytes(key.public)
    grant.wrapped = sealing.seal_for(public, content_key, context=context)
    grant.reason_for_author = sealing.seal_for(ring.public, reason.encode(), context=grant.context)
    grant.reason_for_supervisor = sealing.seal_for(public, reason.encode(), context=grant.context)
    try:
        with transaction.atomic():
            grant.save(force_insert=True)
    except IntegrityError as error:
        raise ChangedMeanwhile from error
    _record(audit.Kind.CREATED, grant, note, by, supervisor=str(key.owner.code))
    return grant


@transaction.atomic
def end_process_grant(grant: ProcessGrant, *, by: Membership) -> None:
    """Stop further reading: the supervisor's key is removed. Ending it twice changes nothing."""
    ended = ProcessGrant.objects.filter(pk=grant.pk, ended_at=None).update(
        ended_at=timezone.now(), wrapped=None
    )
    if ended:
        _record(audit.Kind.REVOKED, grant, grant.note, by)


@transaction.atomic
def read_granted_note(grant: ProcessGrant, ring: Keyring, *, by: Membership) -> tuple[str, str]:
    """Text and reason, for the supervisor; the author sees that and when it was read."""
    assert ring.private is not None
    note = grant.note
    words = sealing.open_note(
        bytes(note.sealed), bytes(grant.wrapped or b""), ring.private, note.place
    )
    reason = sealing.open_with(
        ring.private, bytes(grant.reason_for_supervisor), context=grant.context
    )
    ProcessGrant.objects.filter(pk=grant.pk).update(read_at=timezone.now())
    _record(audit.Kind.RECORD_OPENED, grant, note, by)
    return words, reason.decode()


def supervising(author: Membership) -> QuerySet[Supervision]:
    """Who supervises the author now."""
    return Supervision.objects.standing().filter(supervisee=author)


def _end_where_nobody_supervises(note: ProcessNote, by: Membership) -> None:
    still = supervising(by).filter(supervisor=OuterRef("supervisor"))
    for grant in note.grants.filter(~Exists(still), ended_at=None):
        end_process_grant(grant, by=by)


def _record(
    kind: audit.Kind,
    about: ProcessNote | ProcessGrant,
    note: ProcessNote,
    by: Membership,
    **detail: str,
) -> None:
    """One row for each person who took part in the session."""
    for client in Client.objects.filter(participations__session=note.session_id):
        audit.record(kind, about, by=by, client=client.code, **detail)
