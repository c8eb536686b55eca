"""Agreement is two figures, and none at all before there are six pairs."""

import math
from statistics import stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.science.agreement import Agreement, agreement

ratings = st.integers(0, 100).map(lambda tenths: tenths / 10)
pairs = st.lists(st.tuples(st.none() | ratings, st.none() | ratings), max_size=20)

CLIENT = (7.1, 7.4, 7.2, 7.6, 7.8, 7.5, 4.9)


def test_seeing_it_lower_and_moving_together() -> None:
    found = agreement((c, c - 0.3) for c in CLIENT)
    assert found.pairs == 7
    assert found.discrepancy == pytest.approx(-0.3)
    assert found.congruence == pytest.approx(1.0)


def test_the_same_level_and_moving_apart() -> None:
    found = agreement((5.0 + off, 5.0 - off) for off in (-2, -1, 0, 0, 1, 2))
    assert (found.pairs, found.discrepancy) == (6, 0.0)
    assert found.congruence == pytest.approx(-1.0)


def test_pearson_by_hand() -> None:
    found = agreement(zip((1, 2, 3, 4, 5, 6), (2, 1, 4, 3, 6, 5), strict=True))
    assert (found.pairs, found.discrepancy) == (6, 0.0)
    assert found.congruence == pytest.approx(14.5 / 17.5)


def test_five_pairs_say_nothing() -> None:
    assert agreement((c, c) for c in CLIENT[:5]) == Agreement(5, None, None)


def test_only_sessions_that_both_rated_are_pairs() -> None:
    sessions = [*((c, 7.0) for c in CLIENT[:5]), (None, 7.0), (7.0, None), (None, None)]
    assert agreement(sessions) == Agreement(5, None, None)


def test_nothing_moves_together_with_a_flat_line() -> None:
    found = agreement((10.0, t) for t in (8.1, 8.2, 7.9, 8.0, 8.3, 8.1))
    assert (found.pairs, found.congruence) == (6, None)
    assert found.discrepancy == pytest.approx(-1.9)


@given(pairs)
def test_trading_places_turns_only_the_sign(
    sessions: list[tuple[float | None, float | None]],
) -> None:
    one, other = agreement(sessions), agreement((t, c) for c, t in sessions)
    assert one.pairs == other.pairs
    if one.discrepancy is not None:
        assert other.discrepancy == pytest.approx(-one.discrepancy)
    if one.congruence is not None:
        assert other.congruence == pytest.approx(one.congruence)
        assert -1 <= one.congruence <= 1


def test_truth_and_bias_by_least_squares() -> None:
    # t = 6.6 + 0.5·(c - 7.4) with rests that have neither a mean nor a slope.
    client = (6.4, 6.9, 7.4, 7.4, 7.9, 8.4)
    rests = (0.1, -0.1, -0.05, 0.05, -0.1, 0.1)
    found = agreement((c, 6.6 + 0.5 * (c - 7.4) + e) for c, e in zip(client, rests, strict=True))
    assert found.discrepancy == pytest.approx(-0.8)
    assert found.truth_force == pytest.approx(0.5)
    assert found.congruence == pytest.approx(math.sqrt(0.625 / 0.67))


def test_congruence_is_the_truth_force_in_standard_units() -> None:
    therapist = (6.2, 6.9, 6.0, 7.1, 7.0, 6.8, 5.5)
    found = agreement(zip(CLIENT, therapist, strict=True))
    assert found.truth_force is not None
    assert found.congruence == pytest.approx(found.truth_force * stdev(CLIENT) / stdev(therapist))


def test_a_therapist_who_never_moves_has_no_force_and_a_client_no_slope() -> None:
    unmoved = agreement((c, 7.0) for c in CLIENT)
    assert (unmoved.truth_force, unmoved.congruence) == (pytest.approx(0), None)
    assert agreement((10.0, t) for t in CLIENT).truth_force is None
