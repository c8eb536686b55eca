"""Ratings of both seats over several clients: level and moving together, never mixed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.science.agreement import over_clients

ratings = st.integers(0, 100).map(lambda tenths: tenths / 10)
caseloads = st.lists(st.lists(st.tuples(ratings, ratings), max_size=8), max_size=5)


def test_each_client_counts_once() -> None:
    found = over_clients([[(5.0, 7.0)] * 9, [(5.0, 4.0)]])
    assert found is not None
    assert (found.pairs, found.levels) == (10, (2.0, -1.0))


def test_telling_clients_apart_is_not_following_them() -> None:
    """High with one and low with the other on both seats, yet against each other from week to
    week."""
    found = over_clients([[(9, 8), (8, 9)], [(2, 1), (1, 2)]])
    assert found is not None
    assert found.congruence == pytest.approx(-1.0)


def test_who_never_moves_follows_nobody() -> None:
    found = over_clients([[(7.1, 7.0), (7.3, 7.0), (6.9, 7.0)]])
    assert found is not None
    assert found.congruence is None
    assert over_clients([[], []]) is None


@given(caseloads)
def test_congruence_is_a_correlation(clients: list[list[tuple[float, float]]]) -> None:
    found = over_clients(clients)
    if found is not None and found.congruence is not None:
        assert -1 <= found.congruence <= 1


@given(caseloads, st.floats(-3, 3))
def test_seeing_all_of_it_higher_changes_the_level_alone(
    clients: list[list[tuple[float, float]]], more: float
) -> None:
    found = over_clients(clients)
    raised = over_clients([[(c, t + more) for c, t in pairs] for pairs in clients])
    if found is None or raised is None:
        return
    assert raised.levels == pytest.approx([level + more for level in found.levels])
