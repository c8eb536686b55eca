"""The supervisor's signature: asked for, given, returned with words, taken back."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from clients.models import Client
from practice import audit, outbox
from practice.models import Membership, Supervision
from practice.sealed import seal_for
from practice.versions import ChangedMeanwhile
from sessions.actions.trace import trace
from sessions.models import CoSignature, Note
from sessions.record import what_stands

ASKED = "co-signature-asked"


class AskedAlready(Exception):
    """This supervisor was asked and has not answered yet. Nothing was written."""


def ask_whom_it_needs(note: Note, *, by: Membership) -> list[CoSignature]:
    """Ask every supervisor who co-signs this therapist's notes. Within the caller's transaction."""
    cosigning = (
        Supervision.objects.standing()
        .filter(supervisee=by, cosigns=True, supervisor__ended_at=None)
        .select_related("supervisor")
    )
    return [
        ask_co_signature(note, of=supervision.supervisor, by=by, required=True)
        for supervision in cosigning.order_by("id")
    ]


@transaction.atomic
def ask_co_signature(
    note: Note, *, of: Membership, by: Membership, required: bool = False
) -> CoSignature:
    """Ask a supervisor to sign a signed note as it stands now.

    They get a letter where nothing waited for them yet: whoever co-signs every note is not written
    to for each. Raises AskedAlready, or ChangedMeanwhile where the note is not signed.
    """
    locked = Note.objects.select_for_update().get(pk=note.pk)
    if not locked.is_signed:
        raise ChangedMeanwhile
    covers = what_stands(locked).digest
    knows = CoSignature.objects.waiting().filter(asked_of=of).exists()
    try:
        with transaction.atomic():
            asked = CoSignature.objects.create(
                clinic_id=locked.clinic_id,
                note=locked,
                asked_of=of,
                asked_by=by,
                is_required=required,
                covers=covers,
            )
    except IntegrityError as error:
        raise AskedAlready from error
    trace(audit.Kind.ASKED, locked, by, of=str(of.code), required=required, covers=covers)
    if not knows:
        outbox.put(ASKED, asked)
    return asked


@transaction.atomic
def co_sign(
    asked: CoSignature, *, by: Membership, shown: str, clients: Sequence[Client] | None = None
) -> None:
    """Sign what was read: `shown` is the digest of the record that the page showed.

    Raises ChangedMeanwhile when something was added since, or somebody answered already.
    """
    # Held, so that nothing can be added between the comparison and the signature.
    note = Note.objects.select_for_update().get(pk=asked.note_id)
    if what_stands(note).digest != shown:
        raise ChangedMeanwhile
    _answer(asked, by, signed_at=timezone.now(), signed_by=by, covers=shown)
    trace(audit.Kind.CO_SIGNED, note, by, clients, covers=shown)


@transaction.atomic
def return_note(
    asked: CoSignature, *, by: Membership, words: str, clients: Sequence[Client] | None = None
) -> None:
    """Give the note back, saying what should change. Raises ChangedMeanwhile when answered."""
    sealed = seal_for(asked, "return_words", words)
    _answer(asked, by, returned_at=timezone.now(), return_words=sealed)
    trace(audit.Kind.RETURNED, asked.note, by, clients)


@transaction.atomic
def withdraw_co_signature(asked: CoSignature, *, by: Membership) -> None:
    """Take a request back that nobody answered yet. Raises ChangedMeanwhile when answered."""
    held = CoSignature.objects.waiting().filter(pk=asked.pk, asked_by=by)
    if not held.update(withdrawn_at=timezone.now()):
        raise ChangedMeanwhile
    trace(audit.Kind.REVOKED, asked.note, by, of=str(asked.asked_of.code))


def _answer(asked: CoSignature, by: Membership, **answer: Any) -> None:
    """One conditional UPDATE: of two answers one holds, and the other is told."""
    if not CoSignature.objects.waiting().filter(pk=asked.pk, asked_of=by).update(**answer):
        raise ChangedMeanwhile
