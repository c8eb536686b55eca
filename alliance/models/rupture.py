"""A rupture: something that happened between two people and that a person reported."""

from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliance.models.check_in import CheckIn
from alliance.models.signal import Signal
from alliance.vocabulary import (
    Change,
    Direction,
    Domain,
    Marker,
    Noticer,
    OpenedBecause,
    Outcome,
    OwnMarker,
    Party,
    ToldBy,
)
from clients.models import Client
from practice.models import ClinicOwned, Membership
from practice.sealed import EncryptedTextField
from sessions.models import Session

ASKED_AFTER_ENDING = timedelta(days=60)
_ONE_TO_FIVE = [MinValueValidator(1), MaxValueValidator(5)]


class RuptureQuerySet(models.QuerySet["Rupture"]):
    """Questions about ruptures."""

    def unfinished(self) -> "RuptureQuerySet":
        """Open or being repaired."""
        return self.filter(outcome__in=[Outcome.OPEN, Outcome.REPAIRING])

    def opened(self) -> "RuptureQuerySet":
        """Those the client may read about and answer: opened to them, and not covered again."""
        return self.filter(opened_at__isnull=False)

    def to_ask_about(self, now: datetime) -> "RuptureQuerySet":
        """Opened ones about which a check-in asks how it feels now.

        As long as they are unfinished; afterwards for a while, until the client has had their word.
        """
        lately = Q(closed_at__gte=now - ASKED_AFTER_ENDING, resolution_by_client=None)
        return self.opened().filter(Q(outcome__in=[Outcome.OPEN, Outcome.REPAIRING]) | lately)


class Rupture(ClinicOwned):
    """A rupture in the alliance. Never inferred from a score.

    Resolution is what each person *says*, 1 (not at all) to 5 (completely), kept apart; both are
    emptied when it is reopened, and stay in `changes`. `own_part` and `feeling` are seen by nobody
    but whoever recorded it. `opened_words` are what the client reads about it: only once it was
    opened to them.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="ruptures")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="ruptures")
    signal = models.OneToOneField(
        Signal, on_delete=models.PROTECT, null=True, blank=True, related_name="rupture"
    )
    noticed_by = models.CharField(
        _("who noticed"), max_length=10, choices=Noticer, default=Noticer.THERAPIST
    )
    direction = models.CharField(_("direction"), max_length=15, choices=Direction)
    party = models.CharField(_("who moved"), max_length=10, choices=Party, default=Party.CLIENT)
    domain = models.CharField(_("about"), max_length=10, choices=Domain, blank=True)
    markers = models.JSONField(default=list, blank=True)
    intensity = models.PositiveSmallIntegerField(
        _("how strong"), null=True, blank=True, validators=_ONE_TO_FIVE
    )
    what_happened = EncryptedTextField(_("what happened"), blank=True)
    own_markers = models.JSONField(default=list, blank=True)
    own_part = EncryptedTextField(_("my part in it"), blank=True)
    feeling = EncryptedTextField(_("how it was for me"), blank=True)
    would_count = EncryptedTextField(_("what would count as repaired"), blank=True)
    would_count_agreed_on = models.DateField(null=True, blank=True)
    opened_words = EncryptedTextField(_("what they read about it"), blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_because = models.CharField(max_length=10, choices=OpenedBecause, blank=True)
    outcome = models.CharField(max_length=15, choices=Outcome, default=Outcome.OPEN)
    resolution_by_client = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=_ONE_TO_FIVE
    )
    resolution_by_client_at = models.DateTimeField(null=True, blank=True)
    resolution_by_client_told = models.CharField(max_length=10, choices=ToldBy, blank=True)
    client_words = EncryptedTextField(_("in the client's words"), blank=True)
    resolution_by_therapist = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=_ONE_TO_FIVE
    )
    resolution_by_therapist_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_in = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revisit_on = models.DateField(_("come back to it on"), null=True, blank=True)
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = RuptureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(intensity=None) | Q(intensity__range=(1, 5)),
                name="rupture_intensity_range",
            ),
            models.CheckConstraint(
                condition=Q(
                    resolution_by_client=None,
                    resolution_by_client_at=None,
                    resolution_by_client_told="",
                )
                | Q(resolution_by_client__range=(1, 5), resolution_by_client_at__isnull=False)
                & ~Q(resolution_by_client_told=""),
                name="rupture_client_resolution",
            ),
            models.CheckConstraint(
                condition=Q(opened_at=None, opened_because="")
                | Q(opened_at__isnull=False) & ~Q(opened_because=""),
                name="rupture_opened_whole",
            ),
            models.CheckConstraint(
                condition=Q(resolution_by_therapist=None, resolution_by_therapist_at=None)
                | Q(
                    resolution_by_therapist__range=(1, 5),
                    resolution_by_therapist_at__isnull=False,
                ),
                name="rupture_therapist_resolution",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["open", "repairing"], closed_at=None)
                | Q(
                    outcome__in=["repaired", "not repaired", "therapy ended"],
                    closed_at__isnull=False,
                ),
                name="rupture_closed_with_outcome",
            ),
            # Nobody's score repairs anything: a person has to have said so.
            models.CheckConstraint(
                condition=~Q(outcome="repaired")
                | Q(resolution_by_client__isnull=False)
                | Q(resolution_by_therapist__isnull=False),
                name="rupture_repaired_as_somebody_says",
            ),
        ]
        indexes = [
            models.Index(
                fields=["client"],
                condition=Q(outcome__in=["open", "repairing"]),
                name="rupture_unfinished",
            )
        ]

    def __str__(self) -> str:
        return f"rupture {self.code}"

    @property
    def markers_in_words(self) -> list[str]:
        """What it looked like, for a page."""
        return [str(Marker(key).label) for key in self.markers]

    @property
    def own_markers_in_words(self) -> list[str]:
        """How the therapist withdrew or confronted, for a page."""
        return [str(OwnMarker(key).label) for key in self.own_markers]

    @property
    def has_own_view(self) -> bool:
        """Whether its recorder wrote down something that nobody else sees."""
        return bool(self.own_markers or self.own_part or self.feeling)

    @property
    def is_open(self) -> bool:
        """Whether it still waits for repair."""
        return self.outcome in (Outcome.OPEN, Outcome.REPAIRING)


class RuptureChange(ClinicOwned):
    """One thing that became of a rupture: when, by whom, why. Append-only, by trigger.

    `by` is None where the client said it themselves. `values` holds numbers and keys alone, e.g.
    {"resolution": 4, "told": "check-in"} or {"revisit_on": "2026-12-01"}; `session` is the one in
    which it happened, or whose note's prompt was put off.
    """

    rupture = models.ForeignKey(Rupture, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=15, choices=Change)
    was = models.CharField(max_length=15, choices=Outcome, blank=True)
    became = models.CharField(max_length=15, choices=Outcome, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    check_in = models.ForeignKey(
        CheckIn, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = EncryptedTextField(_("why"), blank=True)
    values = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(was="", became="") | ~Q(was="") & ~Q(became="") | Q(kind="recorded"),
                name="rupturechange_from_and_to",
            ),
            # What only a person at work here can do has their name on it.
            models.CheckConstraint(
                condition=Q(by__isnull=False) | Q(kind="client said"),
                name="rupturechange_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"rupture change {self.code}"
