"""The doors to process notes: the author's own, and a note that a supervisor was let into.

There is no other. An admin has none, nor has anybody in an emergency.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404

from practice import audit
from practice.access import SignedInRequest
from practice.models import Supervision
from sessions.access import get_own_session
from sessions.models import Participation, ProcessGrant, ProcessKey, ProcessNote, Session
from sessions.process.keyring import Keyring


@dataclass(frozen=True, slots=True)
class Sheet:
    """A session, who takes part, and one's own process note about it, or None."""

    session: Session
    parts: list[Participation]
    note: ProcessNote | None


def get_sheet(request: SignedInRequest, code: UUID) -> Sheet:
    """One's own sheet: of one's own session, or of any that one has written about.

    What somebody wrote for themselves stays theirs when the client is in other hands.
    """
    notes = ProcessNote.objects.select_related("session", "key").filter(
        author=request.membership, session__code=code
    )
    if note := notes.first():
        parts = note.session.participations.select_related("client").order_by("id")
        return Sheet(note.session, list(parts), note)
    return Sheet(*get_own_session(request, code), note=None)


def get_written_sheet(request: SignedInRequest, code: UUID) -> Sheet:
    """One's own sheet on which something stands; 404 when nothing does."""
    get_object_or_404(ProcessNote, author=request.membership, session__code=code)
    return get_sheet(request, code)


def get_granted(request: SignedInRequest, code: UUID) -> ProcessGrant:
    """A note that its author lets this supervisor read now, and whose author they supervise now."""
    supervised = Supervision.objects.standing().filter(
        supervisor=request.membership, supervisee=OuterRef("note__author")
    )
    grants = ProcessGrant.objects.select_related("note__author__user", "note__session").filter(
        Exists(supervised),
        supervisor=request.membership,
        clinic=request.membership.clinic_id,
        ended_at=None,
    )
    return get_object_or_404(grants, code=code)


def get_given(request: SignedInRequest, code: UUID) -> ProcessGrant:
    """A grant that one gave, ended or not."""
    given = ProcessGrant.objects.select_related("note__session")
    return get_object_or_404(given, code=code, note__author=request.membership)


def leave_trace(request: SignedInRequest, sheet: Sheet) -> None:
    """Record that the author read their own note, once for each person it is about."""
    assert sheet.note is not None
    for part in sheet.parts:
        audit.record(
            audit.Kind.RECORD_OPENED, sheet.note, by=request.membership, client=part.client.code
        )


def get_key(request: SignedInRequest) -> ProcessKey:
    """One's own key in use; 404 for whoever has not set up process notes."""
    return get_object_or_404(ProcessKey, owner=request.membership, retired_at=None)


def leave_trace_of_search(request: SignedInRequest, ring: Keyring, notes: int) -> None:
    """Record that the author looked through so many of their own notes; not for what."""
    assert ring.key is not None
    audit.record(audit.Kind.RECORD_OPENED, ring.key, by=request.membership, searched=notes)
