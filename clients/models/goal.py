"""What client and therapist work toward."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models.client import Client
from practice.models import ClinicOwned
from practice.sealed import EncryptedTextField


class Goal(ClinicOwned):
    """A goal in the client's words: who proposed it, and when each agreed."""

    class ProposedBy(models.TextChoices):
        """Whose idea it was."""

        CLIENT = "client", _("the client")
        THERAPIST = "therapist", _("the therapist")
        TOGETHER = "together", _("both, together")

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="goals")
    words = EncryptedTextField(_("in the client's words"))
    proposed_by = models.CharField(
        _("proposed by"), max_length=10, choices=ProposedBy, default=ProposedBy.TOGETHER
    )
    proposed_on = models.DateField(default=timezone.localdate)
    agreed_on = models.DateField(_("agreed by both on"), null=True, blank=True)
    reached_on = models.DateField(null=True, blank=True)
    set_aside_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["proposed_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(agreed_on=None)
                | models.Q(agreed_on__gte=models.F("proposed_on")),
                name="goal_agreed_after_proposed",
            )
        ]

    def __str__(self) -> str:
        return f"goal {self.code}"
