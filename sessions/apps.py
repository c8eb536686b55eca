"""Meetings."""

from django.apps import AppConfig


class SessionsConfig(AppConfig):
    """Sessions and notes. The label differs because Django's own sessions app has the name."""

    name = "sessions"
    label = "therapy_sessions"
