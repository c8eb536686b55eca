"""Text messages: what one is, and sending it by the way that is set up."""

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from practice.text_message.message import Refused, TextMessage, Unsent
from practice.text_message.number import dialled

__all__ = ["Backend", "Refused", "TextMessage", "Unsent", "dialled", "send"]


class Backend(Protocol):
    """A way to send a text message."""

    def send(self, message: TextMessage, *, key: str) -> None:
        """Send it. The same `key` again is the same message: whoever took it sends it once.

        Raises Refused when that number takes none, and anything else when it may work later.
        """


def send(message: TextMessage, *, key: str) -> None:
    """Send by the backend that the settings name."""
    backend: Backend = import_string(settings.TEXT_MESSAGE_BACKEND)()
    backend.send(message, key=key)
