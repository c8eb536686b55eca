"""A meeting, and who takes part in it."""

from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from practice.models import ClinicOwned, Membership
from practice.sealed import EncryptedTextField

SHORTEST, LONGEST = 5, 480
"""Minutes that a session may take."""


class Session(ClinicOwned):
    """A meeting of a therapist with one client, a couple, a family or a group.

    `is_documented` goes with the signature of its note, so that what is still to be written is
    found by an index of what is left, however many years lie behind.
    """

    class Setting(models.TextChoices):
        """Where it takes place."""

        IN_PERSON = "in person", _("in person")
        VIDEO = "video", _("by video")
        TELEPHONE = "telephone", _("by telephone")

    therapist = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="therapy_sessions"
    )
    starts_at = models.DateTimeField(_("begins"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        default=50,
        validators=[MinValueValidator(SHORTEST), MaxValueValidator(LONGEST)],
    )
    setting = models.CharField(
        _("setting"), max_length=10, choices=Setting, default=Setting.IN_PERSON
    )
    created_at = models.DateTimeField(auto_now_add=True)
    is_documented = models.BooleanField(default=False, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__range=(SHORTEST, LONGEST)), name="session_minutes_believable"
            ),
        ]
        indexes = [
            models.Index(fields=["therapist", "starts_at"], name="session_of_therapist"),
            models.Index(fields=["clinic", "starts_at"], name="session_of_clinic"),
            models.Index(
                fields=["therapist", "starts_at"],
                condition=Q(is_documented=False),
                name="session_to_document",
            ),
            models.Index(
                fields=["clinic", "starts_at"],
                condition=Q(is_documented=False),
                name="session_to_document_in_clinic",
            ),
        ]

    def __str__(self) -> str:
        return f"session {self.code}"

    @property
    def has_begun(self) -> bool:
        """Whether its time has come, and its note can be written."""
        return self.starts_at <= timezone.now()

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)


class ParticipationQuerySet(models.QuerySet["Participation"]):
    """Questions about who took part."""

    def not_missed(self) -> "ParticipationQuerySet":
        """Attended, or not (yet) said otherwise."""
        return self.filter(
            attendance__in=[Participation.Attendance.EXPECTED, Participation.Attendance.ATTENDED]
        )

    def not_cancelled(self) -> "ParticipationQuerySet":
        """Whose time was taken: also of somebody who just did not come."""
        kept = Participation.Attendance
        return self.filter(attendance__in=[kept.EXPECTED, kept.ATTENDED, kept.NO_SHOW])


class Participation(ClinicOwned):
    """One client's part in one session.

    `starts_at` repeats the session's, so that one client's sessions are read in order from one
    index; `actions.reschedule_session` moves both. Of a missed one, `told_at` is when somebody said
    that they would not come, and `absence` a word about it: its own short note.
    """

    class Attendance(models.TextChoices):
        """Whether the client came."""

        EXPECTED = "expected", _("expected")
        ATTENDED = "attended", _("came")
        NO_SHOW = "no-show", _("did not come")
        CANCELLED_BY_CLIENT = "client cancelled", _("cancelled by the client")
        CANCELLED_LATE = "cancelled late", _("cancelled late by the client")
        CANCELLED_BY_THERAPIST = "therapist cancelled", _("cancelled by the therapist")

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="participations")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="participations")
    starts_at = models.DateTimeField()
    attendance = models.CharField(max_length=20, choices=Attendance, default=Attendance.EXPECTED)
    attendance_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    absence = EncryptedTextField(_("what is known about it"), blank=True)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "client"], name="participation_once"),
            models.CheckConstraint(
                condition=Q(attendance="expected", attendance_at=None)
                | ~Q(attendance="expected") & Q(attendance_at__isnull=False),
                name="participation_attendance_dated",
            ),
            models.CheckConstraint(
                condition=Q(told_at=None)
                | Q(
                    attendance__in=["client cancelled", "cancelled late", "therapist cancelled"],
                ),
                name="participation_told_of_cancelling",
            ),
        ]
        indexes = [
            models.Index(fields=["client", "starts_at"], name="participation_of_client"),
            models.Index(fields=["clinic", "starts_at"], name="participation_of_clinic"),
        ]

    def __str__(self) -> str:
        return f"participation {self.code}"

    @property
    def was_missed(self) -> bool:
        """Whether the meeting did not take place for this client."""
        return self.attendance not in (self.Attendance.EXPECTED, self.Attendance.ATTENDED)

    @property
    def was_cancelled(self) -> bool:
        """Whether somebody said beforehand that they would not come."""
        return self.was_missed and self.attendance != self.Attendance.NO_SHOW

    @property
    def notice(self) -> timedelta | None:
        """How long before the session it was cancelled; None when that is not known."""
        return self.starts_at - self.told_at if self.told_at else None
