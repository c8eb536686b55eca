"""What is sent to a telephone, and how sending it can fail."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextMessage:
    """A few words to one telephone number, in the form +441632960123."""

    to: str
    body: str


class Refused(Exception):
    """It was refused for good: that number takes no message. Trying again would change nothing."""


class Unsent(Exception):
    """It could not be sent now."""
