"""In which order the ratings of many clients are read."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alliance.science.bulk.columns import Whole

BLOCK = 32768
"""How many clients are read together: few enough for the cache, many enough to cost few calls."""


@dataclass(frozen=True, slots=True)
class Step:
    """One position in the series of a block: where its ratings begin, and how many there are.

    `going` says who of those that had a rating before has one here (None: all of them). Clients
    keep their order, so that ratings and readings are reached in the order of memory.
    """

    at: int
    size: int
    going: NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Clients `first` to `first + size`, read together, one position after the other."""

    first: int
    size: int
    steps: list[Step]


@dataclass(frozen=True, slots=True)
class Plan:
    """The blocks, over `clients` clients and `ratings` ratings; `longest` is the longest series."""

    blocks: list[Block]
    clients: int
    ratings: int
    longest: int


def plan_even(clients: int, sessions: int) -> Plan:
    """The plan for ratings of shape (sessions, clients), flattened."""
    blocks = []
    for first in range(0, clients, BLOCK):
        size = min(BLOCK, clients - first)
        steps = [Step(place * clients + first, size) for place in range(sessions)]
        blocks.append(Block(first, size, steps))
    return Plan(blocks, clients, clients * sessions, sessions)


def plan_ragged(bounds: Whole) -> tuple[Plan, Whole]:
    """The plan for series that begin at `bounds`, and the order of their ratings."""
    lengths = np.diff(bounds)
    order = np.empty(int(bounds[-1]), dtype=np.intp)
    blocks, at = [], 0
    for first in range(0, len(lengths), BLOCK):
        left = lengths[first : first + BLOCK]
        begins = bounds[first : first + len(left)]
        size, steps = len(left), []
        for place in range(int(left.max())):
            going = left > place
            stays = None if going.all() else going
            if stays is not None:
                left, begins = left[stays], begins[stays]
            np.add(begins, place, out=order[at : at + len(left)])
            steps.append(Step(at, len(left), stays))
            at += len(left)
        blocks.append(Block(first, size, steps))
    return Plan(blocks, len(lengths), at, int(lengths.max(initial=0))), order
