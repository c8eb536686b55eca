"""How far a goal is, over time, as the client said: a line from 0 to 10, the latest named."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from alliance.chart.geometry import Length, coordinates

WIDTH, HEIGHT = 320, 84
START, END = 26, 296
"""Room for the scale at one side and for the latest figure at the other."""
TOP, BOTTOM = 10, 74
HIGHEST = 10


def course(values: Sequence[int], *, label: str) -> SafeString:
    """Two values or more, in order, one beside the other: when is in the list beneath it."""
    step = (END - START) / (len(values) - 1)
    per_unit = (BOTTOM - TOP) / HIGHEST
    spots = [(START + step * n, BOTTOM - value * per_unit) for n, value in enumerate(values)]
    marks = [(0, Length(BOTTOM)), (5, Length((TOP + BOTTOM) / 2)), (HIGHEST, Length(TOP))]
    x, y = spots[-1]
    return format_html(
        '<svg class="course" viewBox="0 0 {} {}" role="img" aria-label="{}">{}'
        '<polyline class="course-line" points="{}"/>{}'
        '<text class="course-last" x="{}" y="{}">{}</text></svg>',
        WIDTH,
        HEIGHT,
        label,
        format_html_join(
            "",
            '<text class="course-mark" x="0" y="{}" dy="4">{}</text>'
            '<line class="course-rule" x1="' + str(START) + '" x2="' + str(END) + '"'
            ' y1="{}" y2="{}"/>',
            [(at, n, at, at) for n, at in marks],
        ),
        coordinates(spots),
        format_html_join(
            "",
            '<circle class="course-dot" cx="{}" cy="{}" r="{}"/>',
            [
                (Length(across), Length(down), 4.5 if (across, down) == (x, y) else 2.5)
                for across, down in spots
            ],
        ),
        Length(x + 9),
        Length(y + 5),
        values[-1],
    )
