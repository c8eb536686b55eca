"""A rupture: something that happened between two people and that a person reported."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliance.models.signal import Signal
from alliance.vocabulary import Direction, Domain, Marker, Noticer, Outcome, Party
from clients.models import Client
from practice.models import ClinicOwned, Membership
from practice.sealed import EncryptedTextField
from sessions.models import Session

_ONE_TO_FIVE = [MinValueValidator(1), MaxValueValidator(5)]


class RuptureQuerySet(models.QuerySet["Rupture"]):
    """Questions about ruptures."""

    def unfinished(self) -> "RuptureQuerySet":
        """Open or being repaired."""
        return self.filter(outcome__in=[Outcome.OPEN, Outcome.REPAIRING])


class Rupture(ClinicOwned):
    """A rupture in the alliance. Never inferred from a score.

    Resolution is what each person *says*, 1 (not at all) to 5 (completely), kept apart.
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
    own_part = EncryptedTextField(_("my part in it"), blank=True)
    outcome = models.CharField(max_length=15, choices=Outcome, default=Outcome.OPEN)
    resolution_by_client = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=_ONE_TO_FIVE
    )
    resolution_by_client_at = models.DateTimeField(null=True, blank=True)
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
                condition=Q(resolution_by_client=None, resolution_by_client_at=None)
                | Q(resolution_by_client__range=(1, 5), resolution_by_client_at__isnull=False),
                name="rupture_client_resolution",
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
    def is_open(self) -> bool:
        """Whether it still waits for repair."""
        return self.outcome in (Outcome.OPEN, Outcome.REPAIRING)
