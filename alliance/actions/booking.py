"""Planning and moving a session from a page, where nobody shall be in two places at once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from alliance.actions.session import move_session, plan_session
from clients.models import Client
from practice.models import Membership
from sessions.models import Participation, Session
from sessions.models.session import LONGEST


class MeetsAlready(Exception):
    """A client has a session at that very time; nothing was written."""

    def __init__(self, client: Client) -> None:
        super().__init__(client.code)
        self.client = client


class Overlaps(Exception):
    """The therapist meets these then, and has not said that they know; nothing was written."""

    def __init__(self, parts: list[Participation]) -> None:
        super().__init__()
        self.parts = parts


@transaction.atomic
def book_session(
    clients: Sequence[Client],
    *,
    by: Membership,
    starts_at: datetime,
    minutes: int,
    setting: str,
    knowing: str = "",
) -> Session:
    """Plan a session. `knowing`: what `naming` says of the overlaps that were shown before.

    Raises MeetsAlready and Overlaps.
    """
    _ensure_free(clients, by, starts_at, minutes, knowing=knowing)
    return plan_session(clients, by=by, starts_at=starts_at, minutes=minutes, setting=setting)


@transaction.atomic
def rebook_session(
    session: Session,
    *,
    by: Membership,
    starts_at: datetime,
    minutes: int,
    setting: str,
    knowing: str = "",
) -> Session:
    """Move a session, or change how long it is and where. Raises MeetsAlready and Overlaps."""
    if starts_at != session.starts_at or minutes != session.minutes:
        taking_part = Participation.objects.filter(session=session).not_cancelled()
        clients = [part.client for part in taking_part.select_related("client")]
        _ensure_free(clients, by, starts_at, minutes, knowing=knowing, besides=session)
    move_session(session, by=by, starts_at=starts_at, minutes=minutes, setting=setting)
    return session


def naming(parts: Sequence[Participation]) -> str:
    """Which sessions these are, as a page hands them on and back."""
    return " ".join(sorted({str(part.session.code) for part in parts}))


def _ensure_free(
    clients: Sequence[Client],
    by: Membership,
    starts_at: datetime,
    minutes: int,
    *,
    knowing: str,
    besides: Session | None = None,
) -> None:
    # Held until the session is written: of two that are sent at once the second sees the first.
    ids = [client.pk for client in clients]
    list(Client.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    Membership.objects.select_for_update().get(pk=by.pk)
    others = Participation.objects.not_cancelled().select_related("client", "session")
    if besides:
        others = others.exclude(session=besides)
    same = others.filter(client__in=ids, starts_at=starts_at).first()
    if same:
        raise MeetsAlready(same.client)
    ends_at = starts_at + timedelta(minutes=minutes)
    near = others.filter(
        session__therapist=by, starts_at__gt=starts_at - timedelta(minutes=LONGEST)
    )
    found = near.filter(starts_at__lt=ends_at).order_by("starts_at", "id")
    met = [part for part in found if part.session.ends_at > starts_at]
    if met and naming(met) != knowing:
        raise Overlaps(met)
