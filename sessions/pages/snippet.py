"""Somebody's snippets beside those of the clinic."""

from dataclasses import dataclass

from practice.models import Membership
from sessions.models import Snippet


@dataclass(frozen=True, slots=True)
class Snippets:
    """Two lists, and which of them this person may write."""

    own: list[Snippet]
    shared: list[Snippet]
    keeps_own: bool
    keeps_shared: bool


def snippets(member: Membership) -> Snippets:
    """What lies at hand, in two lists. One query."""
    found = list(Snippet.objects.at_hand_of(member))
    return Snippets(
        own=[each for each in found if not each.is_the_clinics],
        shared=[each for each in found if each.is_the_clinics],
        keeps_own=member.is_therapist,
        keeps_shared=member.is_admin,
    )
