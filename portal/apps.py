"""The client's own door."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """What a client sees and does: the check-in."""

    name = "portal"
