"""What felt off, said by the client at any time: how much, and what should be done about it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliance.models.check_in import CheckIn
from clients.models import Client
from practice.models import ClinicOwned, Membership
from practice.sealed import EncryptedTextField


class ConcernQuerySet(models.QuerySet["Concern"]):
    """Questions about concerns."""

    def standing(self) -> "ConcernQuerySet":
        """Not taken back by the client: a withdrawn one is the client's own trace alone."""
        return self.filter(withdrawn_at=None)

    def unanswered(self) -> "ConcernQuerySet":
        """Nobody has answered the client yet."""
        return self.standing().filter(answered_at=None)


class Concern(ClinicOwned):
    """Something that felt off, said by the client, in a check-in or from their own space.

    It is addressed to the therapists in the client's care, or, where the client asks for somebody
    else (`Request.OTHER`), to the clinic's named person alone. `escalated_at` is when it went to
    the named person, asked for or because nobody answered by `escalates_at`. A concern taken back
    is seen by the client alone from then on. `answer` is what the client reads.
    """

    Strength = CheckIn.Tension
    Request = CheckIn.Request

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="concerns")
    # The check-in it was said in; None when it was said from the client's own space.
    check_in = models.OneToOneField(
        CheckIn, on_delete=models.PROTECT, null=True, blank=True, related_name="concern"
    )
    # Empty where words were written in a check-in and no strength chosen.
    strength = models.CharField(max_length=10, choices=Strength, blank=True)
    words = EncryptedTextField(_("in the client's words"), blank=True)
    request = models.CharField(max_length=10, choices=Request)
    said_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = EncryptedTextField(_("what the client reads"), blank=True)
    escalates_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    escalated_to = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(strength__in=["", "little", "some", "lot"]), name="concern_strength"
            ),
            models.CheckConstraint(
                condition=Q(seen_at=None, seen_by=None)
                | Q(seen_at__isnull=False, seen_by__isnull=False),
                name="concern_seen_whole",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False, escalates_at=None),
                name="concern_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(escalates_at=None),
                name="concern_withdrawn_rests",
            ),
        ]
        indexes = [
            models.Index(fields=["client", "-id"], name="concern_of_client"),
            models.Index(
                fields=["escalates_at"],
                condition=Q(answered_at=None, withdrawn_at=None),
                name="concern_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"concern {self.code}"
