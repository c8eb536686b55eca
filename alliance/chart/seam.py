"""The seam: a rupture opens a tear, repair attempts are stitches, a knot closes it.

Only what people say closes a seam; a rating that came back does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from alliance.chart.geometry import Box, Length, Plot, spread
from alliance.chart.lettering import EDGE, LABEL_SIZE, Words, text_width, wrapped, write

Ending = Literal["repaired", "not_repaired", "ended", "open"]

LINES = 3
"""No label takes more lines than these beneath its seam; the hint on the seam has all of it."""

ASIDE = 14
"""From the middle of a seam's end to the word beside it."""

LINE = 21
"""From a line of words to the next."""

LANE = 34
"""From a lane to the next, where all its words stand beside the seams."""

UNDER_WORDS = 30
"""From the lowest words of a lane to the next lane."""

APART = 20
"""Between two seams on one lane."""

SHORTEST = 28
"""A seam that opens and closes in one session is still this long."""


TAIL = 34
"""An open seam runs on this far past the last session that the plot has room for."""

FRAYED = ("6,-1 8,-9", "6,-1 12,-3", "5,1 9,8")
"""Three loose strands, as relative curves from where the thread gives way."""


@dataclass(frozen=True, slots=True)
class Seam:
    """A rupture as it is drawn; the numbers are those of sessions.

    `closed` is None while it is open; `label` says what opened it, `ending_label` how it stands.
    """

    opened: int
    stitches: tuple[int, ...]
    closed: int | None
    ending: Ending
    label: str
    ending_label: str


@dataclass(frozen=True, slots=True)
class Thread:
    """A seam laid out along x, with its words; their y counts from the seam's own height."""

    seam: Seam
    start: float
    end: float
    stitches: tuple[float, ...]
    torn_here: bool
    words: tuple[Words, ...]

    @property
    def reach(self) -> tuple[float, float]:
        """From where to where it takes up its lane, words included."""
        boxes = [words.box for words in self.words]
        left = min([self.start - ASIDE, *(box.left for box in boxes)])
        return left, max([self.end + ASIDE, *(box.right for box in boxes)])

    @property
    def depth(self) -> float:
        """How far its lowest words stand beneath it."""
        return max([words.y for words in self.words if words.y > LINE], default=0.0)


@dataclass(frozen=True, slots=True)
class Lane:
    """Threads that share a height because they do not touch."""

    threads: list[Thread]

    def takes(self, thread: Thread) -> bool:
        """Whether the thread fits beside those already there."""
        left, right = thread.reach
        return all(
            right + APART <= other.reach[0] or other.reach[1] + APART <= left
            for other in self.threads
        )

    @property
    def height(self) -> float:
        """From this lane to the next."""
        return max(LANE, max(thread.depth for thread in self.threads) + UNDER_WORDS)


def lanes(seams: Sequence[Seam], plot: Plot) -> list[Lane]:
    """The seams laid out on as few lanes as hold them and their words without touching."""
    rows: list[Lane] = []
    for seam in sorted(seams, key=lambda seam: seam.opened):
        if seam.closed is not None and seam.closed < plot.first:
            continue
        thread = _thread(seam, plot)
        row = next((row for row in rows if row.takes(thread)), None)
        if row is None:
            rows.append(Lane([thread]))
        else:
            row.threads.append(thread)
    return rows


def draw_lanes(rows: Sequence[Lane], top: float) -> SafeString:
    """The lanes one beneath the other, the first at height `top`."""
    drawn: list[tuple[SafeString]] = []
    for row in rows:
        drawn += [(_drawn(thread, top),) for thread in row.threads]
        top += row.height
    return format_html_join("", "{}", drawn)


def small_seam(stitches: int, ending: Ending, *, label: str) -> SafeString:
    """A seam the size of a word (84 by 20), for a list: `label` says it to a screen reader."""
    places = tuple(spread([42.0] * stitches, 21, 63, 11))
    seam = Seam(1, (), None if ending == "open" else 2, ending, label, "")
    thread = Thread(seam, 10, 74, places, torn_here=True, words=())
    return format_html(
        '<svg class="small-seam" width="84" height="20" viewBox="0 0 84 20" role="img"'
        ' aria-label="{}">{}</svg>',
        label,
        _drawn(thread, 10),
    )


def _thread(seam: Seam, plot: Plot) -> Thread:
    torn_here = seam.opened >= plot.first
    start = plot.x(seam.opened)
    if seam.closed is None:
        end = min(plot.right + TAIL, plot.width - EDGE)
    else:
        end = min(max(plot.x(seam.closed), start + SHORTEST), plot.right)
    if torn_here:
        start = min(start, end - SHORTEST)
    here = [plot.x(number) for number in sorted(seam.stitches) if number >= plot.first]
    stitches = tuple(spread(here, start + 13, end - 13, 9))
    return Thread(seam, start, end, stitches, torn_here, _words(seam, start, end, plot))


def _words(seam: Seam, start: float, end: float, plot: Plot) -> tuple[Words, ...]:
    """A seam's words at its two ends if there is room, else at one, else beneath it."""
    opening, ending = str(seam.label), str(seam.ending_label)
    if seam.opened < plot.first:
        since = _("since session %(number)s") % {"number": seam.opened}
        opening = ", ".join(filter(None, (opening, since)))
    both = " · ".join(filter(None, (opening, ending)))
    field = Box(EDGE, -LINE, plot.width - EDGE, LINE)
    left, right = start - ASIDE, end + ASIDE
    for words in (
        (_beside(opening, left, "end"), _beside(ending, right, "start")),
        (_beside(both, right, "start"),),
        (_beside(both, left, "end"),),
    ):
        if all(line.box.inside(field) for line in words):
            return tuple(line for line in words if line.text)
    return _beneath((opening, ending, both), start, field)


def _beneath(texts: tuple[str, str, str], start: float, field: Box) -> tuple[Words, ...]:
    opening, ending, both = texts
    width = field.right - field.left
    lines = [both]
    if text_width(both, LABEL_SIZE) > width:
        lines = [
            line for text in (opening, ending) for line in wrapped(text, LABEL_SIZE, width, LINES)
        ]
    widest = max(text_width(line, LABEL_SIZE) for line in lines)
    x = max(field.left, min(start - 6, field.right - widest))
    return tuple(
        Words(line, x, 4 + number * LINE, "label", "r")
        for number, line in enumerate(lines, 1)
        if line
    )


def _beside(text: str, x: float, anchor: str) -> Words:
    return Words(text, x, 5, "label", "r", anchor)


def _drawn(thread: Thread, y: float) -> SafeString:
    words = (replace(words, y=words.y + y) for words in thread.words)
    said = " · ".join(filter(None, (str(thread.seam.label), str(thread.seam.ending_label))))
    return format_html(
        "<g><title>{}</title>{}{}{}{}</g>",
        said,
        _line(thread, y),
        _stitches(thread, y),
        _ends(thread, y),
        write(words),
    )


def _line(thread: Thread, y: float) -> SafeString:
    """Solid as far as somebody worked on it; dotted where nobody says that it is repaired."""
    solid = thread.end
    if thread.seam.ending != "repaired":
        solid = thread.stitches[-1] if thread.stitches else thread.start
    spans = [("seam", thread.start, solid), ("seam seam-open", solid, thread.end)]
    return format_html_join(
        "",
        '<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>',
        (
            (kind, Length(begin), Length(end), Length(y), Length(y))
            for kind, begin, end in spans
            if end > begin
        ),
    )


def _stitches(thread: Thread, y: float) -> SafeString:
    return format_html_join(
        "",
        '<line class="seam stitch" x1="{}" x2="{}" y1="{}" y2="{}"/>',
        ((Length(x - 4.5), Length(x + 4.5), Length(y + 8), Length(y - 8)) for x in thread.stitches),
    )


def _ends(thread: Thread, y: float) -> SafeString:
    """The tear, if it opened here, and how the seam ends: knotted, frayed, cut or going on."""
    end = thread.end
    tear = SafeString()
    if thread.torn_here:
        tear = format_html(
            '<circle class="tear" cx="{}" cy="{}" r="6"/>', Length(thread.start), Length(y)
        )
    match thread.seam.ending:
        case "repaired":
            knot = '<circle class="knot" cx="{}" cy="{}" r="6"/>'
            return tear + format_html(knot, Length(end), Length(y))
        case "not_repaired":
            strands = [f"M{end - 8:.1f},{y:.1f}q{bend}" for bend in FRAYED]
            return tear + format_html('<path class="seam fray" d="{}"/>', "".join(strands))
        case "ended":
            cut = f"M{end:.1f},{y - 8:.1f}V{y + 8:.1f}"
            return tear + format_html('<path class="seam cut" d="{}"/>', cut)
    return tear
