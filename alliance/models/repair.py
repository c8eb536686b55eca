"""What was done about a rupture."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliance.models.rupture import Rupture
from alliance.vocabulary import Response, Strategy
from practice.models import ClinicOwned, Membership
from practice.sealed import EncryptedTextField
from sessions.models import Session


class RepairAttempt(ClinicOwned):
    """One attempt at repair, in one session, and how the client responded."""

    rupture = models.ForeignKey(Rupture, on_delete=models.PROTECT, related_name="attempts")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="repair_attempts")
    strategies = models.JSONField(default=list)
    words = EncryptedTextField(_("what was said"), blank=True)
    response = models.CharField(
        _("how the client took it"), max_length=15, choices=Response, blank=True
    )
    promise = EncryptedTextField(_("what I promised"), blank=True)
    promise_due_on = models.DateField(_("by when"), null=True, blank=True)
    promise_kept_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(strategies=[]), name="repair_names_a_strategy")
        ]

    def __str__(self) -> str:
        return f"repair attempt {self.code}"

    @property
    def strategies_in_words(self) -> list[str]:
        """What was done, for a page."""
        return [str(Strategy(key).label) for key in self.strategies]
