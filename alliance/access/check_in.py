"""The link to a check-in that a secret belongs to."""

from alliance.models import (
    CheckInLink,
)
from practice import tokens


def find_link(token: str) -> CheckInLink | None:
    """The link that a secret belongs to, in whatever state; None when there is none."""
    return (
        CheckInLink.objects.select_related(
            "clinic",
            "check_in__clinic",
            "check_in__client",
            "check_in__about",
            "check_in__participation__session__therapist__user",
        )
        .filter(token_digest=tokens.digest(token))
        .first()
    )
