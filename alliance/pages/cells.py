"""What the scores said, and what was found: score × judgement over a therapist's own sessions.

A mirror for one therapist: nobody else's sessions, nobody beside whom they would stand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from alliance import figures, sentences
from alliance.display import TherapistMean, therapist_mean
from alliance.models import Rating, Rupture, Signal
from alliance.models.rating import CLIENT_CHECK, Perspective
from alliance.pages.days import day
from alliance.pages.reasons import Reason, newest_of_each_kind, of_signal
from clients.models import Client
from practice.models import Membership

PAGE = 25
LATELY = 10
"""How many of the signals answered last are listed, so that an answer can be changed."""

ENOUGH_SESSIONS = 20
"""Below this many rated sessions a share of them says nothing, and none is said."""

CELLS = ("both", "score", "person", "neither")


@dataclass(slots=True)
class RatedSession:
    """A session of one client: what the score said, and whether a person said something."""

    session: UUID
    at: datetime
    client: int
    value: float
    low: float
    high: float
    flagged: bool
    rupture: bool
    told: bool
    confirmed: bool
    felt: bool = False
    name: str = ""

    @property
    def cell(self) -> str:
        """Which of the four: both, only the score, only a person, or neither."""
        said = self.rupture or self.told or self.confirmed or self.felt
        return CELLS[(0 if said else 1) if self.flagged else (2 if said else 3)]

    @property
    def on(self) -> str:
        """'16 Nov 2026'"""
        return day(self.at, "j M Y")

    @property
    def score(self) -> str:
        """'4.9 where 5.9–8.7 was expected'"""
        return sentences.expected(self.value, self.low, self.high)

    @property
    def said(self) -> list[str]:
        """What people said about it, in a few words each."""
        words = (
            (self.rupture, _("a rupture is recorded")),
            (self.told, _("they said something was tense or unsaid")),
            (self.felt, _("you felt something tense or unsaid")),
            (self.confirmed and not self.rupture, _("you found something")),
        )
        return [said for holds, said in words if holds]


def cells(member: Membership, *, cell: str = "", page: int = 1) -> dict[str, Any]:
    """The four cells, the sessions in one of them, and the signals. 5 queries, however many."""
    mine = Client.objects.on_caseload_of(member).values("pk")
    rated, covered = _rated(member, mine)
    sorted_out: dict[str, list[RatedSession]] = {name: [] for name in CELLS}
    for each in rated:
        sorted_out[each.cell].append(each)
    chosen = cell if cell in CELLS else next((name for name in CELLS if sorted_out[name]), "both")
    pages = max(1, -(-len(sorted_out[chosen]) // PAGE))
    page = min(max(page, 1), pages)
    listed = sorted_out[chosen][(page - 1) * PAGE : page * PAGE]
    people = _name(listed)
    signals = (
        Signal.objects.filter(client__in=mine).select_related("client").revealed(member.clinic)
    )
    waiting = _waiting(signals)
    answered = list(signals.exclude(answer__in=["", "will ask"]).order_by("-answered_at")[:LATELY])
    counts = {name: len(sorted_out[name]) for name in CELLS}
    return {
        "sentence": figures.cells(counts, enough=len(rated) >= ENOUGH_SESSIONS),
        "counts": counts,
        "rated": len(rated),
        "rated_sessions": rated,
        "enough": ENOUGH_SESSIONS,
        "covered": covered,
        "chosen": chosen,
        "listed": listed,
        "page": page,
        "pages": pages,
        "waiting": waiting,
        "answered": [of_signal(signal) for signal in answered],
        "mean": _mean(rated),
        "people": {*people, *(signal.client for signal in answered)}
        | {reason.signal.client for reason in waiting if reason.signal},
    }


def _rated(member: Membership, mine: QuerySet[Any, Any]) -> tuple[list[RatedSession], int]:
    """This therapist's rated sessions, latest first, and how many are covered. Two queries."""
    own = Rating.objects.filter(
        perspective=Perspective.THERAPIST, session__therapist=member, client__in=mine
    ).only("clinic", "code", "session", "client", "feeling")
    felt_in = {(each.session_id, each.client_id): felt(each) for each in own}
    told: list[RatedSession] = []
    covered = 0
    for session_id, client, *row in _rows(member, mine):
        if member.clinic.rate_then_reveal and (session_id, client) not in felt_in:
            covered += 1
            continue
        code, at, value, low, high, flag, *said = row
        told.append(RatedSession(code, at, client, value, low, high, bool(flag), *said))
        told[-1].felt = felt_in.get((session_id, client), False)
    return told, covered


def felt(rating: Rating) -> bool:
    """Whether the therapist's own rating says that something was tense or left unsaid."""
    return (rating.feeling or {}).get("tension", "") in ("little", "some", "lot")


def _rows(member: Membership, mine: QuerySet[Any, Any]) -> Any:
    """Session, client, what the score said, and what people said, latest first. One query."""
    return in_order(Rating.objects.filter(session__therapist=member, client__in=mine))


def with_what_was_said(ratings: QuerySet[Any, Any]) -> Any:
    """Clients' ratings that were read, each with what the score said and what people said."""
    here = {"client": OuterRef("client")}
    something = Signal.objects.filter(
        Q(rating=OuterRef("pk")) | Q(rating=None, session=OuterRef("session")),
        answer=Signal.Answer.SOMETHING,
        answered_along=False,
        **here,
    )
    # From their own space it is taken to be about the session before.
    said = Signal.objects.filter(
        Q(check_in__about=OuterRef("session")) | Q(check_in=None, session=OuterRef("session")),
        kind=Signal.Kind.DIRECT_REPORT,
        **here,
    )
    return (
        ratings.filter(instrument=CLIENT_CHECK, score__isnull=False)
        .annotate(now=FilteredRelation("readings", condition=Q(readings__superseded_at=None)))
        .filter(now__isnull=False)
        .annotate(
            flag=F("now__flag"),
            low=F("now__low"),
            high=F("now__high"),
            torn=Exists(Rupture.objects.filter(session=OuterRef("session"), **here)),
            told=Exists(said),
            found=Exists(something),
        )
    )


def in_order(ratings: QuerySet[Any, Any]) -> Any:
    """Their rows as `RatedSession` takes them, latest first."""
    return (
        with_what_was_said(ratings)
        .order_by("-session__starts_at", "-pk")
        .values_list(
            "session_id",
            "client_id",
            "session__code",
            "session__starts_at",
            "score",
            "low",
            "high",
            "flag",
            "torn",
            "told",
            "found",
        )
    )


def _name(listed: Sequence[RatedSession]) -> list[Client]:
    """Put names to the sessions that are shown. One query, and no other name is opened."""
    people = Client.objects.in_bulk({each.client for each in listed})
    for each in listed:
        each.name = people[each.client].short_name
    return list(people.values())


def _waiting(signals: Any) -> list[Reason]:
    """What waits for an answer, most pressing first."""
    waiting = signals.waiting().order_by("raised_at", "id")
    reasons = [of_signal(signal) for signal in newest_of_each_kind(waiting)]
    return sorted(reasons, key=lambda reason: reason.rank)


def _mean(rated: Sequence[RatedSession]) -> TherapistMean | None:
    """The mean over this therapist's clients, each counted once; None while not dependable."""
    levels: dict[int, list[float]] = {}
    for each in rated:
        levels.setdefault(each.client, []).append(each.value)
    return therapist_mean([fmean(values) for values in levels.values()])
