"""One answer on its line from 0 to 10, the size of a word, for a row whose figures say the same."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from alliance.chart.geometry import Length

WIDTH, HEIGHT = 84, 16
SIDE = 6
"""Room at each end, so that a dot at 0 or 10 is whole."""


def strip(
    value: float | None,
    *,
    usual: float | None = None,
    low: float | None = None,
    high: float | None = None,
    flag: str = "",
    highest: float = 10,
) -> SafeString:
    """A dot for the answer (a ring where it was lower than expected), a tick for the usual one.

    The band from `low` to `high` is where it was expected. Hidden from screen readers: the row
    reads out its figures.
    """

    def x(at: float) -> float:
        return SIDE + (WIDTH - 2 * SIDE) * max(0.0, min(at, highest)) / highest

    return format_html(
        '<svg class="strip" width="{0}" height="{1}" viewBox="0 0 {0} {1}" aria-hidden="true">'
        '{2}<line class="axis" x1="{3}" x2="{4}" y1="8" y2="8"/>{5}{6}</svg>',
        WIDTH,
        HEIGHT,
        _band(x(low), x(high)) if low is not None and high is not None else "",
        SIDE,
        WIDTH - SIDE,
        "" if usual is None else _tick(x(usual)),
        "" if value is None else _dot(x(value), flag),
    )


def _band(left: float, right: float) -> SafeString:
    rect = '<rect class="band" x="{}" y="2" width="{}" height="12" rx="3"/>'
    return format_html(rect, Length(left), Length(right - left))


def _tick(at: float) -> SafeString:
    return format_html(
        '<line class="usual" x1="{0}" x2="{0}" y1="3" y2="13"/>',
        Length(at),
    )


def _dot(at: float, flag: str) -> SafeString:
    circle = '<circle class="{}" cx="{}" cy="8" r="{}"/>'
    return format_html(circle, "c-flag" if flag else "c-dot", Length(at), 4 if flag else "4.5")
