"""What was opened to a client of what is between them and their therapist, with their own word."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from alliance.models import Rupture
from alliance.models.rupture import ASKED_AFTER_ENDING
from alliance.vocabulary import Change, ToldBy
from clients.models import Client
from portal.forms.last_time import HOW_IT_FEELS

_FEELS = dict(HOW_IT_FEELS)


@dataclass(frozen=True, slots=True)
class Opened:
    """One of them; `feels` is what the client last said, in words."""

    rupture: Rupture
    feels: str
    waits: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What the client said about it, once. Words only where they wrote them themselves."""

    at: datetime
    feels: str
    words: str
    told: bool


def opened_to(client: Client) -> list[Opened]:
    """All that were opened to this client, the latest first. 1 query."""
    rows = Rupture.objects.opened().filter(client=client).select_related("session")
    return [_opened(each) for each in rows.order_by("-session__starts_at", "-pk")]


def _opened(rupture: Rupture) -> Opened:
    said = rupture.resolution_by_client
    recent = rupture.closed_at is None or rupture.closed_at > timezone.now() - ASKED_AFTER_ENDING
    return Opened(rupture, str(_FEELS[said]) if said else "", said is None and recent)


def one(rupture: Rupture) -> dict[str, Any]:
    """Everything on its page: each answer the client gave is kept. 1 query."""
    changes = rupture.changes.filter(kind=Change.CLIENT_SAID).order_by("-at", "-pk")
    answers = [
        Answer(
            at=each.at,
            feels=str(_FEELS[each.values["resolution"]]),
            words="" if each.by_id else each.reason,
            told=each.values["told"] == ToldBy.TOLD,
        )
        for each in changes
    ]
    return {"rupture": rupture, "answers": answers}
