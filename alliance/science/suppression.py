"""Counts so small that they could point at a person are withheld, and what would give them away.

A line is a handful of counts that are shown with their total. Withholding only the small ones
(primary suppression) is not enough: what is shown, taken from the total, leaves the rest. So others
are withheld with them (complementary suppression; Cox 1980; Hundepool et al. 2012, Statistical
Disclosure Control), in an order that is fixed beforehand and never by size, because a choice by
size itself tells which counts are how large. Together the withheld ones come to 2·k or more, or all
of the line is withheld: then each of them could also be another number, even for somebody who
knows this rule.

Only lines: totals over several of them are not shown beside, or they would have to be protected
across.
"""

from collections.abc import Sequence
from dataclasses import dataclass

SMALLEST = 10
"""Below this a count of a clinic is withheld."""


@dataclass(frozen=True, slots=True)
class Line:
    """Counts as they may be shown, in order, None where withheld; so the total."""

    shown: tuple[int | None, ...]
    total: int | None


def suppressed(counts: Sequence[int], *, smallest: int = SMALLEST) -> Line:
    """The line without what is below `smallest`, nor what would let it be computed.

    Where others have to be withheld besides, the last come first: put the count that tells least
    last.
    """
    total = sum(counts)
    if total < smallest:
        return Line((None,) * len(counts), None)
    hidden = {place for place, count in enumerate(counts) if count < smallest}
    if hidden:
        for place in reversed(range(len(counts))):
            if len(hidden) > 1 and sum(counts[each] for each in hidden) >= 2 * smallest:
                break
            hidden.add(place)
    return Line(
        tuple(None if place in hidden else count for place, count in enumerate(counts)), total
    )


def large_enough(things: int, *, therapists: int, clients: int, smallest: int = SMALLEST) -> bool:
    """Whether a pooled figure points at nobody: enough of it, from enough people on both sides.

    One busy therapist or one client with many ruptures must not be what a clinic's figure is about.
    """
    return things >= smallest and therapists >= 3 and clients >= 5
