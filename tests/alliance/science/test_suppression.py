"""What is withheld cannot be computed: not from the total, and not by knowing the rule."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.science.suppression import SMALLEST, Line, large_enough, suppressed


def test_nothing_small_is_shown_whole() -> None:
    assert suppressed([12, 10, 31, 88]) == Line((12, 10, 31, 88), 141)


def test_one_small_count_takes_another_with_it() -> None:
    assert suppressed([12, 3, 31, 88]) == Line((12, None, 31, None), 134)


def test_two_small_counts_that_come_to_little_take_a_third() -> None:
    assert suppressed([12, 0, 1, 88]) == Line((12, None, None, None), 101)


def test_a_small_total_is_withheld_too() -> None:
    assert suppressed([1, 2, 3, 3]) == Line((None,) * 4, None)
    assert suppressed([]) == Line((), None)


@pytest.mark.parametrize(("smallest", "cells", "most"), [(2, 3, 9), (3, 3, 12), (3, 4, 8)])
def test_every_line_that_looks_the_same_leaves_each_withheld_count_open(
    smallest: int, cells: int, most: int
) -> None:
    """All lines of this size: somebody with the rule in hand still has several to choose from."""
    alike = defaultdict(list)
    for counts in product(range(most + 1), repeat=cells):
        alike[suppressed(counts, smallest=smallest)].append(counts)
    for line, lines in alike.items():
        # The largest lines have their likes beyond `most`.
        if line.total is None or line.total > most:
            continue
        for place, shown in enumerate(line.shown):
            values = {counts[place] for counts in lines}
            assert (len(values) == 1) == (shown is not None), (line, lines)


@given(st.lists(st.integers(0, 60), min_size=2, max_size=6))
def test_nothing_below_the_least_is_shown(counts: list[int]) -> None:
    line = suppressed(counts)
    assert all(shown is None or shown >= SMALLEST for shown in line.shown)
    assert all(shown in (None, count) for shown, count in zip(line.shown, counts, strict=True))


@given(st.lists(st.integers(0, 60), min_size=2, max_size=6))
def test_what_is_withheld_is_never_one_alone(counts: list[int]) -> None:
    line = suppressed(counts)
    hidden = [count for shown, count in zip(line.shown, counts, strict=True) if shown is None]
    if hidden and line.total is not None:
        assert len(hidden) > 1
        assert sum(hidden) >= 2 * SMALLEST or len(hidden) == len(counts)


@pytest.mark.parametrize(
    ("things", "therapists", "clients", "enough"),
    [(10, 3, 5, True), (9, 3, 5, False), (10, 2, 5, False), (10, 3, 4, False)],
)
def test_from_enough_people_on_both_sides(
    things: int, therapists: int, clients: int, enough: bool
) -> None:
    assert large_enough(things, therapists=therapists, clients=clients) is enough
