"""The story of an alliance: both views by session, what was expected, and the ruptures beneath."""

from collections.abc import Iterator, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from alliance.chart import marks
from alliance.chart.geometry import Length, Plot, session_ticks
from alliance.chart.lettering import LABEL_SIZE, TICK_SIZE, Words, text_width, write
from alliance.chart.naming import key, names, reasons, who
from alliance.chart.point import ChartPoint, whole
from alliance.chart.seam import Seam, draw_lanes, lanes

COMPACT_SESSIONS = 8
"""How many of the latest sessions the compact form shows."""

TO_LANES = 42
"""From the bottom of the plot to the first lane of seams."""

TO_SESSIONS = 26
"""From the bottom of the plot to the row of session marks, where there are no lanes."""

TO_NUMBERS = 25
"""From the row of session marks to the numbers beneath it."""


def story_chart(
    points: Sequence[ChartPoint],
    seams: Sequence[Seam],
    *,
    lowest: float = 0,
    highest: float = 10,
    title: str,
    description: str,
    compact: bool = False,
    prefix: str = "chart",
) -> SafeString:
    """The whole chart as SVG, or its last eight sessions in a compact form for narrow screens.

    A page carries both and its style sheet shows one. `title` and `description` are what a screen
    reader hears; `prefix` keeps their ids apart where a page has several charts.
    """
    if compact:
        points, prefix = points[-COMPACT_SESSIONS:], f"{prefix}-compact"
    plot = session_axis(points, seams, lowest, highest, compact=compact)
    rows = lanes(seams, plot)
    first_lane, sessions_at = plot.bottom + TO_LANES, plot.bottom + TO_SESSIONS
    if rows:
        sessions_at = first_lane + sum(row.height for row in rows) - 4
    named = [] if compact else names(points, plot)
    return format_html(
        '<svg class="chart {kind}" viewBox="0 0 {width} {height}" role="img"'
        ' aria-labelledby="{id}-title {id}-desc"><title id="{id}-title">{title}</title>'
        '<desc id="{id}-desc">{description}</desc>{drawn}</svg>',
        kind="chart-compact" if compact else "chart-wide",
        width=Length(plot.width),
        height=Length(sessions_at + TO_NUMBERS + 6),
        id=prefix,
        title=title,
        description=description,
        drawn=_together(
            _scale(plot),
            marks.band(points, plot),
            marks.therapist(points, plot),
            marks.client(points, plot),
            marks.returns(points, plot),
            write([*named, *reasons(points, plot, named)]),
            key(points, 14) if compact else SafeString(),
            draw_lanes(rows, first_lane),
            _sessions(points, plot, sessions_at, compact=compact),
        ),
    )


def session_axis(
    points: Sequence[ChartPoint],
    seams: Sequence[Seam],
    lowest: float,
    highest: float,
    *,
    compact: bool,
) -> Plot:
    """The field of the story chart; what stands beneath it takes its sessions from here."""
    numbers = [point.number for point in points]
    numbers += [seam.opened if seam.closed is None else seam.closed for seam in seams]
    last = max(numbers, default=1)
    numbers += [seam.opened for seam in seams]
    first = points[0].number if compact and points else min(numbers, default=1)
    scale = max(text_width(whole(value), TICK_SIZE) for value in (lowest, highest))
    if compact:
        return Plot(360, scale + 14, 344, 46, 214, first, last, lowest, highest, 45)
    beside = max(text_width(name, LABEL_SIZE) for name, _tone in (*who(), (_("session"), "")))
    return Plot(1000, scale + 24, 982 - beside, 24, 258, first, last, lowest, highest, 120)


def _scale(plot: Plot) -> SafeString:
    """Lines at the ends and the middle of the scale, with their values."""
    values = (plot.lowest, (plot.lowest + plot.highest) / 2, plot.highest)
    lines = format_html_join(
        "",
        '<line class="axis" x1="{}" x2="{}" y1="{}" y2="{}"/>',
        (
            (Length(plot.left), Length(plot.right), Length(plot.y(v)), Length(plot.y(v)))
            for v in values
        ),
    )
    numbers = (Words(whole(v), plot.left - 10, plot.y(v) + 5, anchor="end") for v in values)
    return lines + write(numbers)


def _sessions(points: Sequence[ChartPoint], plot: Plot, y: float, *, compact: bool) -> SafeString:
    """The session numbers, and above them marks for what was not answered."""
    if not points:
        middle = (plot.left + plot.right) / 2, (3 * plot.top + plot.bottom) / 4
        return write([Words(_("No session yet"), *middle, anchor="middle")])
    return marks.silences(points, plot, y) + write(
        session_numbers(plot, y + TO_NUMBERS, compact=compact)
    )


def session_numbers(plot: Plot, y: float, *, compact: bool) -> Iterator[Words]:
    """As many of the session numbers as fit; with the word before them where there is room."""
    apart = text_width(str(plot.last), TICK_SIZE) + 16
    for number in session_ticks(plot.first, plot.last, plot.step, apart):
        yield Words(str(number), plot.x(number), y, anchor="middle")
    if not compact:
        yield Words(_("session"), plot.x(plot.last) + apart / 2 + 6, y)


def _together(*drawn: SafeString) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in drawn))
