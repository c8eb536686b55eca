"""The doors to a goal and to a version of the plan."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from clients.models import Client, Goal
from clients.models.client import ClientQuerySet
from practice import audit
from practice.access import SignedInRequest


def get_goal(request: SignedInRequest, code: UUID) -> Goal:
    """Return a goal of somebody whose record this person may open, or 404. Leaves a trace."""
    return _opened(request, code, Client.objects.visible_to(request.membership))


def get_own_goal(request: SignedInRequest, code: UUID) -> Goal:
    """The door for writing: a goal of somebody on this therapist's own caseload, or 404."""
    return _opened(request, code, Client.objects.on_caseload_of(request.membership))


def _opened(request: SignedInRequest, code: UUID, clients: ClientQuerySet) -> Goal:
    goal = get_object_or_404(
        Goal.objects.select_related("client__clinic").filter(client__in=clients), code=code
    )
    audit.record(audit.Kind.RECORD_OPENED, goal, by=request.membership, client=goal.client.code)
    return goal
