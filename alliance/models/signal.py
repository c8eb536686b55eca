"""Something worth asking about. Never "a rupture"."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliance.models.check_in import CheckIn
from alliance.models.rating import Rating
from clients.models import Client
from practice.models import ClinicOwned, Membership
from sessions.models import Session


class Signal(ClinicOwned):
    """A reason to ask, with the values on which its rule fired.

    `values` holds numbers and keys alone, e.g. {"value": 4.9, "low": 5.9, "high": 8.7,
    "p": 0.004}; the sentence is composed from them when it is shown (`alliance.sentences`).
    """

    class Kind(models.TextChoices):
        """Which rule fired, in the order of science.md §5."""

        DIRECT_REPORT = "direct report", _("said by the client")
        UNEXPECTED_DROP = "unexpected drop", _("lower than expected")
        SLOW_DRIFT = "slow drift", _("slowly lower")
        SILENCE = "silence", _("check-ins unanswered")

    class Answer(models.TextChoices):
        """What the therapist made of it."""

        SOMETHING = "something", _("there was something")
        ANOTHER_REASON = "another reason", _("another reason")
        WILL_ASK = "will ask", _("not sure, will ask")

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="signals")
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="signals"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    values = models.JSONField(default=dict)
    rating = models.ForeignKey(
        Rating, on_delete=models.PROTECT, null=True, blank=True, related_name="signals"
    )
    check_in = models.ForeignKey(
        CheckIn, on_delete=models.PROTECT, null=True, blank=True, related_name="signals"
    )
    raised_at = models.DateTimeField()
    answer = models.CharField(max_length=20, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | ~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False),
                name="signal_answer_whole",
            ),
            models.UniqueConstraint(
                fields=["check_in", "kind"],
                condition=Q(check_in__isnull=False),
                name="signal_once_per_check_in",
            ),
            models.UniqueConstraint(
                fields=["rating", "kind"],
                condition=Q(rating__isnull=False),
                name="signal_once_per_rating",
            ),
        ]
        indexes = [
            models.Index(fields=["client"], condition=Q(answered_at=None), name="signal_open")
        ]

    def __str__(self) -> str:
        return f"signal {self.code}"
