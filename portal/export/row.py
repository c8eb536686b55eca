"""What a part consists of: rows of plain values, in which the client speaks of themselves as I."""

from typing import Any

from practice.models import Membership

Row = dict[str, Any]
"""Field → text, number, truth, day, moment, or rows of their own. None for what is not there."""

ME = "me"
"""In place of a name, where the client themselves did or said it."""


def who(member: Membership | None) -> str:
    """The name of somebody at the clinic; the client where it was nobody there."""
    return member.name if member else ME


def name(member: Membership | None) -> str | None:
    """The name of somebody at the clinic; None where nobody did it yet."""
    return member.name if member else None
