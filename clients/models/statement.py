"""What a client says about their own record: a correction that stands beside it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models.client import Client
from practice.models import ClinicOwned, Membership
from practice.sealed import EncryptedTextField


class Statement(ClinicOwned):
    """A correction or addition in the client's words, for good, with the therapist's answer.

    `note` is the code of the released note it is about; None where it is about the record. A signed
    note is not changed by it: the statement goes wherever the record goes.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="statements")
    note = models.UUIDField(null=True)
    words = EncryptedTextField(_("what should stand beside it"))
    said_at = models.DateTimeField(default=timezone.now)
    answer = EncryptedTextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="statement_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"statement {self.code}"
