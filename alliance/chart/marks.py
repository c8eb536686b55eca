"""What is drawn for the ratings: the band, two lines and their dots, and marks for silences."""

from collections.abc import Sequence

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from alliance.chart.geometry import Length, Plot, Spot, coordinates, runs
from alliance.chart.point import ChartPoint

DENSE = 18
"""Sessions nearer than this get smaller dots."""

CROWDED = 8
"""Sessions nearer than this get dots only where a line cannot stand for them."""

Spots = list[Spot | None]


def client_spots(points: Sequence[ChartPoint], plot: Plot) -> Spots:
    """Where each session's rating by the client stands, None where there is none to see."""
    return [None if p.shown is None else (plot.x(p.number), plot.y(p.shown)) for p in points]


def therapist_spots(points: Sequence[ChartPoint], plot: Plot) -> Spots:
    """Where each session's rating by the therapist stands."""
    return [
        None if p.therapist is None else (plot.x(p.number), plot.y(p.therapist)) for p in points
    ]


def band(points: Sequence[ChartPoint], plot: Plot) -> SafeString:
    """What was expected, session by session, split where nothing could be."""
    edges = [
        None
        if p.low is None or p.high is None
        else (plot.x(p.number), plot.y(p.low), plot.y(p.high))
        for p in points
    ]
    drawn = []
    for run in runs(edges):
        # A single session has no width of its own.
        aside = 6 if len(run) == 1 else 0
        ends = [(run[0][0] - aside, *run[0][1:]), *run[1:-1], (run[-1][0] + aside, *run[-1][1:])]
        above = [(x, high) for x, _low, high in ends]
        below = [(x, low) for x, low, _high in reversed(ends)]
        drawn.append((coordinates(above + below),))
    return format_html_join("", '<polygon class="band" points="{}"/>', drawn)


def client(points: Sequence[ChartPoint], plot: Plot) -> SafeString:
    """The client's line, unbroken only where sessions follow each other, and its dots and rings."""
    spots = client_spots(points, plot)
    seen = [(p, spot) for p, spot in zip(points, spots, strict=True) if spot]
    kept = _kept(spots, plot)
    radius = "4.5" if plot.step >= DENSE else "3.2"
    return _line("c-line", spots) + format_html_join(
        "",
        '<circle class="{}" cx="{}" cy="{}" r="{}"><title>{}</title></circle>',
        (
            (
                "c-flag" if p.flagged else "c-dot",
                Length(spot[0]),
                Length(spot[1]),
                "6.5" if p.flagged else radius,
                p.client_said,
            )
            for p, spot in seen
            if p.flagged or spot in kept
        ),
    )


def returns(points: Sequence[ChartPoint], plot: Plot) -> SafeString:
    """An open cup under the answer with which the client's had come back.

    It holds the dot and closes nothing: a knot, which does, is what people say.
    """
    return format_html_join(
        "",
        '<path class="c-return" d="M{},{}a10,10 0 0 0 20,0"><title>{}</title></path>',
        (
            (Length(spot[0] - 10), Length(spot[1] + 3), point.came_back)
            for point, spot in zip(points, client_spots(points, plot), strict=True)
            if spot and point.returned
        ),
    )


def therapist(points: Sequence[ChartPoint], plot: Plot) -> SafeString:
    """The therapist's dotted line and its squares."""
    spots = therapist_spots(points, plot)
    kept = _kept(spots, plot)
    side = 7.0 if plot.step >= DENSE else 5.0
    return _line("t-line", spots) + format_html_join(
        "",
        '<rect class="t-dot" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>',
        (
            (
                Length(spot[0] - side / 2),
                Length(spot[1] - side / 2),
                Length(side),
                Length(side),
                p.therapist_said,
            )
            for p, spot in zip(points, spots, strict=True)
            if spot in kept
        ),
    )


def silences(points: Sequence[ChartPoint], plot: Plot, y: float) -> SafeString:
    """A hollow mark for each session without a score, a filled one for a covered answer.

    What was not asked about yet has none.

    They stand by the session numbers, far from the scale, and look like no digit: nothing said is
    not a zero.
    """
    return format_html_join(
        "",
        '<path class="{}" d="M{},{}l5,5 -5,5 -5,-5z"><title>{}</title></path>',
        (
            (
                "gap covered" if p.client_covered else "gap",
                Length(plot.x(p.number)),
                Length(y - 5),
                _("%(session)s: answered, covered until you have rated") % {"session": p.session}
                if p.client_covered
                else f"{p.session}: {p.too_few or _('not answered')}",
            )
            for p in points
            if p.shown is None and not p.not_asked
        ),
    )


def _line(kind: str, spots: Spots) -> SafeString:
    stretches = [(kind, coordinates(run)) for run in runs(spots) if len(run) > 1]
    return format_html_join("", '<polyline class="{}" points="{}"/>', stretches)


def _kept(spots: Spots, plot: Plot) -> set[Spot]:
    """The spots that get a dot: all of them, unless they would run into each other."""
    if plot.step >= CROWDED:
        return {spot for spot in spots if spot}
    stretches = runs(spots)
    return {run[0] for run in stretches if len(run) == 1} | {run[-1] for run in stretches[-1:]}
