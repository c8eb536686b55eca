"""The worker's looks at the safety lane, one after the other, by a clock that stands still."""

from datetime import datetime, timedelta

import time_machine
from django.core.mail import EmailMessage
from django.utils import timezone

from alliance.actions import escalate_safety
from practice import outbox


def letters_until(
    end: datetime,
    clock: time_machine.Traveller,
    mailoutbox: list[EmailMessage],
    *,
    every: timedelta,
) -> list[tuple[str, str]]:
    """When and to whom something was sent, with the worker looking after each `every`."""
    sent = []
    while timezone.now() < end:
        mailoutbox.clear()
        escalate_safety()
        outbox.sweep()
        now = timezone.now()
        sent += [(f"{now:%d %H:%M}", str(letter.to[0]).partition("@")[0]) for letter in mailoutbox]
        clock.shift(every)
    return sent
