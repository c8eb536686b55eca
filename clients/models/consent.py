"""What a client agreed to."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models.client import Client
from practice.models import ClinicOwned, Membership


class Consent(ClinicOwned):
    """One agreement, with its date; withdrawn instead of deleted.

    `recorded_by` is who wrote it down; None where the client gave it themselves, in their space.
    `withdrawn_by_client`: they withdrew it themselves, in their space or from a message.
    """

    class Kind(models.TextChoices):
        """What was agreed to."""

        TREATMENT = "treatment", _("therapy, and keeping a record of it")
        CHECK_INS = "check-ins", _("check-ins before a session, sent to them")
        RESEARCH = "research", _("use for research, without name or words")

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=20, choices=Kind)
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_by_client = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "kind"],
                condition=Q(withdrawn_at=None),
                name="consent_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=models.F("given_at")),
                name="consent_withdrawn_after_given",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by_client=False) | Q(withdrawn_at__isnull=False),
                name="consent_withdrawn_by_with_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.client_id}"
