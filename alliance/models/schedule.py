"""Which instruments a clinic asks, of whom, and when."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from measures.schedule import Rhythm
from measures.schedule import Timing as Pace
from practice.models import ClinicOwned, Membership


class ScheduledMeasure(ClinicOwned):
    """One instrument in the schedule of the clinic (no client) or of one client.

    A client's own line replaces the clinic's for the same instrument; "never" leaves it out.
    `sessions` lists session numbers, `interval` counts sessions or weeks.
    """

    class Timing(models.TextChoices):
        """When it is asked."""

        AT_SESSIONS = "at sessions", _("at certain sessions")
        EVERY_SESSIONS = "every sessions", _("every so many sessions")
        EVERY_WEEKS = "every weeks", _("every so many weeks")
        NEVER = "never", _("not asked")

    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, null=True, blank=True, related_name="scheduled_measures"
    )
    instrument = models.CharField(_("instrument"), max_length=40)
    timing = models.CharField(_("when"), max_length=20, choices=Timing)
    interval = models.PositiveSmallIntegerField(null=True, blank=True)
    sessions = models.JSONField(default=list, blank=True)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "instrument"],
                condition=Q(client=None),
                name="scheduledmeasure_once_in_clinic",
            ),
            models.UniqueConstraint(
                fields=["client", "instrument"],
                condition=Q(client__isnull=False),
                name="scheduledmeasure_once_for_client",
            ),
            models.CheckConstraint(
                # Said beside the range, because a range of NULL is NULL, and that passes a check.
                condition=Q(
                    timing__in=["every sessions", "every weeks"],
                    interval__isnull=False,
                    interval__range=(1, 52),
                )
                | Q(timing__in=["at sessions", "never"], interval=None),
                name="scheduledmeasure_interval",
            ),
            models.CheckConstraint(
                condition=~Q(timing="never") | Q(client__isnull=False),
                name="scheduledmeasure_never_is_a_clients",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} {self.timing}"

    @property
    def pace(self) -> Pace:
        """The line as `measures.schedule` reckons with it."""
        return Pace(Rhythm(self.timing), self.interval or 1, tuple(self.sessions))
