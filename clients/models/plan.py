"""The plan: what the two do together, in versions that both can agree to."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models.client import Client
from practice.models import ClinicOwned, Membership
from practice.sealed import EncryptedTextField


class PlanVersion(ClinicOwned):
    """The plan as the therapist put it, once. The highest number holds; its words never change.

    Who wrote it agrees to it. The client agrees to a version, not to a plan in general, so a new
    one waits for them again.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="plan_versions")
    number = models.PositiveSmallIntegerField()
    words = EncryptedTextField(_("what we do, and how"))
    how_often = EncryptedTextField(_("how often, and for how long"), blank=True)
    review_on = models.DateField(_("we look at it again on"), null=True, blank=True)
    written_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    agreed_at = models.DateTimeField(_("agreed by the client at"), null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["client", "number"], name="planversion_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="planversion_from_one"),
        ]

    def __str__(self) -> str:
        return f"plan version {self.code}"


class PlanComment(ClinicOwned):
    """What somebody said about a version of the plan. Append-only; `by` is None for the client."""

    plan = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="comments")
    words = EncryptedTextField(_("about the plan"))
    by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"plan comment {self.code}"
