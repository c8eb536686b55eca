"""What is usual in one clinic, estimated from its own ratings."""

from django.db import models
from django.db.models import F, Q

from alliance.science.expectation import Prior
from practice.models import ClinicOwned, Membership


class ClinicPriorQuerySet(models.QuerySet["ClinicPrior"]):
    """Questions about a clinic's own priors."""

    def in_force(self) -> "ClinicPriorQuerySet":
        """Those that ratings are read against."""
        return self.filter(applied_at__isnull=False, retired_at=None)

    def to_reread(self) -> "ClinicPriorQuerySet":
        """Applied or retired, while the series still stand as they were read before."""
        return self.filter(applied_at__isnull=False, reread_at=None)

    def newest(self, clinic_id: int, instrument: str) -> "ClinicPrior | None":
        """The latest estimate, applied or not."""
        return self.filter(clinic=clinic_id, instrument=instrument).order_by("-version").first()


class ClinicPrior(ClinicOwned):
    """A clinic's own prior for one instrument, in score points: versioned, applied by a person.

    Estimated nightly once at least 40 clients have at least 4 ratings. It reads
    nothing until somebody applied it; then it reads until a later one is applied, or none is.
    """

    instrument = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    mu = models.FloatField()
    tau2 = models.FloatField()
    sigma2 = models.FloatField()
    nu0 = models.FloatField()
    s02 = models.FloatField()
    clients = models.PositiveIntegerField()
    ratings = models.PositiveIntegerField()
    estimated_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    retired_at = models.DateTimeField(null=True, blank=True)
    # Set once every series of the instrument was read anew after it was applied or retired.
    reread_at = models.DateTimeField(null=True, blank=True)
    # What it would have changed, over the ratings it was estimated from: readings flagged by what
    # was in force then and by this, and by only one of the two.
    flagged_before = models.PositiveIntegerField(default=0)
    flagged_after = models.PositiveIntegerField(default=0)
    only_before = models.PositiveIntegerField(default=0)
    only_after = models.PositiveIntegerField(default=0)

    objects = ClinicPriorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "instrument", "version"], name="clinicprior_version_once"
            ),
            models.UniqueConstraint(
                fields=["clinic", "instrument"],
                condition=Q(applied_at__isnull=False, retired_at=None),
                name="clinicprior_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(tau2__gt=0, sigma2__gt=0, nu0__gt=2, s02__gt=0),
                name="clinicprior_positive",
            ),
            models.CheckConstraint(
                condition=Q(clients__gte=40, ratings__gte=4 * F("clients")),
                name="clinicprior_enough",
            ),
            models.CheckConstraint(
                condition=Q(applied_at=None, applied_by=None, retired_at=None)
                | Q(applied_at__isnull=False, applied_by__isnull=False),
                name="clinicprior_applied_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} {self.version}"

    def as_science(self) -> Prior:
        """The figures as `alliance.science` reads with them."""
        return Prior(self.mu, self.tau2, self.sigma2, self.nu0, self.s02)
