"""That a client did something in their space which nobody who cares for them has seen yet."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models.client import Client
from practice.models import ClinicOwned, Membership


class Contribution(ClinicOwned):
    """One thing a client did: its kind and the code of its row. It waits on Today until seen.

    It holds no words, which stand in the row it is about.
    """

    class Kind(models.TextChoices):
        """What they did."""

        GOAL = "goal", _("proposed a goal")
        GOAL_WORD = "goal word", _("said something about a goal")
        GOAL_AGREED = "goal agreed", _("agreed to a goal")
        PLAN_WORD = "plan word", _("said something about the plan")
        PLAN_AGREED = "plan agreed", _("agreed to the plan")
        STRENGTH = "strength", _("named a strength")
        EXERCISE = "exercise", _("wrote about an exercise")
        PREFERENCE = "preference", _("said how therapy should be")
        STATEMENT = "statement", _("asked for a correction")
        CONSENT = "consent", _("withdrew a consent")

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="contributions")
    kind = models.CharField(max_length=20, choices=Kind)
    about = models.UUIDField()
    at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(seen_at=None, seen_by=None)
                | Q(seen_at__isnull=False, seen_by__isnull=False),
                name="contribution_seen_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["client"], condition=Q(seen_at=None), name="contribution_unseen"),
        ]

    def __str__(self) -> str:
        return f"contribution {self.code}"
