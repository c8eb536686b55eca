"""What somebody is good at, in their words or in those of who noticed it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models.client import Client
from practice.models import ClinicOwned, Membership
from practice.sealed import EncryptedTextField


class Strength(ClinicOwned):
    """One strength, named by the client (`named_by` is None) or by a therapist. Both read it.

    Taken back by who named it, never deleted.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="strengths")
    words = EncryptedTextField(_("a strength"))
    named_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    named_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["named_at", "id"]

    def __str__(self) -> str:
        return f"strength {self.code}"
