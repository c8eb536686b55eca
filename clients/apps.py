"""People in care."""

from django.apps import AppConfig


class ClientsConfig(AppConfig):
    """Clients, who cares for them, what they agreed to, and what they are working toward."""

    name = "clients"
