"""Who can be asked to a session together."""

from django.db.models import Exists, OuterRef

from clients.models import Client
from practice.models import Membership
from sessions.models import Participation


def others_in_care(client: Client, member: Membership) -> tuple[list[Client], list[str]]:
    """The therapist's other clients in order, and the codes of those of the last session together.

    One query.
    """
    others = Client.objects.on_caseload_of(member).active().exclude(pk=client.pk)
    latest = client.participations.filter(session__therapist=member).order_by("-starts_at")
    together = Participation.objects.filter(
        client=OuterRef("pk"), session__in=latest.values("session")[:1]
    )
    listed = list(others.annotate(met=Exists(together)).order_by("sort_key", "id"))
    return listed, [str(each.code) for each in listed if each.met]  # type: ignore[attr-defined]
