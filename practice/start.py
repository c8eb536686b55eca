"""Where a person's day begins."""

from django.urls import reverse

from practice.models import Membership


def start_page(membership: Membership | None) -> str:
    """Today for a therapist, the caseload for a supervisor, the clinic for an admin."""
    if membership is None:
        return reverse("account")
    if membership.is_therapist:
        return reverse("today")
    return reverse("caseload" if membership.is_supervisor else "clinic")
