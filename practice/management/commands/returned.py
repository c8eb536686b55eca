"""Take a mail that came back, from standard input: `manage.py returned < message`.

For a mail server that pipes what arrives at the sender's address into a program. It always ends
well, so that nothing is sent back and forth, and prints nothing about anybody.
"""

import sys
from typing import Any

from django.core.management import BaseCommand

from practice import outbox
from practice.returned import returned_message

MOST = 1024 * 1024
"""Bytes that are read: a report is short, and what follows is the message that came back."""


class Command(BaseCommand):
    """Remember that a message was not delivered."""

    help = "Read a report of failed delivery from standard input and remember it."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say in a word what was made of it."""
        code = returned_message(sys.stdin.buffer.read(MOST))
        noted = code is not None and outbox.come_back(code)
        self.stdout.write("noted" if noted else "nothing to note")
