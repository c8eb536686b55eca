"""What differs between two texts, word by word. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

# A word, or a mark, with the space after it: compared without, shown with.
_WORD = re.compile(r"[\w’']+\s*|[^\w\s]\s*|\s+")

# Words in common that count as chance between two stretches that differ.
ISLAND = 2

# Whether it differs, and where it lies in either text.
_Span = tuple[bool, tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, and whether the other text lacks it."""

    words: str
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """Two texts in pieces. Joined together, the pieces of a side are its text."""

    stored: list[Piece]
    own: list[Piece]

    @property
    def is_none(self) -> bool:
        """Whether both say the same, but perhaps for space between words."""
        return not any(piece.differs for piece in (*self.stored, *self.own))


def difference(stored: str, own: str) -> Difference:
    """Compare what is stored with what somebody else wrote, in words."""
    old, new = _WORD.findall(stored), _WORD.findall(own)
    first, last = _common(old, new)
    middle = SequenceMatcher(
        None,
        [word.strip() for word in old[first : len(old) - last]],
        [word.strip() for word in new[first : len(new) - last]],
    ).get_opcodes()
    spans: list[_Span] = [
        (False, (0, first), (0, first)),
        *(
            (tag != "equal", (a + first, b + first), (c + first, d + first))
            for tag, a, b, c, d in middle
        ),
        (False, (len(old) - last, len(old)), (len(new) - last, len(new))),
    ]
    shown = [*_without_islands(spans)]
    return Difference(
        stored=_pieces((differs, old[a:b]) for differs, (a, b), _ in shown),
        own=_pieces((differs, new[a:b]) for differs, _, (a, b) in shown),
    )


def _without_islands(spans: list[_Span]) -> Iterator[_Span]:
    """A word or two that happen to stand in both of two other wordings would only confuse."""
    for number, (differs, old, new) in enumerate(spans):
        around = spans[max(0, number - 1) : number + 2]
        island = old[1] - old[0] <= ISLAND and [_is_reworded(each) for each in around] == [
            True,
            False,
            True,
        ]
        yield differs or island, old, new


def _is_reworded(span: _Span) -> bool:
    differs, (a, b), (c, d) = span
    return differs and a < b and c < d


def _common(old: list[str], new: list[str]) -> tuple[int, int]:
    """How many words are the same at the start, and how many of the rest at the end."""
    first = _same(zip(old, new, strict=False))
    last = _same(zip(reversed(old[first:]), reversed(new[first:]), strict=False))
    return first, last


def _same(pairs: Iterable[tuple[str, str]]) -> int:
    count = 0
    for one, other in pairs:
        if one.strip() != other.strip():
            break
        count += 1
    return count


def _pieces(spans: Iterator[tuple[bool, list[str]]]) -> list[Piece]:
    """Neighbours of the same kind are one; space at the edge of a mark stands outside of it."""
    stretches = (
        (differs, "".join(word for _, words in group for word in words))
        for differs, group in groupby(spans, lambda span: span[0])
    )
    parts = [
        part
        for differs, text in stretches
        for part in (_marked(text) if differs else [(False, text)])
        if part[1]
    ]
    return [
        Piece("".join(text for _, text in group), differs)
        for differs, group in groupby(parts, lambda part: part[0])
    ]


def _marked(text: str) -> list[tuple[bool, str]]:
    words = text.strip()
    if not words:
        return [(False, text)]
    before, _, after = text.partition(words)
    return [(False, before), (True, words), (False, after)]
