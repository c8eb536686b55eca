"""A client's story: the alliance over time, what happened between the two, the goals."""

from functools import partial
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance import figures, sentences
from alliance.chart import ChartPoint, Seam, story_chart, trend
from alliance.models import Rupture
from alliance.pages.administered import gather, with_administrations
from alliance.pages.chapter import Chapter, readings_of
from alliance.pages.chapter import chapters as tell
from alliance.pages.concern import add_said_between, said_between
from alliance.pages.outcomes import outcomes
from alliance.pages.reasons import of_signal, waiting_signals
from alliance.science.agreement import Agreement, agreement
from alliance.science.silence import share_at_maximum
from alliance.vocabulary import Outcome
from clients.models import Client
from practice.compiled import CompiledQuery
from practice.models import Membership
from sessions.models import Participation
from sessions.models.strike import struck_through


def client_story(client: Client, member: Membership) -> dict[str, Any]:
    """Everything on a client's page. 6 queries, however long the story."""
    parts, given = gather(_met.rows(client=client.pk))
    for part in parts:
        part.client = client
    readings = readings_of(client)
    ruptures, tried = _ruptures(client)
    chapters = tell(parts, readings, ruptures, member.clinic)
    add_said_between(chapters, said_between(client))
    signals = [of_signal(signal) for signal in waiting_signals([client.pk], member.clinic)]
    points = [chapter.point for chapter in chapters]
    asks = {reason.kind for reason in signals}
    return {
        "client": client,
        "sentence": _sentence(client, points, ruptures, asks),
        "chapters": chapters[::-1],
        "first_met": chapters[0].part.starts_at if chapters else None,
        "timeline": _timeline(parts, chapters),
        "upcoming": [p for p in parts if p.starts_at > timezone.now() and not p.was_missed],
        "charts": draw(client, points, _seams(ruptures, tried, chapters)) if points else None,
        "outcomes": outcomes(parts, given, chapters, member.clinic),
        "ruptures": ruptures[::-1],
        "reasons": sorted(signals, key=lambda reason: reason.rank),
        "between": _between(client, points),
        "goals": [goal for goal in client.goals.all() if not goal.set_aside_on],
        "unanswered": sum(point.unanswered for point in points),
        "at_top": _at_top(client, points),
        "trend": _trend(points),
        "returned": any(point.returned for point in points),
        "flagged": any(point.flagged for point in points),
    }


@CompiledQuery[Participation]
def _met(client: int) -> QuerySet[Participation]:
    """Every meeting that was planned, in order, with its note and what was answered before it."""
    met = Participation.objects.filter(client=client)
    met = met.select_related("session__note", "check_in__entered_by__user").order_by("starts_at")
    met = met.annotate(note_struck=struck_through("session__note"))
    return with_administrations(met, check_in="check_in", pace=True)


@CompiledQuery[Any]
def _worked_on(client: int) -> QuerySet[Rupture]:
    """The ruptures in order, once for each attempt at repair."""
    ruptures = Rupture.objects.filter(client=client).select_related("session")
    rows = ruptures.annotate(tried_in=F("attempts__session_id"))
    return rows.order_by("session__starts_at", "id")


def _timeline(
    parts: list[Participation], chapters: list[Chapter]
) -> list[tuple[Participation, Chapter | None]]:
    """Every meeting, latest first, with its chapter where it took place."""
    told = {chapter.part.pk: chapter for chapter in chapters}
    return [(part, told.get(part.pk)) for part in reversed(parts)]


def _ruptures(client: Client) -> tuple[list[Rupture], dict[int, set[int]]]:
    """The ruptures in order, and in which sessions each was worked on. One query."""
    once: dict[int, Rupture] = {}
    tried: dict[int, set[int]] = {}
    for row in _worked_on.rows(client=client.pk):
        row.client = client
        once.setdefault(row.pk, row)
        tried.setdefault(row.pk, set()).update({row.tried_in} - {None})
    return list(once.values()), tried


def _seams(
    ruptures: list[Rupture], tried: dict[int, set[int]], chapters: list[Chapter]
) -> list[Seam]:
    numbers = {chapter.session.pk: chapter.number for chapter in chapters}
    seams = []
    for rupture in ruptures:
        if rupture.session_id not in numbers:
            continue
        opened = numbers[rupture.session_id]
        stitches = sorted(numbers[each] for each in tried[rupture.pk] if each in numbers)
        closed = None
        if not rupture.is_open:
            latest = max((c.number for c in chapters), default=opened)
            closed = numbers.get(rupture.closed_in_id or 0, max([opened, *stitches[-1:]]))
            closed = min(max(closed, opened), latest)
        seams.append(
            Seam(
                opened=opened,
                stitches=tuple(stitches),
                closed=closed,
                ending=_ENDINGS[rupture.outcome],
                label=_label(rupture),
                ending_label=_ending_label(rupture),
            )
        )
    return seams


_ENDINGS: dict[str, Any] = {
    Outcome.OPEN: "open",
    Outcome.REPAIRING: "open",
    Outcome.REPAIRED: "repaired",
    Outcome.NOT_REPAIRED: "not_repaired",
    Outcome.ENDED: "ended",
}


def _label(rupture: Rupture) -> str:
    noticed = {
        "client": _("noticed by client"),
        "therapist": _("noticed by therapist"),
        "supervisor": _("noticed by supervisor"),
        "signal": _("after a signal"),
    }
    return f"{rupture.get_direction_display()}, {noticed[rupture.noticed_by]}"


def _ending_label(rupture: Rupture) -> str:
    """How it stands, and whose word that is."""
    if rupture.outcome != Outcome.REPAIRED:
        return str(rupture.get_outcome_display())
    if rupture.resolution_by_client and rupture.resolution_by_therapist:
        return _("repaired, both say")
    if rupture.resolution_by_client:
        return _("repaired, the client says")
    return _("repaired, the therapist says")


def draw(
    client: Client, points: list[ChartPoint], seams: list[Seam], *, prefix: str = "story"
) -> dict[str, SafeString]:
    """The chart in its wide and its compact form."""
    title = ngettext("Alliance over %(n)s session", "Alliance over %(n)s sessions", len(points))
    draw_as = partial(
        story_chart,
        points,
        seams,
        title=title % {"n": len(points)},
        description=_description(points, seams),
        prefix=prefix,
    )
    return {"wide": draw_as(), "compact": draw_as(compact=True)}


def _description(points: list[ChartPoint], seams: list[Seam]) -> str:
    """What the chart shows, for somebody who hears it. The table beside it has every value."""
    shown = [point for point in points if point.shown is not None]
    answered = sum(point.shown is not None or bool(point.too_few) for point in points)
    said = [_("The client answered about %(n)s of them.") % {"n": answered}]
    if shown:
        values = [point.shown for point in shown if point.shown is not None]
        said.append(
            _("Ratings lie between %(low)s and %(high)s; the latest is %(last)s.")
            % {
                "low": sentences.number(min(values)),
                "high": sentences.number(max(values)),
                "last": sentences.number(values[-1]),
            }
        )
    said += [f"{point.session}: {point.surprise}." for point in points if point.flagged]
    said += [point.came_back for point in points if point.returned]
    said += [
        _("Session %(n)s: %(what)s; %(ending)s.")
        % {"n": seam.opened, "what": seam.label, "ending": seam.ending_label}
        for seam in seams
    ]
    return " ".join(said)


def _between(client: Client, points: list[ChartPoint]) -> str:
    """The two agreement figures in a sentence; empty below six pairs. Level and moving apart."""
    both: Agreement = agreement((point.shown, point.therapist) for point in points)
    if both.discrepancy is None:
        return ""
    gap = sentences.number(abs(both.discrepancy))
    name = client.first_name
    if abs(both.discrepancy) < 0.05:
        level = _("You see the two of you about as %(name)s does") % {"name": name}
    elif both.discrepancy < 0:
        level = _("You see the two of you %(gap)s lower than %(name)s does") % {
            "gap": gap,
            "name": name,
        }
    else:
        level = _("You see the two of you %(gap)s higher than %(name)s does") % {
            "gap": gap,
            "name": name,
        }
    if both.congruence is None:
        return _("%(level)s (over %(n)s sessions).") % {"level": level, "n": both.pairs}
    return _("%(level)s, and %(together)s (r %(r)s over %(n)s sessions).") % {
        "level": level,
        "together": _moving(both.congruence),
        "r": f"{both.congruence:.2f}".replace("0.", ".").replace("-", "−"),
        "n": both.pairs,
    }


def _moving(congruence: float) -> str:
    """Whether the ups and downs of the two go together; against each other is not "not much"."""
    if congruence >= 0.5:
        return _("you move together")
    if congruence > -0.5:
        return _("you do not move together much")
    return _("you move against each other: when one of you sees it higher, the other sees it lower")


HIGHEST = 10


def _always_at_top(points: list[ChartPoint]) -> bool:
    answered = [point.shown for point in points if point.shown is not None]
    return len(answered) >= 4 and min(answered) >= HIGHEST


def _at_top(client: Client, points: list[ChartPoint]) -> str:
    """How many answers are at the very top, where that is more than one; never a compliment."""
    answered = [point.shown for point in points]
    share = share_at_maximum(answered, HIGHEST)
    given = sum(value is not None for value in answered)
    if not share or given < 4:
        return ""
    return figures.at_top(client.first_name, round(share * given), given)


def _trend(points: list[ChartPoint]) -> str:
    """Where the answers are going, in words; empty below six of them and where nothing moves."""
    found = trend(points)
    if found is None or not found.is_clear:
        return ""
    return figures.trend(found.slope, found.error, found.answers)


def _sentence(
    client: Client, points: list[ChartPoint], ruptures: list[Rupture], kinds: set[str]
) -> str:
    closed = [rupture for rupture in ruptures if not rupture.is_open]
    answered = [point for point in points if point.shown is not None]
    return sentences.story(
        client.first_name,
        sessions=len(points),
        # A few answers without a score say no more than that it is too early to tell.
        rated=len(answered) or int(any(point.too_few for point in points)),
        ended=client.ending,
        unfinished=len(ruptures) - len(closed),
        last=closed[-1].outcome if closed else "",
        flagged=bool(answered) and answered[-1].flagged,
        asks=kinds,
        always_at_top=_always_at_top(points),
    )
