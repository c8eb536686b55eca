"""The doors to a client's record, and to a text of the library."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from clients.models import Client, Exercise, Strength
from clients.models.client import ClientQuerySet
from clients.pages.library import Edition, edition_of
from practice import audit
from practice.access import SignedInRequest
from practice.compiled import CompiledQuery
from practice.models import Membership


def get_client(request: SignedInRequest, code: UUID) -> Client:
    """Return the client, or 404 so that a stranger cannot tell it exists. Leaves a trace."""
    member = request.membership
    found = _visible.rows(code=code, **sight_of(member))
    if not found:
        raise Http404
    (client,) = found
    audit.record(audit.Kind.RECORD_OPENED, client, by=request.membership, client=client.code)
    return client


@CompiledQuery[Client]
def _visible(
    code: UUID, member: int, clinic: int, is_therapist: bool, is_supervisor: bool
) -> QuerySet[Client]:
    """The client of this code, if such a member may open their record."""
    return in_sight(member, clinic, is_therapist, is_supervisor).filter(code=code)


def sight_of(member: Membership) -> dict[str, Any]:
    """What decides whose record a member may open, as values for a compiled query."""
    return {
        "member": member.pk,
        "clinic": member.clinic_id,
        "is_therapist": member.is_therapist,
        "is_supervisor": member.is_supervisor,
    }


def in_sight(member: int, clinic: int, is_therapist: bool, is_supervisor: bool) -> ClientQuerySet:
    """Whose record such a member may open: `visible_to`, from the values of `sight_of`."""
    somebody = Membership(
        pk=member, clinic_id=clinic, is_therapist=is_therapist, is_supervisor=is_supervisor
    )
    return Client.objects.visible_to(somebody)


def get_exercise(request: SignedInRequest, code: UUID) -> Exercise:
    """Return what somebody on this therapist's own caseload was given, or 404. Leaves a trace."""
    mine = Client.objects.on_caseload_of(request.membership)
    given = Exercise.objects.select_related("client").filter(client__in=mine)
    exercise = get_object_or_404(given, code=code)
    client = exercise.client.code
    audit.record(audit.Kind.RECORD_OPENED, exercise, by=request.membership, client=client)
    return exercise


def get_strength(request: SignedInRequest, code: UUID) -> Strength:
    """Return a strength that this therapist named, of somebody they care for, or 404."""
    mine = Client.objects.on_caseload_of(request.membership)
    named = Strength.objects.select_related("client").filter(
        client__in=mine, named_by=request.membership
    )
    return get_object_or_404(named, code=code)


def get_library_text(request: SignedInRequest, key: str, language: str) -> Edition:
    """Return a text of the own clinic's library in one language, or 404 where it has none at all.

    One that there is in another language only can be written in this one.
    """
    edition = edition_of(request.membership.clinic, key, language)
    if edition is None:
        raise Http404
    return edition
