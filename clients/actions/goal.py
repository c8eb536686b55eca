"""Goals: proposed by one, agreed by both."""

from django.db import transaction
from django.utils import timezone

from clients.models import Client, Goal
from practice import audit
from practice.models import Membership


@transaction.atomic
def propose_goal(
    client: Client, *, by: Membership, words: str, proposed_by: str, agreed: bool = False
) -> Goal:
    """Write down a goal in the client's words; `agreed` when both already agree to it."""
    goal = Goal.objects.create(
        clinic_id=client.clinic_id,
        client=client,
        words=words,
        proposed_by=proposed_by,
        agreed_on=timezone.localdate() if agreed else None,
    )
    audit.record(audit.Kind.CREATED, goal, by=by, client=client.code)
    return goal


@transaction.atomic
def agree_goal(goal: Goal, *, by: Membership) -> None:
    """Record that both agreed, today. A second time changes nothing."""
    today = timezone.localdate()
    if Goal.objects.filter(pk=goal.pk, agreed_on=None).update(agreed_on=today):
        audit.record(audit.Kind.CHANGED, goal, by=by, client=goal.client.code, agreed=True)
