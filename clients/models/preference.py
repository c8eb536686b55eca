"""How somebody would like therapy to be."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models.client import Client
from practice.models import ClinicOwned, Membership
from practice.sealed import EncryptedTextField

DIMENSIONS = ("lead", "feeling", "time", "challenge")
"""The four dimensions on which preferences lie, each from −2 over 0 (no preference) to 2:

lead: the therapist leads … I lead; feeling: strong feelings … calm and reserved; time: look back at
the past … look at now and ahead; challenge: gentle support … being challenged. Our own words after
the dimensions of Cooper and Norcross (2016), Int. J. Clin. Health Psychol. 16(1), 87–95; their
questionnaire is not used.
"""


class Preference(ClinicOwned):
    """What somebody said they would like, once. The latest holds; append-only.

    `said_by` is the therapist who wrote it down for them; None where the client did. A dimension
    left out is None: not asked or not answered, which is not the same as 0.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="preferences")
    lead = models.SmallIntegerField(null=True, blank=True)
    feeling = models.SmallIntegerField(null=True, blank=True)
    time = models.SmallIntegerField(null=True, blank=True)
    challenge = models.SmallIntegerField(null=True, blank=True)
    words = EncryptedTextField(_("in my own words"), blank=True)
    said_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    said_at = models.DateTimeField(default=timezone.now)
    check_in = models.UUIDField(null=True, unique=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{name}": None}) | Q(**{f"{name}__range": (-2, 2)}),
                name=f"preference_{name}_range",
            )
            for name in ("lead", "feeling", "time", "challenge")
        ]

    def __str__(self) -> str:
        return f"preference {self.code}"
