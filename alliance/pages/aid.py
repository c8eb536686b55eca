"""The conversation aid: which prompts, for which kind, under which headings."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from alliance.aids import aids, fitting
from alliance.vocabulary import Direction, Party

HEADINGS = {
    "explore": _("Validate and explore first"),
    "renegotiate": _("What you do together, and what for"),
    "own part": _("Your own part"),
    "link": _("Later: how it may belong with other things"),
    "avoid": _("What tends to make it worse"),
}
MOVED = {
    Party.CLIENT: _("the client moved"),
    Party.THERAPIST: _("I moved"),
    Party.MUTUAL: _("both of us"),
}


def conversation_aid(direction: str, party: str) -> dict[str, Any]:
    """All prompts for a kind of rupture; what is not a kind is no filter. No query."""
    direction = direction if direction in Direction.values else ""
    party = party if party in Party.values else ""
    listed = fitting(direction, party)
    return {
        "moments": [(HEADINGS[moment], found) for moment, found in listed.items() if found],
        "models": aids().models,
        "reviewed": aids().reviewed,
        "direction": direction,
        "party": party,
        "directions": [("", _("either way")), *Direction.choices],
        "parties": [("", _("whoever moved")), *MOVED.items()],
    }
