"""Text on a chart: how wide it is, where it fits without touching anything, and writing it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from alliance.chart.geometry import Box, Length, Spot

TICK_SIZE = 15
"""Size of the smaller text, class "tick": the style sheet must say the same."""

LABEL_SIZE = 16
"""Size of the larger text, class "label": the style sheet must say the same."""

EDGE = 4
"""No word comes nearer to the drawing's side than this."""

_SIZES = {"tick": TICK_SIZE, "label": LABEL_SIZE}

_NARROW = frozenset("fijlrtI.,:;'’!|()[]·-/ ")
_WIDE = frozenset("mwMW%@…—–+<=>&")


def text_width(text: str, size: float) -> float:
    """About how wide a line of text will be; a little generous, since the typeface may differ."""
    return size * sum(_em(character) for character in text)


def _em(character: str) -> float:
    if character in _NARROW:
        return 0.36
    if character in _WIDE:
        return 0.88
    if ord(character) >= 0x1100:  # from Hangul on, most scripts are set about square
        return 1.0
    return 0.68 if character.isupper() or character.isdigit() else 0.58


def shortened(text: str, size: float, width: float) -> str:
    """The text, cut with an ellipsis where it is wider than `width`."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + "…", size) > width:
        text = text[:-1].rstrip()
    return text + "…"


def wrapped(text: str, size: float, width: float, lines: int) -> list[str]:
    """The text in lines no wider than `width`; what the last of `lines` cannot hold is cut."""
    folded: list[str] = []
    for word in text.split():
        longer = f"{folded[-1]} {word}" if folded else word
        if folded and (len(folded) == lines or text_width(longer, size) <= width):
            folded[-1] = longer
        else:
            folded.append(word)
    return [shortened(line, size, width) for line in folded]


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text at its place: `kind` is its first class ("tick" or "label")."""

    text: str
    x: float
    y: float
    kind: str = "tick"
    tone: str = ""
    anchor: str = "start"

    @property
    def box(self) -> Box:
        """The room it takes, from the top of its capitals to below its descenders."""
        size = _SIZES[self.kind]
        width = text_width(self.text, size)
        left = self.x - {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        return Box(left, self.y - 0.8 * size, left + width, self.y + 0.25 * size)


def placed(
    candidates: Iterable[Words],
    room: Box,
    taken: Sequence[Box],
    lines: Sequence[tuple[Spot, Spot]],
) -> Words | None:
    """The first candidate that fits the room, touches nothing taken and crosses no line.

    Where every one of them crosses a line, the one that crosses fewest; where none fits, None.
    """
    best: Words | None = None
    fewest = len(lines) + 1
    for words in candidates:
        box = words.box
        if not box.inside(room) or any(box.overlaps(other) for other in taken):
            continue
        crossings = sum(box.crossed_by(start, end) for start, end in lines)
        if crossings < fewest:
            best, fewest = words, crossings
        if not crossings:
            break
    return best


def write(words: Iterable[Words]) -> SafeString:
    """The words as SVG text."""
    return format_html_join(
        "",
        '<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>',
        (
            (f"{w.kind} {w.tone}".rstrip(), Length(w.x), Length(w.y), w.anchor, w.text)
            for w in words
        ),
    )
