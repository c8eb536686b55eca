"""The doors to sessions, and to what notes are written with."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from clients.access import in_sight, sight_of
from clients.models import Client
from practice import audit
from practice.access import SignedInRequest
from practice.compiled import CompiledQuery
from practice.models import Membership
from sessions.models import (
    CoSignature,
    Note,
    NoteFormatVersion,
    Participation,
    Session,
    Snippet,
)


def get_session(request: SignedInRequest, code: UUID) -> tuple[Session, list[Participation]]:
    """Return the session and the parts of those clients whose record this person may open.

    404 when there is none of them, the same as for a session that does not exist. Opening leaves a
    trace for each; a write leaves its own, in its action.
    """
    member = request.membership
    found = _sessions.rows(code=code, clinic=member.clinic_id)
    if not found:
        raise Http404
    (session,) = found
    parts = _visible_parts.rows(session=session.pk, **sight_of(member))
    if not parts:
        raise Http404
    for part in parts:
        part.session = session  # the same row, with its note
    if request.method in ("GET", "HEAD"):
        leave_trace(request, session, parts)
    return session, parts


@CompiledQuery[Session]
def _sessions(code: UUID, clinic: int) -> QuerySet[Session]:
    """A session with those whose names stand on its pages."""
    return Session.objects.select_related(
        "therapist__user", "note__signed_by__user", "note__author__user"
    ).filter(code=code, clinic_id=clinic)


@CompiledQuery[Participation]
def _visible_parts(
    session: int, member: int, clinic: int, is_therapist: bool, is_supervisor: bool
) -> QuerySet[Participation]:
    """The parts of those whose record such a member may open."""
    theirs = in_sight(member, clinic, is_therapist, is_supervisor)
    return (
        Participation.objects.filter(session=session, client__in=theirs)
        .select_related("client")
        .order_by("id")
    )


def leave_trace(request: SignedInRequest, session: Session, parts: list[Participation]) -> None:
    """Record that these clients' part of the session was shown."""
    clients = [part.client.code for part in parts]
    audit.record_for_each(audit.Kind.RECORD_OPENED, session, clients, by=request.membership)


def get_own_session(request: SignedInRequest, code: UUID) -> tuple[Session, list[Participation]]:
    """The door for writing: the session's own therapist alone."""
    session, parts = get_session(request, code)
    if session.therapist_id != request.membership.pk:
        raise Http404
    return session, parts


def get_note_format(request: SignedInRequest, key: str) -> list[NoteFormatVersion]:
    """Every version of a format of the admin's own clinic, the newest first, or 404."""
    versions = NoteFormatVersion.objects.filter(clinic=request.membership.clinic_id, key=key)
    people = versions.select_related("created_by__user", "retired_by__user")
    if not (found := list(people.order_by("-version"))):
        raise Http404
    return found


def get_snippet(request: SignedInRequest, code: UUID) -> Snippet:
    """A snippet that this person may change, or 404: a personal one is there for nobody else."""
    return get_object_or_404(Snippet.objects.kept_by(request.membership), code=code)


def get_signed_note(request: SignedInRequest, code: UUID) -> tuple[Session, list[Participation]]:
    """The door to what follows a signature: who may add to the note, strike it, release it."""
    session, parts = get_session(request, code)
    if not is_signed(session) or not may_amend(session.note, request.membership):
        raise Http404
    return session, parts


def get_asked(
    request: SignedInRequest, code: UUID
) -> tuple[Session, list[Participation], CoSignature]:
    """The door for who was asked to co-sign: the session, and the latest request to them."""
    session, parts = get_session(request, code)
    asked = (
        CoSignature.objects.select_related("note", "asked_by__user")
        .filter(note__session=session, asked_of=request.membership)
        .order_by("-id")
        .first()
    )
    if asked is None:
        raise Http404
    return session, parts, asked


def is_signed(session: Session) -> bool:
    """Whether the session's note is locked."""
    note: Note | None = getattr(session, "note", None)
    return note is not None and note.is_signed


def may_amend(note: Note, member: Membership) -> bool:
    """Its author; once the author left, a therapist on the care team of everybody it is about.

    Never an admin, who does not read it, and never a supervisor, who reads and does not write.
    """
    if note.author_id == member.pk:
        return True
    if note.author.ended_at is None or not member.is_therapist:
        return False
    about = Client.objects.filter(participations__session__note=note)
    return not about.exclude(pk__in=Client.objects.on_caseload_of(member)).exists()
