"""The doors to somebody's record: on one's own caseload, and to take away."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from alliance.models import (
    Administration,
    Rating,
)
from alliance.models.rating import Perspective
from clients.models import Client
from practice import audit
from practice.access import SignedInRequest
from practice.models import Membership
from sessions.access import get_session
from sessions.models import Note, Participation


def get_own_client(request: SignedInRequest, code: UUID) -> Client:
    """Return somebody on this therapist's own caseload, or 404. Leaves a trace."""
    client = get_object_or_404(
        Client.objects.on_caseload_of(request.membership).select_related("clinic"), code=code
    )
    audit.record(audit.Kind.RECORD_OPENED, client, by=request.membership, client=client.code)
    return client


def cares_for(member: Membership, client: Client) -> bool:
    """Whether somebody who may open the record is on its care team. A query for supervisors only.

    A therapist who supervises nobody can open no other record than those of their own clients.
    """
    if not (member.is_therapist and member.is_supervisor):
        return member.is_therapist
    return Client.objects.on_caseload_of(member).filter(pk=client.pk).exists()


def get_administration(request: SignedInRequest, client: UUID, code: UUID) -> Administration:
    """Return what a client of this therapist's answered, to take away, or 404. Leaves a trace.

    A measure of the alliance is not there while the clinic's rule covers it.
    """
    given = get_object_or_404(
        Administration.objects.select_related("client", "clinic", "check_in").filter(
            client__in=Client.objects.on_caseload_of(request.membership), client__code=client
        ),
        code=code,
    )
    if request.membership.clinic.rate_then_reveal and _is_covered(given):
        raise Http404
    audit.record(audit.Kind.EXPORTED, given, by=request.membership, client=given.client.code)
    return given


def _is_covered(given: Administration) -> bool:
    # By session: where two check-ins were about the same one, only the first has the rating.
    about = Rating.objects.filter(client=given.client, session=given.check_in.about)
    mine = about.filter(perspective=Perspective.THERAPIST)
    theirs = about.filter(perspective=Perspective.CLIENT, instrument=given.instrument)
    return theirs.exists() and not mine.exists()


def get_signed_note(request: SignedInRequest, code: UUID) -> tuple[Note, list[Participation]]:
    """Return the signed note of a session that this person may open, to take away, or 404.

    Besides the trace of opening, it leaves one of the export for each client it is about.
    """
    session, parts = get_session(request, code)
    note: Note | None = getattr(session, "note", None)
    if note is None or not note.is_signed:
        raise Http404
    for part in parts:
        audit.record(audit.Kind.EXPORTED, note, by=request.membership, client=part.client.code)
    return note, parts
