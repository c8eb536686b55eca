"""The address at which a client's own calendar fetches their appointments."""

from django.db import models
from django.db.models import Q

from clients.models import Client
from practice.models import ClinicOwned


class CalendarFeed(ClinicOwned):
    """One address with a secret in it, of which only the digest is kept. It bears times alone."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="calendar_feeds")
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client"], condition=Q(revoked_at=None), name="calendarfeed_one"
            ),
        ]

    def __str__(self) -> str:
        return f"calendar {self.code}"
