"""Ratings of a session, what each meant when it was read, and where a client stands."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliance.models.check_in import CheckIn
from clients.models import Client
from practice.models import ClinicOwned
from practice.sealed import EncryptedJSONField
from sessions.models import Session


class Perspective(models.TextChoices):
    """From whose seat a session was rated."""

    CLIENT = "client", _("client")
    THERAPIST = "therapist", _("therapist")


class Rating(ClinicOwned):
    """One completed alliance check about one session, from one perspective.

    `score` is the composite, 0 to 10; None when too few items were answered, never 0 for an
    empty form. `answers` maps item keys to whole numbers or None.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="ratings")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="ratings")
    perspective = models.CharField(max_length=10, choices=Perspective)
    instrument = models.CharField(max_length=40)
    instrument_version = models.PositiveSmallIntegerField()
    answers = EncryptedJSONField()
    score = models.FloatField(null=True, blank=True)
    feeling = EncryptedJSONField(help_text="the therapist's own feeling in the hour; theirs alone")
    check_in = models.OneToOneField(
        CheckIn, on_delete=models.PROTECT, null=True, blank=True, related_name="rating"
    )
    rated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "session",
                    "client",
                    "perspective",
                    "instrument",
                    "instrument_version",
                ],
                name="rating_once",
            ),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__range=(0, 10)), name="rating_score_range"
            ),
            models.CheckConstraint(
                condition=Q(perspective="client") | Q(check_in=None),
                name="rating_check_in_is_clients",
            ),
        ]
        indexes = [models.Index(fields=["client", "perspective"], name="rating_of_client")]

    def __str__(self) -> str:
        return f"rating {self.code}"


class Reading(ClinicOwned):
    """What a rating meant when it was read (EB-t): stored because it is what was shown that day.

    Superseded by a new row when an older rating arrives late or is changed; never overwritten.
    """

    class Flag(models.TextChoices):
        """How unexpectedly low."""

        NONE = "", _("as expected")
        LOW = "low", _("lower than expected")
        MARKED = "marked", _("much lower than expected")

    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, related_name="readings")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="readings")
    value = models.FloatField()
    n = models.PositiveIntegerField()
    expected = models.FloatField()
    scale = models.FloatField()
    t = models.FloatField()
    p = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    flag = models.CharField(max_length=10, choices=Flag, blank=True)
    drift = models.FloatField(default=0)
    read_at = models.DateTimeField(auto_now_add=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rating"],
                condition=Q(superseded_at=None),
                name="reading_one_current",
            ),
            models.CheckConstraint(condition=Q(p__range=(0, 1)), name="reading_p_range"),
            models.CheckConstraint(
                condition=Q(low__lte=models.F("high")), name="reading_band_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"reading {self.code}"


def no_points() -> list[Any]:
    """The sparkline of somebody who has not rated yet."""
    return []


class Standing(models.Model):
    """Where one client stands from one perspective: what a caseload page reads.

    n, mean and sum of squares are of the ratings that were not flagged (the frozen baseline of
    science.md §5); `recent` holds the last eight sessions as [score or null, flag] pairs.
    """

    clinic = models.ForeignKey(
        "practice.Clinic", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="standings")
    perspective = models.CharField(max_length=10, choices=Perspective)
    instrument = models.CharField(max_length=40)
    n = models.PositiveIntegerField(default=0)
    mean = models.FloatField(default=0)
    ss = models.FloatField(default=0)
    drift = models.FloatField(default=0)
    rated = models.PositiveIntegerField(default=0)
    at_maximum = models.PositiveIntegerField(default=0)
    latest = models.ForeignKey(
        Reading, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    latest_session_at = models.DateTimeField(null=True, blank=True)
    recent = models.JSONField(default=no_points)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "perspective", "instrument"], name="standing_once"
            )
        ]

    def __str__(self) -> str:
        return f"standing {self.client_id} {self.perspective}"
