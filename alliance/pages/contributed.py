"""What clients did in their space since somebody looked, for Today."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext_lazy

from clients.models import Client, Contribution
from practice.models import Membership

Kind = Contribution.Kind

# Each kind with the page that shows it, which takes it from Today.
_PLAN, _EXERCISES = "client_plan", "client_exercises"
_STATEMENTS, _DETAILS = "client_statements", "client_details"
_SHOWN_ON: dict[str, str] = {
    Kind.GOAL: _PLAN,
    Kind.GOAL_WORD: _PLAN,
    Kind.GOAL_AGREED: _PLAN,
    Kind.PLAN_WORD: _PLAN,
    Kind.PLAN_AGREED: _PLAN,
    Kind.PREFERENCE: _PLAN,
    Kind.STRENGTH: _EXERCISES,
    Kind.EXERCISE: _EXERCISES,
    Kind.STATEMENT: _STATEMENTS,
    Kind.CONSENT: _DETAILS,
}
_SAYS: dict[str, Any] = {
    Kind.GOAL: ngettext_lazy("proposed a goal", "proposed %(n)s goals", "n"),
    Kind.GOAL_WORD: gettext_lazy("said something about a goal"),
    Kind.GOAL_AGREED: ngettext_lazy("agreed to a goal", "agreed to %(n)s goals", "n"),
    Kind.PLAN_WORD: gettext_lazy("said something about the plan"),
    Kind.PLAN_AGREED: gettext_lazy("agreed to the plan"),
    Kind.PREFERENCE: gettext_lazy("said how therapy should be"),
    Kind.STRENGTH: ngettext_lazy("named a strength", "named %(n)s strengths", "n"),
    Kind.EXERCISE: gettext_lazy("wrote about an exercise"),
    Kind.STATEMENT: gettext_lazy("asked for a correction"),
    Kind.CONSENT: gettext_lazy("withdrew a consent"),
}


@dataclass(frozen=True, slots=True)
class Contributed:
    """What one client did of one kind, how often, last when, and where it is read."""

    client: Client
    kind: str
    times: int
    at: datetime

    @property
    def says(self) -> str:
        """'proposed a goal'; after a name."""
        return str(_SAYS[self.kind] % {"n": self.times})

    @property
    def url(self) -> str:
        """The page that shows it."""
        return reverse(_SHOWN_ON[self.kind], args=[self.client.code])


def contributed_to(member: Membership) -> list[Contributed]:
    """What nobody has seen yet of this therapist's own caseload, the oldest first. 2 queries.

    None where the sign-in says that there is nothing (`Backend.memberships`).
    """
    if not getattr(member, "clients_did", True):
        return []
    own = Client.objects.on_caseload_of(member)
    rows = list(
        Contribution.objects.filter(client__in=own, seen_at=None)
        .order_by()
        .values("client", "kind")
        .annotate(times=Count("pk"), last=Max("at"))
        .order_by("last", "client", "kind")
    )
    people = Client.objects.in_bulk({row["client"] for row in rows})
    return [
        Contributed(people[row["client"]], row["kind"], row["times"], row["last"]) for row in rows
    ]
