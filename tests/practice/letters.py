"""Composers for tests of the outbox: an e-mail, nothing, or an error with an address in it."""

from django.core.mail import EmailMessage

from practice.models import OutboxMessage


def letter(message: OutboxMessage) -> EmailMessage | None:
    return EmailMessage("Tomorrow", message.secret.get("link", ""), to=["mara@mail.example"])


def no_longer_true(message: OutboxMessage) -> EmailMessage | None:
    return None


def broken(message: OutboxMessage) -> EmailMessage | None:
    raise ValueError("could not write to mara@mail.example")
