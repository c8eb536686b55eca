"""The people of the invented practice, as whom a visitor may look around."""

from django.db.models import QuerySet

from practice.models import Membership

# A reserved domain: no real person can have an address in it.
DOMAIN = "@demo.example"


def people() -> QuerySet[Membership]:
    """Everybody invented who works somewhere, clinic by clinic."""
    return (
        Membership.objects.select_related("user", "clinic")
        .filter(ended_at=None, user__is_active=True, user__email__endswith=DOMAIN)
        .order_by("clinic_id", "-is_therapist", "is_admin", "user__name")
    )
