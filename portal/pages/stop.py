"""Whether a client is sent messages about check-ins: what the page behind the link in one shows."""

from typing import TypedDict

from clients.models import Client, Consent
from portal.crisis import Part, resources


class Stop(TypedDict):
    """What the page shows."""

    is_sent: bool
    may_undo: bool
    is_over: bool
    resources: list[list[Part]]


def sent_or_not(client: Client) -> Stop:
    """The latest consent decides. One query.

    Only what the client stopped themselves can be undone here: a message may have been passed on.
    """
    kind = Consent.Kind.CHECK_INS
    latest = client.consents.filter(kind=kind).order_by("-given_at", "-pk").first()
    is_sent = latest is not None and latest.withdrawn_at is None
    return {
        "is_sent": is_sent,
        "may_undo": latest is not None and not is_sent and latest.withdrawn_by_client,
        "is_over": client.ended_on is not None,
        "resources": resources(client.clinic.crisis_resources),
    }
