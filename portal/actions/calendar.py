"""The address at which a client's calendar fetches their appointments."""

from django.db import transaction
from django.utils import timezone

from clients.models import Client
from portal.models import CalendarFeed
from practice import audit
from practice.tokens import digest, new_token


@transaction.atomic
def make_calendar(client: Client) -> str:
    """A fresh secret; the address before it, if there was one, leads nowhere from now on."""
    # Held, so that of two taps at once the second takes the first one's address away.
    Client.objects.select_for_update().get(pk=client.pk)
    take_calendar_away(client)
    token = new_token()
    feed = CalendarFeed.objects.create(
        clinic_id=client.clinic_id, client=client, token_digest=digest(token)
    )
    audit.record(audit.Kind.CREATED, feed, by=None, client=client.code)
    return token


@transaction.atomic
def take_calendar_away(client: Client) -> None:
    """The address leads nowhere any more. Without one nothing changes."""
    for feed in CalendarFeed.objects.filter(client=client, revoked_at=None):
        feed.revoked_at = timezone.now()
        feed.save()
        audit.record(audit.Kind.REVOKED, feed, by=None, client=client.code)
