"""What a client says before a session."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from practice.models import ClinicOwned, Membership
from practice.sealed import EncryptedJSONField, EncryptedTextField
from sessions.models import Participation, Session


class CheckIn(ClinicOwned):
    """The check-in that prepares one client's part in a session.

    It is *about* the client's previous session, or about none, which is settled when the client
    begins. The first of a therapy asks what they hope for instead, how they would like therapy to
    be, and what they would work toward. `draft` holds what was answered so far and is emptied on
    submission.
    """

    class Tension(models.TextChoices):
        """Was anything tense, misunderstood, or left unsaid?"""

        NONE = "none", _("no")
        LITTLE = "little", _("a little")
        SOME = "some", _("some")
        LOT = "lot", _("a lot")

    class Request(models.TextChoices):
        """What the client would like done with it."""

        RAISE = "raise", _("asks you to raise it")
        SELF = "self", _("will raise it")
        NOTE = "note", _("just wants it noted")
        OTHER = "other", _("wants somebody other than you to know")

    class Way(models.TextChoices):
        """How it was answered."""

        LINK = "link", _("by a link that was sent, or in their space")
        ROOM = "room", _("in the room, on the therapist's device")
        PAPER = "paper", _("on paper, entered afterwards")

    participation = models.OneToOneField(
        Participation, on_delete=models.PROTECT, related_name="check_in"
    )
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="check_ins")
    about = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="check_ins_about"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # What the schedule asked besides, as [instrument, version] pairs: settled when it is begun.
    asked = models.JSONField(default=list, blank=True)
    # Whether it is the first of a therapy; which goals and exercises it asks about, by their ids:
    # settled when it is begun, too, so that sending it looks up none of them.
    is_first = models.BooleanField(default=False)
    asked_goals = models.JSONField(default=list, blank=True)
    asked_exercises = models.JSONField(default=list, blank=True)
    draft = EncryptedJSONField()
    way = models.CharField(max_length=10, choices=Way, default=Way.LINK)
    entered_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    hopes = EncryptedTextField(_("what I hope will be different"), blank=True)
    wish = EncryptedTextField(_("what I would like from today"), blank=True)
    wellbeing = EncryptedJSONField()
    wellbeing_score = models.FloatField(null=True, blank=True)
    tension = models.CharField(max_length=10, choices=Tension, blank=True)
    tension_words = EncryptedTextField(_("in the client's words"), blank=True)
    tension_request = models.CharField(max_length=10, choices=Request, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(read_at=None, read_by=None)
                | Q(read_at__isnull=False, read_by__isnull=False, submitted_at__isnull=False),
                name="checkin_read_after_submission",
            ),
            models.CheckConstraint(
                condition=Q(way="paper", entered_by__isnull=False)
                | ~Q(way="paper") & Q(entered_by=None),
                name="checkin_paper_entered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None) | Q(begun_at__isnull=False),
                name="checkin_begun_before_submission",
            ),
            models.CheckConstraint(
                condition=Q(tension__in=["", "none"], tension_request="")
                | Q(tension__in=["little", "some", "lot"]),
                name="checkin_request_needs_tension",
            ),
            models.CheckConstraint(
                condition=Q(wellbeing_score=None) | Q(wellbeing_score__range=(0, 10)),
                name="checkin_wellbeing_range",
            ),
        ]
        indexes = [models.Index(fields=["client", "-id"], name="checkin_of_client")]

    def __str__(self) -> str:
        return f"check-in {self.code}"

    @property
    def is_submitted(self) -> bool:
        """Whether the client sent it."""
        return self.submitted_at is not None

    @property
    def reports_tension(self) -> bool:
        """Whether the client said that something was tense, misunderstood or left unsaid."""
        return self.tension in (self.Tension.LITTLE, self.Tension.SOME, self.Tension.LOT)


class CheckInLink(ClinicOwned):
    """A link to a check-in: the digest of its secret, until when, and whether it was used up.

    `carrier` is how it reached the client. One for the room opens on one device, once.
    """

    class Carrier(models.TextChoices):
        """What bears the link."""

        MESSAGE = "message", _("a message")
        ROOM = "room", _("the therapist's device")
        SHEET = "sheet", _("a printed sheet")

    check_in = models.ForeignKey(CheckIn, on_delete=models.PROTECT, related_name="links")
    token_digest = models.CharField(max_length=64, unique=True)
    carrier = models.CharField(max_length=10, choices=Carrier, default=Carrier.MESSAGE)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"link {self.code}"

    @property
    def state(self) -> str:
        """One of `open`, `used`, `revoked`, `expired`."""
        if self.used_at:
            return "used"
        if self.revoked_at:
            return "revoked"
        return "open" if self.expires_at > timezone.now() else "expired"
