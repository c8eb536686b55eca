"""What felt off, what was opened to the client of it, and what keeps coming back."""

from django.db.models import Prefetch

from alliance.models import Concern, RelationalPattern, Rupture
from alliance.models.rupture import RuptureChange
from alliance.vocabulary import Change
from clients.models import Client
from portal.export.row import Row, name


def concerns(client: Client) -> list[Row]:
    """Everything they said, also what they took back, with the answers. 1 query."""
    rows = Concern.objects.filter(client=client).select_related(
        "seen_by__user", "answered_by__user"
    )
    return [
        {
            "said_at": each.said_at,
            "strength": each.strength,
            "words": each.words,
            "request": each.request,
            "read_by": name(each.seen_by),
            "read_at": each.seen_at,
            "answer": each.answer,
            "answered_by": name(each.answered_by),
            "answered_at": each.answered_at,
            "taken_back_at": each.withdrawn_at,
        }
        for each in rows.order_by("said_at", "pk")
    ]


def ruptures(client: Client) -> list[Row]:
    """Those opened to them: the words they read, and every word of their own. 2 queries."""
    said = RuptureChange.objects.filter(kind=Change.CLIENT_SAID).order_by("at", "pk")
    rows = Rupture.objects.opened().filter(client=client).select_related("session")
    return [
        {
            "session_at": each.session.starts_at,
            "opened_at": each.opened_at,
            "words": each.opened_words,
            "ended_at": each.closed_at,
            "said": [_said(one) for one in each.mine],  # type: ignore[attr-defined]
        }
        for each in rows.order_by("session__starts_at", "pk").prefetch_related(
            Prefetch("changes", said, to_attr="mine")
        )
    ]


def _said(change: RuptureChange) -> Row:
    """Words only where they wrote them themselves: a therapist's account of them is not theirs."""
    return {
        "at": change.at,
        "feels_of_5": change.values.get("resolution"),
        "words": "" if change.by_id else change.reason,
    }


def patterns(client: Client) -> list[Row]:
    """Those that are shared with them now. 1 query."""
    return [
        {
            "shared_at": each.shared_at,
            "pattern_wish": each.wish,
            "of_the_other": each.of_the_other,
            "of_the_self": each.of_the_self,
            "with_whom": each.with_whom,
        }
        for each in RelationalPattern.objects.shared_with(client)
    ]
