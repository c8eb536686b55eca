"""A client's latest ratings the size of a word, for a list of many clients."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from alliance.chart.geometry import Length, Spot, coordinates, runs

WIDTH, HEIGHT = 132, 34
SIDE = 5
"""Room at each edge, so that the last dot is whole."""

SESSIONS = 8
"""Fewer sessions than these leave room at the left: the latest one always stands at the right."""

SHOWN_SHARE = 0.75
"""Ratings live in the upper part of their scale: the lower quarter appears only when it is used."""


def sparkline(
    recent: Sequence[tuple[float | None, str]],
    low: float | None,
    high: float | None,
    *,
    lowest: float,
    highest: float,
    label: str,
) -> SafeString:
    """The latest (value, flag) by session beside the expected band from `low` to `high`.

    None is an unanswered session: the line breaks there, and where the latest ones are unanswered
    it ends early. All clients of one instrument share one scale as far as their ratings allow.
    """
    values = [value for value, _flag in recent if value is not None]
    floor = highest - SHOWN_SHARE * (highest - lowest)
    floor = min([floor, *values, floor if low is None else max(low, lowest)])
    per_unit = (HEIGHT - 2 * SIDE) / (highest - floor)
    step = (WIDTH - 2 * SIDE) / (max(len(recent), SESSIONS) - 1)
    start = WIDTH - SIDE - step * (len(recent) - 1)
    spots = [
        None if value is None else (start + step * place, SIDE + (highest - value) * per_unit)
        for place, (value, _flag) in enumerate(recent)
    ]
    answered = [(spot, flag) for spot, (_value, flag) in zip(spots, recent, strict=True) if spot]
    latest, flag = answered[-1] if answered else (None, "")
    lines, dots = [], []
    for run in runs(spots):
        if len(run) > 1:
            lines.append((coordinates(run),))
        elif run[0] != latest:
            dots.append((Length(run[0][0]), Length(run[0][1])))
    return format_html(
        '<svg class="sparkline" width="{}" height="{}" viewBox="0 0 {} {}" role="img"'
        ' aria-label="{}">{}{}{}{}</svg>',
        WIDTH,
        HEIGHT,
        WIDTH,
        HEIGHT,
        label,
        _band(low, high, highest, per_unit),
        format_html_join("", '<polyline class="c-line" points="{}"/>', lines),
        format_html_join("", '<circle class="c-dot" cx="{}" cy="{}" r="2"/>', dots),
        _latest(latest, flag),
    )


def _band(low: float | None, high: float | None, highest: float, per_unit: float) -> SafeString:
    if low is None or high is None:
        return SafeString()
    top = SIDE + (highest - min(high, highest)) * per_unit
    bottom = SIDE + (highest - low) * per_unit
    return format_html(
        '<rect class="band" x="0" y="{}" width="{}" height="{}" rx="3"/>',
        Length(top),
        WIDTH,
        Length(max(bottom - top, 0)),
    )


def _latest(spot: Spot | None, flag: str) -> SafeString:
    """A dot on the latest rating, or a ring where it was lower than expected."""
    if spot is None:
        return SafeString()
    circle = '<circle class="{}" cx="{}" cy="{}" r="4"/>'
    return format_html(circle, "c-flag" if flag else "c-dot", Length(spot[0]), Length(spot[1]))
