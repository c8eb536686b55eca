"""A therapist's own mirror: noticing, time to repair, what came after what was tried, who is quiet.

About one therapist alone and for nobody but them: there is no function here that takes another's,
no mean of a clinic to stand beside, and nothing is said below its least number.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from alliance import sentences, shares
from alliance.display import ENOUGH_CLIENTS, therapist_mean
from alliance.models import Rating, Rupture, Signal
from alliance.models.rating import CHECKS, Perspective
from alliance.pages.cells import felt
from alliance.pages.repairs import (
    times_to_repair,
    tried_before_word,
    went_well,
    without_words,
)
from alliance.science.agreement import Guesses, over_clients
from alliance.science.duration import Median, median_time
from alliance.science.intervals import Share, share_or_none
from alliance.vocabulary import Noticer, Strategy
from clients.models import Client
from practice.models import Membership
from sessions.models import Participation

ENOUGH_REPORTS = 10
ENOUGH_RUPTURES = 10
ENOUGH_TRIED = 5
ENOUGH_PAIRS = 20
"""The least numbers from which a figure is said at all; below, only how many there are."""

Key = tuple[int, int]
"""Of one client's part in a session: session and client."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with how many stand behind it, and how many it takes; `found` None: not yet."""

    have: int
    need: int
    found: Any = None

    @property
    def not_enough(self) -> str:
        """How many there are and how many it takes."""
        return shares.not_enough(self.have, self.need)

    @property
    def words(self) -> str:
        """A share or a time until, with its interval."""
        say = shares.until_repaired if isinstance(self.found, Median) else shares.share
        return say(self.found)


@dataclass(frozen=True, slots=True)
class Tried:
    """A strategy: after how many ruptures with a client's word it was tried, and how they went."""

    words: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Quiet:
    """Somebody who has gone quiet, and since when, in words."""

    client: Client
    words: str
    since: datetime


def my_practice(member: Membership) -> dict[str, Any]:
    """All figures of the page, of this therapist's caseload. 5 queries, however many."""
    mine = Client.objects.on_caseload_of(member)
    ratings = _ratings(member, mine)
    ruptures = without_words(Rupture.objects.filter(session__therapist=member, client__in=mine))
    noticing = noticed(_reports(member, mine), ratings, ruptures)
    pairs, strategies = guesses(ratings), tried(ruptures)
    found: Guesses | None = pairs.found
    return {
        "sentence": shares.noticing(noticing.found),
        "noticing": noticing,
        "repair": time_to_repair(ruptures, timezone.now()),
        "tried": [each for each in strategies if each.figure.found],
        "too_seldom": [each for each in strategies if not each.figure.found],
        "quiet": _quiet(member, mine),
        "guesses": pairs,
        "guesses_in_words": [shares.together(found.congruence), _level(found)] if found else [],
    }


def _ratings(member: Membership, mine: Any) -> list[Rating]:
    """Both seats' ratings of this therapist's sessions. One query."""
    seats = Q()
    for seat, instrument in CHECKS.items():
        seats |= Q(perspective=seat, instrument=instrument)
    return list(
        Rating.objects.filter(seats, session__therapist=member, client__in=mine)
        .only("clinic", "code", "session", "client", "perspective", "score", "feeling", "rated_at")
        .order_by("id")
    )


def _reports(member: Membership, mine: Any) -> dict[Key, datetime | None]:
    """What clients reported, by the session it was about, with when it was first read. One query.

    Said from their own space it is about the last session before. What a client took back, or meant
    for somebody else, is not here.
    """
    before = Participation.objects.filter(
        client=OuterRef("client"),
        session__therapist=member,
        starts_at__lte=OuterRef("raised_at"),
    ).not_missed()
    said = (
        Signal.objects.filter(kind=Signal.Kind.DIRECT_REPORT, client__in=mine)
        .filter(Q(concern=None) | Q(concern__withdrawn_at=None))
        .annotate(
            said_about=F("check_in__about"),
            by=F("check_in__about__therapist"),
            last=Subquery(before.order_by("-starts_at").values("session")[:1]),
            read=F("check_in__read_at"),
            seen=F("concern__seen_at"),
        )
        .order_by("id")
        .values_list(
            "client", "check_in", "said_about", "by", "last", "read", "seen", "answered_at"
        )
    )
    found: dict[Key, datetime | None] = {}
    for client, check_in, about, by, last, *known in said:
        session = (about if by == member.pk else None) if check_in else last
        if session is None:
            continue
        moment = min((at for at in known if at), default=None)
        earlier = found.get((session, client))
        both = [at for at in (moment, earlier) if at]
        found[session, client] = min(both, default=None)
    return found


def noticed(
    reports: dict[Key, datetime | None], ratings: list[Rating], ruptures: list[Rupture]
) -> Figure:
    """Of the sessions after which the client reported something, in how many it had been noticed.

    By the therapist's own rating of the hour, or a rupture that they recorded as noticed by
    themselves, before they had read the report.
    """
    seen: dict[Key, list[datetime]] = {}
    for rating in ratings:
        if felt(rating):
            seen.setdefault((rating.session_id, rating.client_id), []).append(rating.rated_at)
    for rupture in ruptures:
        if rupture.noticed_by == Noticer.THERAPIST:
            key = rupture.session_id, rupture.client_id
            seen.setdefault(key, []).append(rupture.recorded_at)
    count = sum(
        any(read is None or at < read for at in seen.get(key, ())) for key, read in reports.items()
    )
    share: Share | None = share_or_none(count, len(reports), enough=ENOUGH_REPORTS)
    return Figure(len(reports), ENOUGH_REPORTS, share)


def time_to_repair(ruptures: list[Rupture], now: datetime) -> Figure:
    """The usual time until a rupture is said to be repaired."""
    observed = times_to_repair(ruptures, now)
    found: Median | None = median_time(observed) if len(observed) >= ENOUGH_RUPTURES else None
    return Figure(len(observed), ENOUGH_RUPTURES, found)


def tried(ruptures: list[Rupture]) -> list[Tried]:
    """By strategy, in the order of the vocabulary: after how many the client said it was repaired.

    Counted once a rupture, where it was tried before the client's latest word.
    """
    counts: dict[str, list[bool]] = {}
    for each in ruptures:
        for key in tried_before_word(each):
            counts.setdefault(key, []).append(went_well(each))
    return [
        Tried(str(strategy.label), _well(counts[strategy]))
        for strategy in Strategy
        if strategy in counts
    ]


def _well(went: list[bool]) -> Figure:
    return Figure(len(went), ENOUGH_TRIED, share_or_none(sum(went), len(went), enough=ENOUGH_TRIED))


def _quiet(member: Membership, mine: Any) -> list[Quiet]:
    """Who is on the caseload and has stopped answering, longest first. One query."""
    waiting = (
        Signal.objects.waiting()
        .filter(kind=Signal.Kind.SILENCE, client__in=mine.active())
        .select_related("client")
        .order_by("client", "-id")
    )
    newest = {signal.client_id: signal for signal in reversed(waiting)}
    people = [
        Quiet(each.client, sentences.signal(each.kind, each.values), each.raised_at)
        for each in newest.values()
    ]
    return sorted(people, key=lambda quiet: quiet.since)


def guesses(ratings: list[Rating]) -> Figure:
    """The therapist's own rating beside the client's of the same session.

    A session is in it only when both rated, so that nothing that is covered shows through.
    """
    seats: dict[Key, dict[str, float]] = {}
    for each in ratings:
        if each.score is not None:
            seats.setdefault((each.session_id, each.client_id), {})[each.perspective] = each.score
    by_client: dict[int, list[tuple[float, float]]] = {}
    for (_, client), scores in seats.items():
        if len(scores) == len(CHECKS):
            pair = scores[Perspective.CLIENT], scores[Perspective.THERAPIST]
            by_client.setdefault(client, []).append(pair)
    pairs = sum(map(len, by_client.values()))
    found: Guesses | None = over_clients(by_client.values()) if pairs >= ENOUGH_PAIRS else None
    return Figure(pairs, ENOUGH_PAIRS, found)


def _level(found: Guesses) -> str:
    """How high the therapist rates, or what is missing to say so."""
    mean = therapist_mean(found.levels)
    if mean is None:
        return shares.too_few_for_level(len(found.levels), ENOUGH_CLIENTS)
    return shares.level(mean)
