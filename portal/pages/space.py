"""The first page of a client's own space."""

from typing import Any

from django.utils import timezone

from clients.models import Client
from portal.access import open_link_of
from portal.pages.concern import Said, said_by
from portal.pages.read_by import last_read
from portal.pages.rooms import floors
from portal.pages.rupture import opened_to

LAST = 3
"""How many of the things that were said stand on the first page."""


def home(client: Client) -> dict[str, Any]:
    """The next session, what waits, whether the last check-in was read, what was said, every room.

    7 queries.
    """
    ahead = (
        client.participations.not_missed()
        .filter(starts_at__gt=timezone.now())
        .select_related("session__therapist__user")
        .order_by("starts_at")
        .first()
    )
    link = open_link_of(client)
    said: list[Said] = said_by(client, most=LAST)
    waiting = [each for each in opened_to(client) if each.waits]
    return {
        "client": client,
        "ahead": ahead,
        "link": link,
        "waiting": waiting,
        "waits": len(waiting) + (link is not None),
        "read": last_read(client),
        "said": said,
        "floors": floors(client),
    }
