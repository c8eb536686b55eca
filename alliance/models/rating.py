"""Ratings of a session, what each meant when it was read, and where a client stands."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from alliance.models.check_in import CheckIn
from clients.models import Client
from practice.constraints import AgreesWith
from practice.models import Clinic, ClinicOwned
from practice.sealed import EncryptedJSONField
from sessions.models import Session


class Perspective(models.TextChoices):
    """From whose seat a session was rated."""

    CLIENT = "client", _("client")
    THERAPIST = "therapist", _("therapist")


# Each seat's own check. Ratings by other instruments of the alliance stand beside, never in line.
CLIENT_CHECK, THERAPIST_CHECK = "alliance-client", "alliance-therapist"
CHECKS = {Perspective.CLIENT: CLIENT_CHECK, Perspective.THERAPIST: THERAPIST_CHECK}


def rated_by_therapist(*, session: str = "session") -> Exists:
    """Whether the therapist has rated the session that the row, or its `session`, is about."""
    return Exists(
        Rating.objects.filter(
            session=OuterRef(session),
            client=OuterRef("client"),
            perspective=Perspective.THERAPIST,
        )
    )


class RatingQuerySet(models.QuerySet["Rating"]):
    """Questions about ratings."""

    def revealed(self, clinic: Clinic) -> "RatingQuerySet":
        """Without those which the clinic keeps covered.

        "Rate, then reveal": a client's rating of a session is covered until the therapist has
        rated that session, on every page and in every file.
        """
        if not clinic.rate_then_reveal:
            return self
        return self.filter(Q(perspective=Perspective.THERAPIST) | rated_by_therapist())


class Rating(ClinicOwned):
    """One completed alliance measure about one session, from one perspective.

    `score` is the composite in the instrument's points (0 to 10 for the two checks); None when too
    few items were answered, never 0 for an empty form. `answers` maps item keys to whole numbers
    or None. A check-in brings one rating for each alliance instrument it asked.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="ratings")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="ratings")
    perspective = models.CharField(max_length=10, choices=Perspective)
    instrument = models.CharField(max_length=40)
    instrument_version = models.PositiveSmallIntegerField()
    answers = EncryptedJSONField()
    score = models.FloatField(null=True, blank=True)
    feeling = EncryptedJSONField(help_text="the therapist's own feeling in the hour; theirs alone")
    check_in = models.ForeignKey(
        CheckIn, on_delete=models.PROTECT, null=True, blank=True, related_name="ratings"
    )
    rated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = RatingQuerySet.as_manager()

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
            models.UniqueConstraint(
                fields=["check_in", "instrument"],
                condition=Q(check_in__isnull=False),
                name="rating_once_per_check_in",
            ),
            # The checks' own range; that of another instrument stands in its definition.
            models.CheckConstraint(
                condition=Q(score=None)
                | Q(instrument__in=["alliance-client", "alliance-therapist"], score__range=(0, 10))
                | ~Q(instrument__in=["alliance-client", "alliance-therapist"]) & Q(score__gte=0),
                name="rating_score_range",
            ),
            models.CheckConstraint(
                condition=Q(perspective="client") | Q(check_in=None),
                name="rating_check_in_is_clients",
            ),
            # Unique by its id alone: what a reading's foreign key points at.
            models.UniqueConstraint(fields=["id", "client", "clinic"], name="rating_whose"),
        ]
        indexes = [models.Index(fields=["client", "perspective"], name="rating_of_client")]

    def __str__(self) -> str:
        return f"rating {self.code}"


class Reading(models.Model):
    """What a rating meant when it was read (EB-t): stored because it is what was shown that day.

    Superseded by a new row when an older rating arrives late or is changed, or when another prior
    applies; never overwritten. `cause` says why this reading replaced an earlier one.
    """

    class Cause(models.TextChoices):
        """Why an estimate was revised; empty for the first reading of a rating."""

        FIRST = "", _("read when the answer came in")
        SERIES = "series", _("an earlier answer came in late or was corrected")
        PRIOR = "prior", _("what is usual here was estimated anew")

    class Flag(models.TextChoices):
        """How unexpectedly low."""

        NONE = "", _("as expected")
        LOW = "low", _("lower than expected")
        MARKED = "marked", _("much lower than expected")

    # No address of its own and few indexes: a clinic's million is written anew in one go. One
    # foreign key of three columns (`reading_agrees_with_rating`) instead of three foreign keys.
    clinic = models.ForeignKey(
        "practice.Clinic",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    rating = models.ForeignKey(
        Rating,
        on_delete=models.PROTECT,
        related_name="readings",
        db_index=False,
        db_constraint=False,
    )
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="readings", db_constraint=False
    )
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
    cause = models.CharField(max_length=10, choices=Cause, blank=True)
    read_at = models.DateTimeField(auto_now_add=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            AgreesWith(
                through="rating", on=["client", "clinic"], name="reading_agrees_with_rating"
            ),
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
        indexes = [
            models.Index(
                fields=["rating"],
                condition=Q(superseded_at__isnull=False),
                name="reading_superseded",
            )
        ]

    def __str__(self) -> str:
        return f"reading {self.pk} of rating {self.rating_id}"

    def as_values(self) -> dict[str, Any]:
        """The figures that a signal keeps (`Signal.values`), in score points; p to five places."""
        return {
            "value": round(self.value, 6),
            "expected": round(self.expected, 6),
            "low": round(self.low, 6),
            "high": round(self.high, 6),
            "p": round(self.p, 5),
            "n": self.n,
        }


def no_points() -> list[Any]:
    """The sparkline of somebody who has not rated yet."""
    return []


class Standing(models.Model):
    """Where one client stands from one perspective: what a caseload page reads.

    n, mean and sum of squares are of the ratings that were not flagged (the frozen baseline of
    EB-t); `recent` holds the last eight sessions as [score or null, flag] pairs.
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
