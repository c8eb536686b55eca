"""A safety item was endorsed: its own lane, never mixed with alliance signals."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from alliance.models.check_in import CheckIn
from clients.models import Client
from practice.models import ClinicOwned, Membership
from practice.sealed import EncryptedJSONField, EncryptedTextField


class SafetyNoticeQuerySet(models.QuerySet["SafetyNotice"]):
    """Questions about safety notices."""

    def waiting(self) -> "SafetyNoticeQuerySet":
        """Nobody has said yet what they did."""
        return self.filter(acknowledged_at=None)

    def visible_to(self, member: Membership) -> "SafetyNoticeQuerySet":
        """Of people whose record they may open (`in_care` is true there), or told to them."""
        told = SafetyRecipient.objects.filter(notice=OuterRef("pk"), member=member)
        cared_for = Client.objects.visible_to(member).filter(pk=OuterRef("client"))
        return self.annotate(in_care=Exists(cared_for)).filter(
            Q(in_care=True) | Exists(told), clinic_id=member.clinic_id
        )


class SafetyNotice(ClinicOwned):
    """A safety item answered 1 or more, whatever the total, finished or not.

    Raised the moment the answer is kept. It waits for a named person's acknowledgement, and goes
    on to the next person when `escalates_at` passes without one. Once nobody is left to tell, those
    told last are told again at `reminds_at`. `held_by` has it in hand and is not done: it waits for
    their last word. `waits_anew_at` is when it was put there, or when a higher answer than the one
    that was seen made it wait again; None where neither was. `answer` is {"answer": n or None,
    "highest": n}, as it stands and as it ever stood, with "late": true where the check-in took no
    answers any more, so that it is kept nowhere else; `changed_at` is set while the client has
    taken it back or lowered it to 0 afterwards: the notice stays.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="safety_notices")
    check_in = models.ForeignKey(CheckIn, on_delete=models.PROTECT, related_name="safety_notices")
    instrument = models.CharField(max_length=40)
    instrument_version = models.PositiveSmallIntegerField()
    item = models.CharField(max_length=40)
    answer = EncryptedJSONField()
    raised_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)
    escalates_at = models.DateTimeField(null=True, blank=True)
    reminds_at = models.DateTimeField(null=True, blank=True)
    waits_anew_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    held_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    words = EncryptedTextField(_("what I did"), blank=True)

    objects = SafetyNoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["check_in", "instrument", "item"], name="safetynotice_once"
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(
                    acknowledged_at__isnull=False,
                    acknowledged_by__isnull=False,
                    escalates_at=None,
                ),
                name="safetynotice_acknowledged_whole",
            ),
            models.CheckConstraint(
                condition=Q(held_by=None) | Q(acknowledged_at=None),
                name="safetynotice_held_while_waiting",
            ),
        ]
        indexes = [
            models.Index(
                fields=["escalates_at"],
                condition=Q(acknowledged_at=None),
                name="safetynotice_waiting",
            ),
            models.Index(fields=["client", "-id"], name="safetynotice_of_client"),
        ]

    def __str__(self) -> str:
        return f"safety notice {self.code}"


class SafetyRecipient(ClinicOwned):
    """A person who was told of a notice. `level` is their rung: `alliance.actions.escalation`."""

    notice = models.ForeignKey(SafetyNotice, on_delete=models.PROTECT, related_name="recipients")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "member"], name="safetyrecipient_once")
        ]

    def __str__(self) -> str:
        return f"safety recipient {self.code}"
