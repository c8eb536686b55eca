"""How somebody in care is reached: by which channel, at which address."""

from clients.models import Client
from practice.text_message import dialled


def address_of(client: Client) -> str:
    """Where messages go by their channel; empty where they are sent none, or none can be."""
    if client.channel == Client.Channel.EMAIL:
        return str(client.email)
    if client.channel == Client.Channel.TEXT:
        return dialled(client.phone) or ""
    return ""


def is_reachable(client: Client) -> bool:
    """Whether there is an address for their channel."""
    return bool(address_of(client))
