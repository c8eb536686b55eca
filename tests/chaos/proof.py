"""What a proof is: something done to the house, and figures beside what was promised."""

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.chaos.house import House


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `most` and `least` are what was promised; a figure with neither only informs."""

    what: str
    found: float
    most: float | None = None
    least: float | None = None

    @property
    def kept(self) -> bool:
        above = self.most is not None and self.found > self.most
        below = self.least is not None and self.found < self.least
        return not (above or below)

    @property
    def promise(self) -> str:
        """In the table's last column."""
        if self.most is not None and self.most == self.least:
            return f"{self.most:g}"
        if self.most is not None:
            return f"≤ {self.most:g}"
        return "" if self.least is None else f"≥ {self.least:g}"


def exactly(what: str, found: float, promised: float) -> Figure:
    """A figure that may be nothing else."""
    return Figure(what, found, most=promised, least=promised)


@dataclass(slots=True)
class Run:
    """One proof being run: how much of it, with which seeded fault, and what came of it."""

    house: House
    number: int
    fault: str = ""
    seed: int = 1
    quick: bool = False
    figures: list[Figure] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)

    def found(self, *figures: Figure) -> None:
        self.figures += figures

    @property
    def kept(self) -> bool:
        return bool(self.figures) and all(figure.kept for figure in self.figures)


@dataclass(frozen=True, slots=True)
class Proof:
    """A promise that is tried: how, how often, and which figure each fault must turn red."""

    name: str
    promise: str
    run: Callable[[Run], None]
    full: int
    quick: int
    faults: Mapping[str, str]


def say(what: str) -> None:
    """What is going on, for somebody who waits."""
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)
