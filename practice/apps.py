"""The clinic and its people."""

from django.apps import AppConfig


class PracticeConfig(AppConfig):
    """Clinics, staff, who may do what, who did what, and what must be sent."""

    name = "practice"
