"""Composers for tests of the outbox: an e-mail, nothing, or an error with an address in it."""

from datetime import datetime
from uuid import UUID

from django.core.mail import EmailMessage

from practice.models import OutboxMessage
from practice.outbox import Later
from practice.text_message import TextMessage


def letter(message: OutboxMessage) -> EmailMessage | None:
    return EmailMessage("Tomorrow", message.secret.get("link", ""), to=["mara@mail.example"])


def no_longer_true(message: OutboxMessage) -> EmailMessage | None:
    return None


def broken(message: OutboxMessage) -> EmailMessage | None:
    raise ValueError("could not write to mara@mail.example")


def text(message: OutboxMessage) -> TextMessage:
    return TextMessage("+441632960123", "A link")


def later(message: OutboxMessage) -> EmailMessage | None:
    if message.secret.get("until"):
        raise Later(datetime.fromisoformat(message.secret["until"]))
    return letter(message)


TOLD: list[tuple[UUID, str]] = []


def told(message: OutboxMessage, ending: OutboxMessage.Ending) -> None:
    TOLD.append((message.code, ending))


def stumbles(message: OutboxMessage, ending: OutboxMessage.Ending) -> None:
    OutboxMessage.objects.create(  # refused by the database, and in its words stands an address
        clinic_id=0, kind="mara@mail.example", about=message.about, ending="sent"
    )
