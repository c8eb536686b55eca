"""How Django knows this app."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    """What can be asked and how it is scored: definitions, their wording and their scoring."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "measures"
    verbose_name = "Measures"
