"""Who reads what a client wants somebody other than their therapist to know."""

from django.db.models import Exists, F, OuterRef, Q

from clients.models import CareTeamMember, Client
from practice.models import Membership


def others_for(client: Client) -> list[Membership]:
    """The clinic's named person; else its admins. Nobody who cares for this client. One query.

    Empty where there is nobody else, as in a practice of one: then the choice is not offered.
    """
    cares = CareTeamMember.objects.filter(therapist=OuterRef("pk"), client=client, ended_on=None)
    able = list(
        Membership.objects.select_related("user", "clinic")
        .filter(
            Q(is_admin=True) | Q(clinic__concern_recipient=F("pk")),
            ~Exists(cares),
            clinic_id=client.clinic_id,
            ended_at=None,
            user__is_active=True,
        )
        .order_by("pk")
    )
    named = [each for each in able if each.pk == each.clinic.concern_recipient_id]
    return named or able
