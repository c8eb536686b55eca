"""The two views part: unusual for this pair, to either side, and never before six pairs."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.science.expectation import Baseline, Prior, expect
from alliance.science.gap import Gap, gaps, pair_prior

CLIENT = Prior.from_spread(mu=7.8, tau=1.3, sigma=0.85, nu0=8)
THERAPIST = Prior.from_spread(mu=7.2, tau=1.0, sigma=0.75, nu0=8)
PAIR = pair_prior(CLIENT, THERAPIST)

Session = tuple[float | None, float | None]

# This therapist sees it a point lower, always.
LOWER: list[Session] = [(7.5, 6.4), (7.8, 6.9), (7.2, 6.2), (8.0, 7.0), (7.6, 6.5), (7.9, 6.9)]

ratings = st.integers(0, 100).map(lambda tenths: tenths / 10)
sessions_of_a_pair = st.lists(st.tuples(st.none() | ratings, st.none() | ratings), max_size=14)


def latest(sessions: list[Session]) -> Gap | None:
    return last(gaps(sessions, PAIR, lowest=0, highest=10))


def last(read: list[Gap]) -> Gap | None:
    return read[-1] if read else None


def test_what_is_usual_for_a_pair_follows_from_the_two() -> None:
    assert PAIR.mu == pytest.approx(-0.6)
    assert PAIR.tau2 == pytest.approx(1.3**2 + 1.0**2)
    assert PAIR.sigma2 == pytest.approx(0.85**2 + 0.75**2)
    assert PAIR.nu0 == pytest.approx(11.8779, abs=1e-4)
    assert PAIR.nu0 * PAIR.s02 / (PAIR.nu0 - 2) == pytest.approx(PAIR.sigma2)


def test_the_variance_of_a_pair_differs_as_the_sum_of_the_two() -> None:
    cv2 = 2 / (PAIR.nu0 - 4)
    variance = sum(2 / (each.nu0 - 4) * each.sigma2**2 for each in (CLIENT, THERAPIST))
    assert cv2 * PAIR.sigma2**2 == pytest.approx(variance)


def test_without_a_variance_of_the_variance_the_fewer_degrees_of_freedom_count() -> None:
    heavy = Prior.from_spread(mu=7, tau=1, sigma=1, nu0=3)
    assert pair_prior(heavy, CLIENT).nu0 == 3
    heavier = Prior(mu=7, tau2=1, sigma2=1, nu0=1.5, s02=0.5)
    assert pair_prior(heavier, CLIENT).s02 == pytest.approx(0.5 + CLIENT.s02)


def test_a_pair_that_always_differs_is_no_news() -> None:
    found = latest([*LOWER, (7.7, 6.7)])
    assert found
    assert (found.place, found.pairs, found.flagged) == (6, 7, False)
    assert found.gap == pytest.approx(-1.0)
    assert found.expected == pytest.approx(-0.99, abs=0.03)
    assert found.p > 0.8


@pytest.mark.parametrize("session", [(7.8, 3.2), (4.2, 8.0)])
def test_a_gap_is_unusual_to_either_side(session: Session) -> None:
    found = latest([*LOWER, session])
    assert found
    assert (found.flagged, found.p < 0.01) == (True, True)


def test_p_counts_both_tails() -> None:
    found = latest([*LOWER, (7.8, 4.9)])
    assert found
    baseline = Baseline()
    for c, t in LOWER:
        assert c is not None
        assert t is not None
        baseline = baseline.including(t - c)
    expected = expect(baseline, PAIR)
    assert found.expected == pytest.approx(expected.m)
    assert found.p == pytest.approx(2 * expected.probability(found.gap))


def test_five_pairs_say_nothing_however_far_apart() -> None:
    assert latest([*LOWER[:4], (9.0, 1.0)]) is None
    assert latest([*LOWER[:4], (None, 7.0), (7.0, None), (9.0, 1.0)]) is None
    found = latest([*LOWER[:5], (9.0, 1.0)])
    assert found
    assert (found.pairs, found.flagged) == (6, True)


def test_an_unusual_gap_does_not_become_usual() -> None:
    first = latest([*LOWER, (8.0, 3.0)])
    second = latest([*LOWER, (8.0, 3.0), (8.0, 3.2)])
    assert first
    assert second
    assert second.flagged
    assert second.expected == first.expected


def test_the_first_gap_of_a_pair_always_counts() -> None:
    """With five others in the middle of the prior; a later one as far away stays out."""
    usual: list[Session] = [(7.8, 7.2)] * 5
    first, later = latest([(9.0, 1.0), *usual]), latest([*usual[:1], (9.0, 1.0), *usual])
    expected = expect(Baseline(), PAIR)
    assert 2 * expected.probability(-8.0) < 0.025
    assert first
    assert first.expected < -1
    assert later
    assert later.expected > -0.7


def test_a_small_gap_is_no_reason_to_ask() -> None:
    steady = Prior(mu=0, tau2=1e-4, sigma2=1e-4, nu0=8, s02=0.75e-4)
    sessions: list[Session] = [(7.0, 7.0)] * 5
    small = last(gaps([*sessions, (7.0, 7.45)], steady, lowest=0, highest=10))
    large = last(gaps([*sessions, (7.0, 7.55)], steady, lowest=0, highest=10))
    unknown = last(gaps([*sessions, (7.0, 7.45)], steady, lowest=None, highest=None))
    assert [each and each.flagged for each in (small, large, unknown)] == [False, True, True]
    assert small
    assert small.p < 0.01


@given(sessions_of_a_pair)
def test_trading_places_turns_only_the_sign(sessions: list[Session]) -> None:
    one = latest(sessions)
    turned = pair_prior(THERAPIST, CLIENT)
    other = last(gaps([(t, c) for c, t in sessions], turned, lowest=0, highest=10))
    assert (one is None) == (other is None)
    if one and other:
        assert (other.place, other.pairs, other.flagged) == (one.place, one.pairs, one.flagged)
        assert (other.gap, other.expected) == pytest.approx((-one.gap, -one.expected), abs=1e-12)
        assert other.p == pytest.approx(one.p, abs=1e-12)


@given(sessions_of_a_pair)
def test_sessions_that_one_did_not_rate_change_nothing(sessions: list[Session]) -> None:
    rated = [pair for pair in sessions if None not in pair]
    one, other = latest(sessions), latest(rated)
    assert (one is None) == (other is None) == (len(rated) < 6)
    if one and other:
        assert sessions[one.place] == rated[other.place] == rated[-1]
        assert (one.p, one.pairs) == (other.p, len(rated))
        assert 0 < one.p <= 1
        assert math.isclose(one.gap, other.gap)


@given(sessions_of_a_pair)
def test_each_pair_is_read_as_if_it_were_the_latest(sessions: list[Session]) -> None:
    read = {each.place: each for each in gaps(sessions, PAIR, lowest=0, highest=10)}
    for place, (theirs, mine) in enumerate(sessions):
        if theirs is not None and mine is not None:
            assert latest(sessions[: place + 1]) == read.get(place)
