"""A client's goals and plan, as they read them."""

from typing import Any

from alliance.pages import plan_versions, told_goal, told_goals
from clients.models import CareTeamMember, Client, Goal


def goals(client: Client) -> dict[str, Any]:
    """Their goals, and who reads what they write. 4 queries, 2 without goals."""
    return {"goals": told_goals(client, to_client=True), "readers": readers(client)}


def one(goal: Goal) -> dict[str, Any]:
    """Everything on a goal's page. 3 queries."""
    return {"story": told_goal(goal, to_client=True), "readers": readers(goal.client)}


def plan(client: Client) -> dict[str, Any]:
    """The plan that holds, what was said of it, and the earlier ones. 3 queries, 2 without one."""
    versions = plan_versions(client)
    return {
        "plan": versions[0] if versions else None,
        "earlier": versions[1:],
        "readers": readers(client),
    }


def waiting_goals(client: Client) -> int:
    """How many goals wait for the client's yes, for the first page. 1 query."""
    return Goal.objects.filter(
        client=client, agreed_by_client_on=None, reached_on=None, set_aside_on=None
    ).count()


def plan_waits(client: Client) -> bool:
    """Whether the plan that holds waits for the client's yes, for the first page. 1 query."""
    latest = client.plan_versions.order_by("number").values_list("agreed_at").last()
    return latest == (None,)


def readers(client: Client) -> list[str]:
    """The names of those who care for them now. 1 query."""
    team = CareTeamMember.objects.filter(client=client, ended_on=None)
    return [each.therapist.name for each in team.select_related("therapist__user")]
