"""A clinic's own format, and the editor filled in."""

from collections.abc import Sequence
from typing import Any

from practice.models import Membership
from sessions.actions import make_format
from sessions.formats import Section
from sessions.models import NoteFormatVersion

SECTIONS = (
    Section("", "Brought", "What they came with."),
    Section("", "Risk", "What you asked, and the answer.", required=True),
)


def first_hour(admin: Membership, name: str = "First hour") -> NoteFormatVersion:
    """Two sections, of which the second is needed; keys `brought` and `risk`."""
    return make_format(by=admin, name=name, about="The intake", sections=SECTIONS)


def typed(
    name: str,
    sections: Sequence[dict[str, Any]],
    *,
    about: str = "",
    version: int = 0,
    do: str = "save",
) -> dict[str, str]:
    """What the editor sends."""
    sent = {
        "name": name,
        "about": about,
        "version": str(version),
        "do": do,
        "sections-TOTAL_FORMS": str(len(sections)),
        "sections-INITIAL_FORMS": "0",
    }
    for at, section in enumerate(sections):
        sent |= {f"sections-{at}-{field}": value for field, value in section.items()}
    return sent
