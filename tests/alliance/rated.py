"""Sessions with their ratings, for tests of what is made of them."""

from collections.abc import Sequence
from datetime import timedelta

from alliance.actions import rate_session
from alliance.models import Rating
from alliance.models.rating import Perspective
from clients.models import Client
from practice.models import Membership
from sessions.models import Session
from tests.cast import ago, session_at

ITEMS = ("understood", "safe", "goals", "fit", "say")


def answers(score: float) -> dict[str, int | None]:
    """Five answers whose mean is the score, to a fifth."""
    base, rest = divmod(round(score * 5), 5)
    return {key: base + (n < rest) for n, key in enumerate(ITEMS)}


def rate(
    session: Session,
    client: Client,
    score: float,
    *,
    by: Membership | None = None,
    version: int = 0,
) -> Rating:
    """The client's rating, or the therapist's if it is `by` somebody."""
    seat = Perspective.THERAPIST if by else Perspective.CLIENT
    return rate_session(session, client, seat, answers(score), by=by, version=version)


def met_and_rated(
    therapist: Membership, client: Client, scores: Sequence[float | None], *, until: int = 7
) -> list[Session]:
    """A session a week, the last of them `until` days ago; None is one that was not answered."""
    sessions = []
    for weeks, score in zip(range(len(scores) - 1, -1, -1), scores, strict=True):
        at = ago(days=until) - timedelta(weeks=weeks)
        session = session_at(therapist, client, at=at)
        if score is not None:
            rate(session, client, score)
        sessions.append(session)
    return sessions
