"""Where things go on a chart: scales, ticks, lines with gaps.

Lengths are units of the drawing's viewBox; y grows downwards.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

Spot = tuple[float, float]
"""x and y."""

T = TypeVar("T")


class Length(float):
    """A length or position as it stands in an attribute: one decimal, whatever the locale."""

    __slots__ = ()

    def __html__(self) -> str:
        """What `format_html` writes; figures need no escaping."""
        return f"{self:.1f}"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle that something drawn takes up."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        """Whether the two share any area."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def inside(self, other: "Box") -> bool:
        """Whether it lies wholly within the other."""
        return (
            self.left >= other.left
            and self.top >= other.top
            and self.right <= other.right
            and self.bottom <= other.bottom
        )

    def crossed_by(self, start: Spot, end: Spot) -> bool:
        """Whether the straight line from start to end enters the box (Liang–Barsky clipping)."""
        dx, dy = end[0] - start[0], end[1] - start[1]
        enters, leaves = 0.0, 1.0
        for along, room in (
            (-dx, start[0] - self.left),
            (dx, self.right - start[0]),
            (-dy, start[1] - self.top),
            (dy, self.bottom - start[1]),
        ):
            if along == 0:
                if room < 0:
                    return False
            elif along < 0:
                enters = max(enters, room / along)
            else:
                leaves = min(leaves, room / along)
        return enters <= leaves


@dataclass(frozen=True, slots=True)
class Plot:
    """The field the ratings stand in: sessions from left to right, the scale from the bottom."""

    width: float
    left: float
    right: float
    top: float
    bottom: float
    first: int
    last: int
    lowest: float
    highest: float
    widest_step: float

    @property
    def step(self) -> float:
        """From one session to the next. Capped: two sessions are a beginning, not a whole story."""
        return min(self.widest_step, (self.right - self.left) / max(self.last - self.first, 1))

    def x(self, session: float) -> float:
        """Where a session stands, or a moment between two; others are held at the edge."""
        at = self.left + (session - self.first) * self.step
        return min(max(at, self.left), self.right)

    def y(self, value: float) -> float:
        """Where a value stands; values outside the scale are held at its ends."""
        share = (value - self.lowest) / (self.highest - self.lowest)
        return self.bottom - min(max(share, 0.0), 1.0) * (self.bottom - self.top)


def runs(items: Iterable[T | None]) -> list[list[T]]:
    """The items in unbroken stretches: a None ends one, and nothing bridges it."""
    stretches: list[list[T]] = []
    unbroken = False
    for item in items:
        if item is None:
            unbroken = False
        elif unbroken:
            stretches[-1].append(item)
        else:
            stretches.append([item])
            unbroken = True
    return stretches


def coordinates(spots: Iterable[Spot]) -> str:
    """Spots as an SVG `points` attribute: one decimal, whatever the locale."""
    return " ".join([f"{x:.1f},{y:.1f}" for x, y in spots])


def session_ticks(first: int, last: int, step: float, apart: float) -> list[int]:
    """Which session numbers to write so that they stand at least `apart`, always with the last."""
    stride = next((s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500) if s * step >= apart), 1000)
    start = first if stride < 5 else first - first % stride + stride
    ticks = [first, *(n for n in range(start, last + 1, stride) if (n - first) * step >= apart)]
    while len(ticks) > 1 and ticks[-1] != last and (last - ticks[-1]) * step < apart:
        ticks.pop()
    if ticks[-1] != last and (last - ticks[-1]) * step >= apart:
        ticks.append(last)
    return ticks


def spread(places: Sequence[float], low: float, high: float, apart: float) -> list[float]:
    """Rising places moved to lie between low and high, and `apart` as far as there is room."""
    if not places:
        return []
    apart = min(apart, (high - low) / max(len(places) - 1, 1))
    moved: list[float] = []
    for index, place in enumerate(places):
        floor = moved[-1] + apart if moved else low
        ceiling = high - apart * (len(places) - 1 - index)
        moved.append(min(max(place, floor), ceiling))
    return moved
