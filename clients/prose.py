"""Plain text with the little shape that people give it by hand: paragraphs, lists, a caution. Pure.

A line that begins with "- " is a point, with "1. " (or any number) a step, with "! " a caution.
Everything else is a paragraph. There is no other mark, and nothing in it is ever markup.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

_STEP = re.compile(r"\d{1,3}\. +")


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph, caution or list; `kind` is "words", "caution", "points" or "steps".

    A list has a line for each of its points; the others have the lines as they were typed.
    """

    kind: str
    lines: tuple[str, ...]
    start: int = 1

    @property
    def text(self) -> str:
        """Its lines, one beneath the other."""
        return "\n".join(self.lines)


def passages(words: str) -> list[Passage]:
    """What somebody wrote, passage by passage. Nothing is left out but the marks."""
    found: list[Passage] = []
    for blank, block in groupby(words.splitlines(), key=lambda line: not line.strip()):
        if not blank:
            found += _passages_of(block)
    return found


def _passages_of(block: Iterator[str]) -> Iterator[Passage]:
    marked = (_told(line.strip()) for line in block)
    for kind, run in groupby(marked, key=lambda each: each[0]):
        told = list(run)
        start = told[0][2]
        yield Passage(kind, tuple(text for _kind, text, _start in told), start)


def _told(line: str) -> tuple[str, str, int]:
    """The kind of a line, what it says, and its number where it has one."""
    if line.startswith("- "):
        return "points", line[2:].strip(), 1
    if line.startswith("! "):
        return "caution", line[2:].strip(), 1
    step = _STEP.match(line)
    if step:
        return "steps", line[step.end() :], int(line[: line.index(".")])
    return "words", line, 1
