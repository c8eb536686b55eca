"""What stands around the questions of every page: how far it is, who reads it, and when."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from alliance.models import CheckInLink
from portal.access import is_handed_over
from portal.steps import slugs_of


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the check-in this page stands. `link` is the link's public code, not its secret.

    `in_room` where this is the therapist's device, handed over.
    """

    slug: str
    number: int
    count: int
    before: str
    after: str
    link: UUID
    therapist: str
    meets_at: datetime
    about_at: datetime | None
    in_room: bool


def place(link: CheckInLink, slug: str) -> Place:
    """The place of one page among its neighbours; `before` and `after` are empty at the ends."""
    slugs = ["", *slugs_of(link.check_in), ""]
    number = slugs.index(slug)
    session = link.check_in.participation.session
    about = link.check_in.about
    return Place(
        slug=slug,
        number=number,
        count=len(slugs) - 2,
        before=slugs[number - 1],
        after=slugs[number + 1],
        link=link.code,
        therapist=session.therapist.name,
        meets_at=session.starts_at,
        about_at=about.starts_at if about else None,
        in_room=is_handed_over(link),
    )
