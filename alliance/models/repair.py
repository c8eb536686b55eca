"""What was done about a rupture."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from alliance.models.rupture import Rupture
from alliance.vocabulary import Response, Strategy
from practice.models import ClinicOwned, Membership
from practice.sealed import EncryptedTextField
from sessions.models import Session

# Bytes of one sealed text, 20 000 letters of the widest kind and the seal: what a form took before
# its own limit was lower. The database cannot count the letters of what it cannot read.
LONGEST_SEALED = 4 * 20_000 + 64
_TEXTS = ("words", "apology_for", "apology_impact", "apology_differently", "promise")


class RepairAttempt(ClinicOwned):
    """One attempt at repair, in one session, and how the client responded."""

    rupture = models.ForeignKey(Rupture, on_delete=models.PROTECT, related_name="attempts")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="repair_attempts")
    strategies = models.JSONField(default=list)
    words = EncryptedTextField(_("what was said"), blank=True)
    response = models.CharField(
        _("how the client took it"), max_length=15, choices=Response, blank=True
    )
    # An apology has three parts, each in words: what for, the impact named, what will be different.
    apology_for = EncryptedTextField(_("what I apologised for"), blank=True)
    apology_impact = EncryptedTextField(_("what it was like for them"), blank=True)
    apology_differently = EncryptedTextField(_("what I will do differently"), blank=True)
    promise = EncryptedTextField(_("what I promised"), blank=True)
    # The day of the session on the clinic’s calendar; unknown of promises that are older than this.
    promised_on = models.DateField(null=True, blank=True, editable=False)
    promise_due_on = models.DateField(_("by when"), null=True, blank=True)
    promise_kept_at = models.DateTimeField(null=True, blank=True)
    promise_released_at = models.DateTimeField(null=True, blank=True)
    promise_released_because = EncryptedTextField(_("why it no longer holds"), blank=True)
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(strategies=[]), name="repair_names_a_strategy"),
            models.CheckConstraint(
                condition=Q(promise_kept_at=None) | Q(promise_released_at=None),
                name="repair_promise_kept_or_released",
            ),
            models.CheckConstraint(
                condition=Q(promise_due_on=None)
                | Q(promised_on=None)
                | Q(promise_due_on__gte=models.F("promised_on")),
                name="repair_promise_due_once_made",
            ),
            *(
                models.CheckConstraint(
                    condition=LessThanOrEqual(Length(text), LONGEST_SEALED),
                    name=f"repair_{text}_has_an_end",
                )
                for text in _TEXTS
            ),
        ]

    def __str__(self) -> str:
        return f"repair attempt {self.code}"

    @property
    def strategies_in_words(self) -> list[str]:
        """What was done, for a page."""
        return [str(Strategy(key).label) for key in self.strategies]
