"""What the meetings say about the alliance."""

from django.apps import AppConfig


class AllianceConfig(AppConfig):
    """Check-ins, ratings, readings, signals, ruptures and repair, and the pages that show them."""

    name = "alliance"
