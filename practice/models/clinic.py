"""The clinic, its settings and its keys."""

import uuid
from datetime import time
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from practice.zones import time_zones


def valid_time_zone(name: str) -> None:
    """Refuse a name that the time zone database does not know."""
    if name not in time_zones():
        raise ValidationError(_("%(name)s is not a time zone."), params={"name": name})


class Clinic(models.Model):
    """A practice. Everything a clinic owns carries its id; nothing crosses from one to another."""

    class Language(models.TextChoices):
        """Languages in which the practice writes to its clients."""

        ENGLISH = "en", _("English")
        SPANISH = "es", _("Spanish")

    class ClientWord(models.TextChoices):
        """What the practice calls the people in care."""

        CLIENT = "client", _("client")
        PATIENT = "patient", _("patient")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    time_zone = models.CharField(
        _("time zone"), max_length=60, default="Europe/London", validators=[valid_time_zone]
    )
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.ENGLISH
    )
    client_word = models.CharField(
        _("people in care are called"),
        max_length=10,
        choices=ClientWord,
        default=ClientWord.CLIENT,
    )
    check_in_lead_hours = models.PositiveSmallIntegerField(
        _("hours before a session at which the check-in is sent"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(168)],
    )
    check_in_every = models.PositiveSmallIntegerField(
        _("a check-in is sent before"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(4)],
        help_text=_("The first session of a therapy always has one."),
    )
    check_in_reminder_hours = models.PositiveSmallIntegerField(
        _("hours before a session at which an unanswered check-in is sent once more"),
        default=4,
        validators=[MaxValueValidator(72)],
        help_text=_("0: no reminder. There is never more than one."),
    )
    quiet_from = models.TimeField(
        _("nothing is sent to clients from"),
        default=time(21),
        help_text=_("In the clinic's time zone. The same time twice: no quiet hours."),
    )
    quiet_until = models.TimeField(_("until"), default=time(8))
    note_due_hours = models.PositiveSmallIntegerField(
        _("hours after a session until its note is overdue"),
        default=72,
        validators=[MinValueValidator(1), MaxValueValidator(720)],
    )
    late_cancellation_hours = models.PositiveSmallIntegerField(
        _("hours before a session from which a cancellation is late"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(168)],
    )
    step_up_minutes = models.PositiveSmallIntegerField(
        _("minutes since signing in after which a signature asks for the password again"),
        default=240,
        validators=[MinValueValidator(5), MaxValueValidator(720)],
        help_text=_("240 is half a working day. A sign-in lasts 720 at most."),
    )
    rate_then_reveal = models.BooleanField(
        _("the client's rating stays covered until the therapist has rated the same session"),
        default=False,
    )
    note_format = models.CharField(
        _("the format that new notes begin with"),
        max_length=20,
        blank=True,
        help_text=_("Empty: that of the last note about the same people."),
    )
    own_interventions = models.TextField(
        _("what the practice works with besides, offered in every note"),
        blank=True,
        help_text=_("One a line. What was noted earlier stays in its notes when a line goes."),
    )
    crisis_resources = models.TextField(
        _("where a client in crisis can turn"),
        blank=True,
        help_text=_("One a line: a name, then a telephone number or an address."),
    )
    safety_recipient = models.ForeignKey(
        "practice.Membership",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who is told first when a safety question is answered above zero"),
        help_text=_(
            "The therapist of the session is always told; whoever is named here is told with them."
        ),
    )
    safety_escalation_minutes = models.PositiveSmallIntegerField(
        _("minutes without acknowledgement until the next person is told"),
        default=60,
        validators=[MinValueValidator(5), MaxValueValidator(1440)],
    )
    safety_escalation_to = models.ForeignKey(
        "practice.Membership",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who is told next"),
        help_text=_("After them the supervisors, then every clinic admin."),
    )
    concern_recipient = models.ForeignKey(
        "practice.Membership",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who is told when a client wants somebody other than the therapist to know"),
        help_text=_("Also where nobody answered what felt off in time. Else every clinic admin."),
    )
    concern_answer_hours = models.PositiveSmallIntegerField(
        _("hours in which a client's “something felt off” is to be answered"),
        default=72,
        validators=[MinValueValidator(1), MaxValueValidator(720)],
    )
    supervision_stays = models.BooleanField(
        _("what was said in supervision stays with the client's record"),
        default=False,
        help_text=_("Otherwise it is seen on the supervision page alone, by the two people."),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="clinic_safety_escalation_minutes",
                condition=models.Q(safety_escalation_minutes__range=(5, 1440)),
            ),
            models.CheckConstraint(
                name="clinic_check_in_lead_hours",
                condition=models.Q(check_in_lead_hours__range=(1, 168)),
            ),
            models.CheckConstraint(
                name="clinic_check_in_every", condition=models.Q(check_in_every__range=(1, 4))
            ),
            models.CheckConstraint(
                name="clinic_check_in_reminder_hours",
                condition=models.Q(check_in_reminder_hours__lte=72),
            ),
            models.CheckConstraint(
                name="clinic_note_due_hours", condition=models.Q(note_due_hours__range=(1, 720))
            ),
            models.CheckConstraint(
                name="clinic_late_cancellation_hours",
                condition=models.Q(late_cancellation_hours__range=(1, 168)),
            ),
            models.CheckConstraint(
                name="clinic_concern_answer_hours",
                condition=models.Q(concern_answer_hours__range=(1, 720)),
            ),
            models.CheckConstraint(
                name="clinic_step_up_minutes", condition=models.Q(step_up_minutes__range=(5, 720))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse whom nothing can be told: safety waits for people who work here, now."""
        for name in ("safety_recipient", "safety_escalation_to", "concern_recipient"):
            member = getattr(self, name)
            if member and (member.clinic_id != self.pk or member.ended_at):
                raise ValidationError({name: _("Choose somebody who works here.")})

    @property
    def interventions(self) -> list[str]:
        """What it works with besides the interventions that every practice is offered."""
        return self.own_interventions.splitlines()

    @property
    def zone(self) -> ZoneInfo:
        """The clinic's time zone, in which times are shown."""
        return ZoneInfo(self.time_zone)


class ClinicKey(models.Model):
    """A clinic's data key, wrapped by the master key. The newest one seals; all of them open."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="keys")
    number = models.PositiveIntegerField(default=1)
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "number"], name="clinickey_unique_number")
        ]

    def __str__(self) -> str:
        return f"{self.clinic_id}/{self.number}"


class ClinicOwned(models.Model):
    """A row that belongs to one clinic and has a public code. The door sets `clinic`, no form."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+", editable=False)
    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True
