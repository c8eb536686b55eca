"""How somebody is, on the time axis of the alliance chart: one small line for one instrument."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from alliance.chart.geometry import Length, Plot, Spot, coordinates, runs
from alliance.chart.lettering import TICK_SIZE, Words, text_width, write
from alliance.chart.point import ChartPoint, number, whole
from alliance.chart.story import COMPACT_SESSIONS, session_axis, session_numbers

TO_NUMBERS = 30
"""From the bottom of the plot to the session numbers beneath it."""

NEXT_APART = 40
"""How far after the last session an answer for the next one stands, at most."""

LABELS_APART = 16
"""Numbers on the scale stand no nearer than this."""


@dataclass(frozen=True, slots=True)
class OutcomePoint:
    """One answered form, or one that was asked and left out (`value` is None).

    `at` is the session before which it was answered: between two numbers where that session did
    not take place, one past the last where it is still ahead. `said` is the hint on its mark.
    `joined` says that no answer was left out since the one before it, so that a line may lead here.
    """

    at: float
    value: float | None
    said: str
    joined: bool = True
    low: float | None = None
    high: float | None = None
    flagged: bool = False


def outcome_chart(
    points: Sequence[OutcomePoint],
    sessions: Sequence[ChartPoint],
    *,
    lowest: float,
    highest: float,
    cutoff: float | None = None,
    title: str,
    description: str,
    compact: bool = False,
    prefix: str,
) -> SafeString:
    """The line as SVG, its sessions exactly beneath those of the story chart of `sessions`."""
    if compact:
        sessions, prefix = sessions[-COMPACT_SESSIONS:], f"{prefix}-compact"
    axis = session_axis(sessions, [], 0, 10, compact=compact)
    plot = replace(axis, top=16, bottom=104, lowest=lowest, highest=highest)
    ahead = any(point.at > plot.last for point in points)
    if compact and ahead:  # there is no margin beside the plot to stand in
        plot = replace(plot, right=plot.right - NEXT_APART)
    shown = [point for point in points if point.at >= plot.first - 0.5]
    return format_html(
        '<svg class="chart outcome {kind}" viewBox="0 0 {width} {height}" role="img"'
        ' aria-labelledby="{id}-title {id}-desc"><title id="{id}-title">{title}</title>'
        '<desc id="{id}-desc">{description}</desc>{drawn}</svg>',
        kind="chart-compact" if compact else "chart-wide",
        width=Length(plot.width),
        height=Length(plot.bottom + TO_NUMBERS + 8),
        id=prefix,
        title=title,
        description=description,
        drawn=format_html_join(
            "",
            "{}",
            (
                (part,)
                for part in (
                    _scale(plot, cutoff),
                    _band(shown, plot),
                    _line(shown, plot),
                    _dots(shown, plot),
                    _left_out(shown, plot),
                    _latest(shown, plot),
                    _sessions(plot, ahead=ahead, compact=compact),
                )
            ),
        ),
    )


def _x(point: OutcomePoint, plot: Plot) -> float:
    if point.at > plot.last:
        return plot.x(plot.last) + min(plot.step, NEXT_APART)
    return plot.x(point.at)


def _spot(point: OutcomePoint, plot: Plot) -> Spot | None:
    return None if point.value is None else (_x(point, plot), plot.y(point.value))


def _scale(plot: Plot, cutoff: float | None) -> SafeString:
    """The ends of the scale, and the cut-off between them where one is published."""
    ends = [plot.lowest, plot.highest]
    lines = [("axis", value) for value in ends]
    written = list(ends)
    if cutoff is not None:
        lines.append(("axis cut-off", cutoff))
        if all(abs(plot.y(cutoff) - plot.y(end)) >= LABELS_APART for end in ends):
            written.append(cutoff)
    drawn = format_html_join(
        "",
        '<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>',
        (
            (kind, Length(plot.left), Length(plot.right), Length(y), Length(y))
            for kind, value in lines
            for y in (plot.y(value),)
        ),
    )
    numbers = (Words(whole(v), plot.left - 10, plot.y(v) + 5, anchor="end") for v in written)
    return drawn + write(numbers)


def _band(points: Sequence[OutcomePoint], plot: Plot) -> SafeString:
    """What was expected of each answer, where that is known: for measures of the alliance."""
    edges = [
        (_x(point, plot), plot.y(point.low), plot.y(point.high))
        for point in points
        if point.low is not None and point.high is not None
    ]
    if len(edges) == 1:
        x, low, high = edges[0]
        edges = [(x - 6, low, high), (x + 6, low, high)]
    outline = [(x, high) for x, _low, high in edges] + [(x, low) for x, low, _high in edges[::-1]]
    drawn = '<polygon class="band" points="{}"/>'
    return format_html(drawn, coordinates(outline)) if outline else SafeString()


def _line(points: Sequence[OutcomePoint], plot: Plot) -> SafeString:
    """Unbroken from answer to answer, and broken where one was left out: nothing is filled in."""
    spots: list[Spot | None] = []
    for point in points:
        if not point.joined:
            spots.append(None)
        spots.append(_spot(point, plot))
    stretches = [(coordinates(run),) for run in runs(spots) if len(run) > 1]
    return format_html_join("", '<polyline class="c-line" points="{}"/>', stretches)


def _dots(points: Sequence[OutcomePoint], plot: Plot) -> SafeString:
    return format_html_join(
        "",
        '<circle class="{}" cx="{}" cy="{}" r="{}"><title>{}</title></circle>',
        (
            (
                "c-flag" if point.flagged else "c-dot",
                Length(spot[0]),
                Length(spot[1]),
                "6.0" if point.flagged else "4.5",
                point.said,
            )
            for point in points
            if (spot := _spot(point, plot))
        ),
    )


def _left_out(points: Sequence[OutcomePoint], plot: Plot) -> SafeString:
    """A hollow mark beneath the scale where something was asked and not answered."""
    y = plot.bottom + 5
    return format_html_join(
        "",
        '<path class="gap" d="M{},{}l4,4 -4,4 -4,-4z"><title>{}</title></path>',
        (
            (Length(_x(point, plot)), Length(y), point.said)
            for point in points
            if point.value is None
        ),
    )


def _latest(points: Sequence[OutcomePoint], plot: Plot) -> SafeString:
    """The latest value in figures, beside its mark."""
    answered = [point for point in points if point.value is not None]
    if not answered:
        return SafeString()
    latest = answered[-1]
    text, spot = number(latest.value), _spot(latest, plot)
    assert spot is not None
    size = text_width(text, TICK_SIZE) + 12
    fits = spot[0] + size <= plot.width
    x, anchor = (spot[0] + 10, "start") if fits else (spot[0] - 10, "end")
    return write([Words(text.removesuffix(".0"), x, spot[1] + 5, "label", "c", anchor)])


def _sessions(plot: Plot, *, ahead: bool, compact: bool) -> SafeString:
    written = list(session_numbers(plot, plot.bottom + TO_NUMBERS, compact=compact or ahead))
    if ahead:
        x = plot.x(plot.last) + min(plot.step, NEXT_APART)
        anchor = "middle" if x + 20 < plot.width else "end"
        at = x if anchor == "middle" else plot.width - 4
        words = Words(_("next"), at, plot.bottom + TO_NUMBERS, anchor=anchor)
        written = [each for each in written if not each.box.overlaps(words.box)] + [words]
    return write(written)
