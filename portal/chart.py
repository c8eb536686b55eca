"""One's own answers as a line, day by day: what was said, and nothing read into it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from alliance.chart.geometry import Length, Spot, coordinates, runs
from alliance.chart.lettering import TICK_SIZE, Words, text_width, write

TOP, BOTTOM, HEIGHT, MARGIN = 16, 140, 176, 12
APART = 14
"""Between two days that are written beneath the line."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered on a day; `value` is None where nothing was, which the line shows."""

    on: date
    value: float | None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """Days from left to right, the scale from the bottom."""

    width: float
    left: float
    first: date
    last: date
    lowest: float
    highest: float

    @property
    def right(self) -> float:
        """The last day."""
        return self.width - MARGIN

    def x(self, on: date) -> float:
        """Where a day stands; one alone stands in the middle."""
        days = (self.last - self.first).days
        share = (on - self.first).days / days if days else 0.5
        return self.left + share * (self.right - self.left)

    def y(self, value: float) -> float:
        """Where a value stands."""
        share = (value - self.lowest) / (self.highest - self.lowest)
        return BOTTOM - min(max(share, 0.0), 1.0) * (BOTTOM - TOP)


def own_line(
    answers: Sequence[Answered],
    *,
    lowest: float,
    highest: float,
    title: str,
    description: str,
    prefix: str,
    compact: bool = False,
) -> SafeString:
    """The line as SVG, in the order of the days; `compact` is for a phone."""
    width = 340 if compact else 640
    ends = [f"{lowest:g}", f"{highest:g}"]
    left = max(text_width(end, TICK_SIZE) for end in ends) + 12
    field = Field(width, left, answers[0].on, answers[-1].on, lowest, highest)
    return format_html(
        '<svg class="chart {kind}" viewBox="0 0 {width} {height}" role="img"'
        ' aria-labelledby="{id}-title {id}-desc"><title id="{id}-title">{title}</title>'
        '<desc id="{id}-desc">{description}</desc>{scale}{line}{dots}{days}</svg>',
        kind="chart-compact" if compact else "chart-wide",
        width=width,
        height=HEIGHT,
        id=f"{prefix}-compact" if compact else prefix,
        title=title,
        description=description,
        scale=_scale(field, ends),
        line=_line(answers, field),
        dots=_dots(answers, field),
        days=_days(answers, field),
    )


def _scale(field: Field, ends: Sequence[str]) -> SafeString:
    places = [field.y(field.lowest), field.y(field.highest)]
    lines = format_html_join(
        "",
        '<line class="axis" x1="{}" x2="{}" y1="{}" y2="{}"/>',
        ((Length(field.left), Length(field.right), Length(y), Length(y)) for y in places),
    )
    return lines + write(
        Words(end, field.left - 8, y + 5, anchor="end") for end, y in zip(ends, places, strict=True)
    )


def _spot(answer: Answered, field: Field) -> Spot | None:
    return None if answer.value is None else (field.x(answer.on), field.y(answer.value))


def _line(answers: Sequence[Answered], field: Field) -> SafeString:
    """Broken where nothing was answered: nothing is filled in."""
    stretches = runs(_spot(answer, field) for answer in answers)
    drawn = [(coordinates(run),) for run in stretches if len(run) > 1]
    return format_html_join("", '<polyline class="c-line" points="{}"/>', drawn)


def _dots(answers: Sequence[Answered], field: Field) -> SafeString:
    return format_html_join(
        "",
        '<circle class="c-dot" cx="{}" cy="{}" r="4.5"><title>{}</title></circle>',
        (
            (Length(spot[0]), Length(spot[1]), answer.said)
            for answer in answers
            if (spot := _spot(answer, field))
        ),
    )


def _days(answers: Sequence[Answered], field: Field) -> SafeString:
    """The first and the last day, and those between for which there is room."""
    y = BOTTOM + 28
    written: list[Words] = []
    for on in dict.fromkeys([field.first, field.last, *(answer.on for answer in answers)]):
        words = _day(on, field, y)
        room = words.box
        if all(
            room.right + APART <= other.box.left or room.left >= other.box.right + APART
            for other in written
        ):
            written.append(words)
    return write(written)


def _day(on: date, field: Field, y: float) -> Words:
    """Written in the middle beneath its place; at the edges it begins or ends there."""
    text, x = date_format(on, "SHORT_DATE_FORMAT"), field.x(on)
    half = text_width(text, TICK_SIZE) / 2
    if x + half > field.width:
        return Words(text, field.right + MARGIN - 2, y, anchor="end")
    if x - half < 0:
        return Words(text, 2, y)
    return Words(text, x, y, anchor="middle")
