"""Caseload: who needs me first, and why, in words."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance import sentences
from alliance.actions.reading import RECENT
from alliance.chart import sparkline
from alliance.models import Rating, Reading, Standing
from alliance.models.rating import CLIENT_CHECK, rated_by_therapist
from alliance.pages.days import day, day_and_time
from alliance.pages.reasons import Reasons, reasons_by_client
from clients.models import Client
from practice.compiled import CompiledQuery
from practice.models import Clinic, Membership
from sessions.models import Participation

PAGE = 50


@dataclass(slots=True)
class Row:
    """One client on the list."""

    client: Client
    sessions: int
    last_at: datetime | None
    next_at: datetime | None
    chart: SafeString | str = ""
    latest: Reading | None = None
    rated: int = 0
    at_maximum: int = 0
    covered: bool = False
    reasons: Reasons = field(default_factory=Reasons)

    @property
    def address(self) -> str:
        """Where the client's story is."""
        return reverse("client", args=[self.client.code])

    @property
    def met(self) -> str:
        """'14 sessions'"""
        if not self.sessions:
            return _("new")
        return ngettext("%(n)s session", "%(n)s sessions", self.sessions) % {"n": self.sessions}

    @property
    def last(self) -> str:
        """'16 Nov'"""
        return day(self.last_at)

    @property
    def next(self) -> str:
        """'23 Nov 9:00'"""
        return day_and_time(self.next_at)

    @property
    def calm(self) -> str:
        """What is said where nothing asks for attention."""
        if not self.sessions:
            return _("not met yet")
        if self.covered:
            return _("covered until you have rated every session")
        if not self.rated:
            return _("no check-in answered yet")
        if self.always_at_top:
            return _("always 10: kind, or careful?")
        return _("too early to say") if self.rated < 3 else _("as expected")

    @property
    def always_at_top(self) -> bool:
        """Every answer at the maximum: never called excellent."""
        return self.rated >= 4 and self.at_maximum == self.rated


def caseload(
    member: Membership,
    *,
    supervised: bool = False,
    show: str = "",
    query: str = "",
    page: int = 1,
) -> dict[str, Any]:
    """One page of people, who needs attention first. 5 queries, whatever the length.

    `show` narrows it to "attention" or "ended"; `query` to a name.
    """
    ended = show == "ended"
    listed = people(member, supervised=supervised).filter(ended_on__isnull=not ended)
    if query:
        listed = listed.named(query, member.clinic)
    order = list(listed.order_by("sort_key", "id").values_list("pk", flat=True))
    reasons = {} if ended else reasons_by_client(order, member.clinic)
    pressing = [pk for pk in order if pk in reasons and reasons[pk].presses]
    pressing.sort(key=lambda pk: reasons[pk].rank)
    asking = set(pressing)
    calm = [] if show == "attention" else [pk for pk in order if pk not in asking]
    ranked = pressing + calm
    pages = max(1, -(-len(ranked) // PAGE))
    page = min(max(page, 1), pages)
    rows = _rows(ranked[(page - 1) * PAGE : page * PAGE], member.clinic)
    for row in rows:
        row.reasons = reasons.get(row.client.pk, Reasons())
    return {
        "sentence": _sentence(len(order), len(pressing), query, show, supervised=supervised),
        "rows": rows,
        "people": len(order),
        "attention": len(pressing),
        "page": page,
        "pages": pages,
    }


def _sentence(people: int, attention: int, query: str, show: str, *, supervised: bool) -> str:
    """What the list answers. Under a search it speaks of the search: it has not seen the others."""
    if query:
        return sentences.called(query, attention if show == "attention" else people, show=show)
    if show == "ended":
        return sentences.ended(people)
    return sentences.caseload(people, attention, supervised=supervised)


def people(member: Membership, *, supervised: bool) -> Any:
    """The therapist's own clients, or those of the people this person supervises."""
    if supervised:
        own = Client.objects.on_caseload_of(member).values("pk")
        return Client.objects.visible_to(member).exclude(pk__in=own)
    return Client.objects.on_caseload_of(member)


def _rows(pks: list[int], clinic: Clinic) -> list[Row]:
    now = timezone.now()
    clients = {client.pk: client for client in _clients.rows(clients=pks, now=now)}
    found = _standings.rows(clients=pks, rate_then_reveal=clinic.rate_then_reveal)
    standings = {standing.client_id: standing for standing in found}
    return [_row(clients[pk], standings.get(pk)) for pk in pks]


@CompiledQuery[Any]
def _standings(clients: list[int], rate_then_reveal: bool) -> QuerySet[Standing]:
    """How each stands on the client's own check, with the latest reading."""
    found = Standing.objects.filter(client__in=clients, instrument=CLIENT_CHECK)
    covered = _covered(rate_then_reveal=rate_then_reveal)
    return found.select_related("latest").annotate(covered=covered)


def _covered(*, rate_then_reveal: bool) -> Exists | Value:
    """Whether one of the answers that the small chart would draw is covered ("rate, then reveal").

    The chart knows its last sessions by their order alone, and so hides as a whole.
    """
    if not rate_then_reveal:
        return Value(False)
    scored = Rating.objects.filter(
        client=OuterRef(OuterRef("client")), instrument=CLIENT_CHECK, score__isnull=False
    )
    drawn = scored.order_by("-session__starts_at").values("pk")[:RECENT]
    # The client is said once more, so that no more than their ratings are looked at.
    found = Rating.objects.filter(client=OuterRef("client"), pk__in=drawn)
    return Exists(found.exclude(rated_by_therapist()))


@CompiledQuery[Any]
def _clients(clients: list[int], now: datetime) -> QuerySet[Client]:
    """With how many sessions there were, and when the last was and the next is."""
    met = Participation.objects.not_missed().filter(client=OuterRef("pk")).order_by()
    past, future = met.filter(starts_at__lt=now), met.filter(starts_at__gte=now)
    return Client.objects.filter(pk__in=clients).annotate(
        sessions=Subquery(past.values("client").annotate(n=Count("*")).values("n")),
        last_at=Subquery(past.order_by("-starts_at").values("starts_at")[:1]),
        next_at=Subquery(future.order_by("starts_at").values("starts_at")[:1]),
    )


def _row(client: Any, standing: Any) -> Row:
    row = Row(client, client.sessions or 0, client.last_at, client.next_at)
    row.covered = bool(standing and standing.covered)
    if standing and not row.covered and standing.latest:
        row.latest, row.rated = standing.latest, standing.rated
        row.at_maximum = standing.at_maximum
        row.chart = spark(standing)
    return row


def spark(standing: Standing) -> SafeString:
    """The small line of a client's last ratings against what was expected."""
    latest = standing.latest
    assert latest is not None
    label = _("last %(n)s sessions; the latest rating was %(value)s") % {
        "n": len(standing.recent),
        "value": sentences.number(latest.value),
    }
    return sparkline(
        [(value, flag) for value, flag in standing.recent],
        latest.low,
        latest.high,
        lowest=0,
        highest=10,
        label=label,
    )
