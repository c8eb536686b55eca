"""The clinic and its people."""

from django.apps import AppConfig, apps


class PracticeConfig(AppConfig):
    """Clinics, staff, who may do what, who did what, and what must be sent."""

    name = "practice"

    def ready(self) -> None:
        """Listen to what a mail provider says of messages, where one is set up."""
        if apps.is_installed("anymail"):
            from anymail.signals import tracking

            from practice.tracking import take_word

            tracking.connect(take_word)
