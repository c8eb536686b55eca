"""Whoever runs a practice: an admin who is a supervisor as well, to whom nobody has agreed yet."""

from practice.actions import request_supervision
from practice.models import Clinic, Membership, Supervision
from tests.cast import staff

NAME = "Odile Brandt"


def owner_of(clinic: Clinic) -> Membership:
    """The same person each time."""
    known = Membership.objects.filter(clinic=clinic, user__name=NAME).first()
    return known or staff(clinic, NAME, is_admin=True, is_supervisor=True)


def wants_to_supervise(therapist: Membership) -> Supervision:
    """The owner has asked on their own, and the therapist has not said anything yet."""
    owner = owner_of(therapist.clinic)
    return request_supervision(owner, therapist, by=owner)
