"""A client's story: the alliance over time, what happened between the two, the goals."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance import sentences
from alliance.chart import ChartPoint, Seam, story_chart
from alliance.models import CheckIn, Reading, Rupture
from alliance.models.rating import Perspective
from alliance.pages.reasons import newest_of_each_kind, of_signal
from alliance.science.agreement import Agreement, agreement
from alliance.vocabulary import Outcome
from clients.models import Client
from practice.models import Clinic, Membership
from sessions.models import Note, Participation, Session


@dataclass(slots=True)
class Chapter:
    """One session of the story."""

    number: int
    part: Participation
    session: Session
    point: ChartPoint
    check_in: CheckIn | None
    ruptures: list[Rupture]

    @property
    def note(self) -> Note | None:
        """The session's note, in whatever state."""
        return getattr(self.session, "note", None)


def client_story(client: Client, member: Membership) -> dict[str, Any]:
    """Everything on a client's page. 6 queries, however long the story."""
    parts = list(
        client.participations.select_related("session__note", "check_in").order_by("starts_at")
    )
    readings = Reading.objects.filter(client=client, superseded_at=None).select_related("rating")
    by_session = _by_session(readings)
    ruptures = list(
        client.ruptures.select_related("session")
        .prefetch_related("attempts")
        .order_by("session__starts_at", "id")
    )
    chapters = _chapters(parts, by_session, ruptures, member.clinic)
    signals = [of_signal(signal) for signal in newest_of_each_kind(client.signals.all())]
    points = [chapter.point for chapter in chapters]
    return {
        "client": client,
        "sentence": _sentence(client, points, ruptures, {reason.kind for reason in signals}),
        "chapters": chapters[::-1],
        "first_met": chapters[0].part.starts_at if chapters else None,
        "timeline": _timeline(parts, chapters),
        "upcoming": [p for p in parts if p.starts_at > timezone.now() and not p.was_missed],
        "charts": draw(client, points, _seams(ruptures, chapters)) if points else None,
        "ruptures": ruptures[::-1],
        "reasons": sorted(signals, key=lambda reason: reason.rank),
        "between": _between(client, points),
        "goals": [goal for goal in client.goals.all() if not goal.set_aside_on],
        "unanswered": sum(point.client is None for point in points),
        "at_top": _always_at_top(points),
    }


def _by_session(readings: Iterable[Reading]) -> dict[tuple[int, str], Reading]:
    return {(r.rating.session_id, r.rating.perspective): r for r in readings}


def _chapters(
    parts: list[Participation],
    readings: dict[tuple[int, str], Reading],
    ruptures: list[Rupture],
    clinic: Clinic,
) -> list[Chapter]:
    """The sessions that took place, in order. What was not answered stays a gap."""
    now = timezone.now()
    met = [part for part in parts if not part.was_missed and part.starts_at <= now]
    bands = _bands(met, readings)
    chapters = []
    for number, part in enumerate(met, 1):
        theirs = readings.get((part.session_id, Perspective.CLIENT))
        mine = readings.get((part.session_id, Perspective.THERAPIST))
        point = ChartPoint(
            number=number,
            on=date_format(timezone.localtime(part.starts_at), "j M"),
            client=theirs.value if theirs else None,
            therapist=mine.value if mine else None,
            low=bands[part.session_id][0],
            high=bands[part.session_id][1],
            flag=theirs.flag if theirs else "",
            p=theirs.p if theirs else None,
            client_covered=bool(theirs) and clinic.rate_then_reveal and mine is None,
        )
        happened = [rupture for rupture in ruptures if rupture.session_id == part.session_id]
        check_in = getattr(part, "check_in", None)
        chapters.append(Chapter(number, part, part.session, point, check_in, happened))
    return chapters


def _timeline(
    parts: list[Participation], chapters: list[Chapter]
) -> list[tuple[Participation, Chapter | None]]:
    """Every meeting, latest first, with its chapter where it took place."""
    told = {chapter.part.pk: chapter for chapter in chapters}
    return [(part, told.get(part.pk)) for part in reversed(parts)]


def _bands(
    met: list[Participation], readings: dict[tuple[int, str], Reading]
) -> dict[int, tuple[float | None, float | None]]:
    """What was expected in each session, also of an answer that did not come.

    Nothing was learnt in between, so that the next reading's band held for the gap before it too.
    """
    bands: dict[int, tuple[float | None, float | None]] = {}
    ahead: tuple[float | None, float | None] = (None, None)
    for part in reversed(met):
        theirs = readings.get((part.session_id, Perspective.CLIENT))
        ahead = (theirs.low, theirs.high) if theirs else ahead
        bands[part.session_id] = ahead
    return bands


def _seams(ruptures: list[Rupture], chapters: list[Chapter]) -> list[Seam]:
    numbers = {chapter.session.pk: chapter.number for chapter in chapters}
    seams = []
    for rupture in ruptures:
        if rupture.session_id not in numbers:
            continue
        opened = numbers[rupture.session_id]
        stitches = sorted(
            {numbers[a.session_id] for a in rupture.attempts.all() if a.session_id in numbers}
        )
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


def draw(client: Client, points: list[ChartPoint], seams: list[Seam]) -> dict[str, SafeString]:
    """The chart in its wide and its compact form."""
    title = ngettext("Alliance over %(n)s session", "Alliance over %(n)s sessions", len(points))
    draw_as = partial(
        story_chart,
        points,
        seams,
        title=title % {"n": len(points)},
        description=_description(points, seams),
        prefix="story",
    )
    return {"wide": draw_as(), "compact": draw_as(compact=True)}


def _description(points: list[ChartPoint], seams: list[Seam]) -> str:
    """What the chart shows, for somebody who hears it. The table beside it has every value."""
    shown = [point for point in points if point.shown is not None]
    said = [_("The client answered about %(n)s of them.") % {"n": len(shown)}]
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
    together = (
        _("you move together") if both.congruence >= 0.5 else _("you do not move together much")
    )
    return _("%(level)s, and %(together)s (r %(r)s over %(n)s sessions).") % {
        "level": level,
        "together": together,
        "r": f"{both.congruence:.2f}".replace("0.", ".").replace("-", "−"),
        "n": both.pairs,
    }


def _always_at_top(points: list[ChartPoint]) -> bool:
    answered = [point.shown for point in points if point.shown is not None]
    return len(answered) >= 4 and min(answered) >= 10


def _sentence(
    client: Client, points: list[ChartPoint], ruptures: list[Rupture], kinds: set[str]
) -> str:
    closed = [rupture for rupture in ruptures if not rupture.is_open]
    answered = [point for point in points if point.shown is not None]
    return sentences.story(
        client.first_name,
        sessions=len(points),
        rated=len(answered),
        ended=client.ending,
        unfinished=len(ruptures) - len(closed),
        last=closed[-1].outcome if closed else "",
        flagged=bool(answered) and answered[-1].flagged,
        asks=kinds,
        always_at_top=_always_at_top(points),
    )
