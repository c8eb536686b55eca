"""The calendar's address, and what is fetched from it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from clients.models import Client
from portal.models import CalendarFeed
from sessions.models import Participation

PAST = timedelta(days=31)
"""How long an appointment stays in the feed: so that one cancelled late is seen to be."""


def calendar(client: Client) -> dict[str, Any]:
    """Whether there is an address. 1 query. Its secret is not kept, and so never shown again."""
    return {"feed": CalendarFeed.objects.filter(client=client, revoked_at=None).first()}


def addresses(token: str) -> dict[str, str]:
    """The address to copy, and the one that opens a calendar program."""
    address = settings.PUBLIC_URL + reverse("calendar_feed", args=[token])
    return {"address": address, "opens": "webcal://" + address.partition("://")[2]}


def shown(client: Client) -> Iterable[Participation]:
    """Appointments ahead and those of the last month. 1 query."""
    parts = Participation.objects.filter(client=client, starts_at__gt=timezone.now() - PAST)
    return parts.select_related("session").order_by("starts_at", "pk")
