"""What a mail provider says of a message afterwards, through django-anymail's web hooks."""

from typing import Any
from uuid import UUID

from practice import outbox

CAME_BACK = {"bounced", "rejected", "failed"}
UNWANTED = {"complained", "unsubscribed"}
# Why a provider did not deliver that says nothing about the address.
_NOT_THE_ADDRESS = {"spam", "blocked", "timed_out", "other"}


def take_word(sender: Any, event: Any, **_: Any) -> None:
    """Anymail's signal: an event about a message that carries our code as `metadata`."""
    code = _code(event)
    if code is None:
        return
    if event.event_type in CAME_BACK and event.reject_reason not in _NOT_THE_ADDRESS:
        outbox.come_back(code)
    elif event.event_type in UNWANTED:
        outbox.unwanted(code)


def _code(event: Any) -> UUID | None:
    try:
        return UUID(str((event.metadata or {}).get("outbox", "")))
    except ValueError:
        return None
