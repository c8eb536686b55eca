"""What is written into the plot: whose line is whose, and why a rating wears a ring."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from alliance.chart.geometry import Box, Length, Plot, Spot, coordinates, runs
from alliance.chart.lettering import EDGE, LABEL_SIZE, TICK_SIZE, Words, placed, text_width, write
from alliance.chart.marks import Spots, client_spots, therapist_spots
from alliance.chart.point import ChartPoint

SAMPLE = 28
"""How long the piece of line beside a name in the key is."""

SHORT = 80
"""Words narrower than this look best in the middle under their ring."""

NAMES_APART = 20
"""Between two names, one beneath the other."""


def who() -> tuple[tuple[str, str], tuple[str, str]]:
    """The names of the two lines, each with its class."""
    return (_("client"), "c"), (_("therapist"), "t")


def names(points: Sequence[ChartPoint], plot: Plot) -> list[Words]:
    """Each line's name at its own end."""
    spots = client_spots(points, plot), therapist_spots(points, plot)
    ends = [_end(line) for line in spots]
    segments, room = list(_segments(spots)), _room(plot, below=20)
    taken = list(_marks(spots))
    written: list[Words] = []
    for (name, tone), end, lift in zip(who(), ends, _lifts(*ends), strict=True):
        if end is None:
            continue
        beside = Words(name, end[0] + 12, end[1] + 5 + lift, "label", tone)
        around = (
            Words(name, end[0] + dx, end[1] + dy, "label", tone, anchor)
            for anchor, dx in (("start", 8), ("end", -8))
            for dy in (-11, 22)
        )
        words = placed((beside, *around), room, taken, segments) or beside
        taken.append(words.box)
        written.append(words)
    return written


def key(points: Sequence[ChartPoint], y: float) -> SafeString:
    """The names in a row above a narrow plot, each with a piece of its line."""
    present = any(p.shown is not None for p in points), any(p.therapist is not None for p in points)
    drawn, x = SafeString(), float(EDGE)
    for (name, tone), here in zip(who(), present, strict=True):
        if here:
            drawn += _sample(tone, x, y)
            drawn += write([Words(name, x + SAMPLE + 7, y + 5, "label", tone)])
            x += SAMPLE + 7 + text_width(name, LABEL_SIZE) + 16
    return drawn


def reasons(points: Sequence[ChartPoint], plot: Plot, named: Iterable[Words]) -> list[Words]:
    """Beside each ring what it means: in full where there is room, else how rare it is.

    Rings in a row say it in full once, at the first; one that finds no room keeps its hint.
    """
    spots = client_spots(points, plot), therapist_spots(points, plot)
    segments, room = list(_segments(spots)), _room(plot, below=-3)
    taken = [*_marks(spots), *(words.box for words in named)]
    written: list[Words] = []
    before = False
    for point, spot in zip(points, spots[0], strict=True):
        if spot and point.flagged:
            texts = (point.odds,) if before else (point.surprise, point.odds)
            around = (words for text in texts if text for words in _around(text, spot))
            words = placed(around, room, taken, segments)
            if words:
                taken.append(words.box)
                written.append(words)
        before = point.flagged
    return written


def _around(text: str, spot: Spot) -> Iterator[Words]:
    """Where a ring's words may stand, best first: below, where a low rating leaves room."""
    x, y = spot
    width = text_width(text, TICK_SIZE)
    below = [Words(text, x + width * share, y + 28, anchor="middle") for share in (0, -0.25, 0.25)]
    if width < SHORT:
        yield below[0]
    for dy in (26, 5, -14):
        yield Words(text, x - 12, y + dy, anchor="end")
        yield Words(text, x + 12, y + dy)
    yield from below
    yield Words(text, x, y - 18, anchor="middle")


def _sample(tone: str, x: float, y: float) -> SafeString:
    line = coordinates([(x, y), (x + SAMPLE, y)])
    drawn = format_html('<polyline class="{}-line" points="{}"/>', tone, line)
    middle = x + SAMPLE / 2
    if tone == "c":
        dot = '<circle class="c-dot" cx="{}" cy="{}" r="4.5"/>'
        return drawn + format_html(dot, Length(middle), Length(y))
    square = '<rect class="t-dot" x="{}" y="{}" width="7" height="7"/>'
    return drawn + format_html(square, Length(middle - 3.5), Length(y - 3.5))


def _room(plot: Plot, *, below: float) -> Box:
    """Where words may stand: clear of the scale's numbers and the drawing's side.

    `below` is how far beneath the foot of the plot they may reach.
    """
    return Box(plot.left - 8, plot.top - 22, plot.width - EDGE, plot.bottom + below)


def _end(spots: Spots) -> Spot | None:
    return next((spot for spot in reversed(spots) if spot), None)


def _lifts(client: Spot | None, therapist: Spot | None) -> tuple[float, float]:
    """How far each name moves off its line so that two ends close together stay legible."""
    if client is None or therapist is None or client[0] != therapist[0]:
        return 0.0, 0.0
    off = max(0.0, NAMES_APART - abs(client[1] - therapist[1])) / 2
    return (-off, off) if client[1] <= therapist[1] else (off, -off)


def _segments(lines: Iterable[Spots]) -> Iterator[tuple[Spot, Spot]]:
    for line in lines:
        for run in runs(line):
            yield from pairwise(run)


def _marks(lines: Iterable[Spots]) -> Iterator[Box]:
    for line in lines:
        for spot in line:
            if spot:
                yield Box(spot[0] - 7, spot[1] - 7, spot[0] + 7, spot[1] + 7)
