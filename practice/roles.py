"""The roles a person can hold in a clinic: the words, and the columns that hold them."""

from collections.abc import Collection

from django.db import models
from django.utils.translation import gettext_lazy as _

from practice.models import Invitation, Membership


class Role(models.TextChoices):
    """What somebody is in a clinic; a person can be several of these."""

    THERAPIST = "therapist", _("Therapist: sees and writes the records of their own clients")
    SUPERVISOR = (
        "supervisor",
        _("Supervisor: reads the records of those who agreed to be supervised by them"),
    )
    ADMIN = "admin", _("Clinic admin: people, settings and what is overdue; no therapy content")


def columns(chosen: Collection[str]) -> dict[str, bool]:
    """Roles as columns: {"admin"} → is_admin and nothing else."""
    return {f"is_{role}": role in chosen for role in Role.values}


def held(row: Membership | Invitation) -> list[str]:
    """The roles of a row, in the order of `Role`."""
    return [role for role in Role.values if getattr(row, f"is_{role}")]
