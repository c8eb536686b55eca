"""Spearman and Brown: how far a mean can be trusted, and how many clients that takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.science.dependability import clients_needed, dependability, exact_clients_needed


def test_several_sessions_of_a_measure_that_is_dependable_at_77_percent() -> None:
    # Crits-Christoph et al. 2011: ICC .70-.77 for one session, more than .90 from some four on.
    assert [round(dependability(k, 0.77), 3) for k in (1, 2, 3, 4)] == [0.77, 0.870, 0.909, 0.931]


@pytest.mark.parametrize(
    ("icc", "wanted", "clients"),
    [
        *((0.03, 0.80, 130), (0.05, 0.80, 77), (0.08, 0.80, 47), (0.10, 0.80, 37)),
        (0.05, 0.70, 45),
        (0.90, 0.70, 1),
    ],
)
def test_clients_needed_for_a_therapists_mean(icc: float, wanted: float, clients: int) -> None:
    # Spearman 1910 and Brown 1910 (British Journal of Psychology, 3), solved for n by hand:
    # .8 · .97 / (.03 · .2) = 129.3; for .05, .08, .10 exactly 76, 46, 36, where one more is above.
    assert clients_needed(icc, wanted) == clients


@given(st.floats(0.005, 0.95), st.floats(0.05, 0.95))
def test_so_many_are_enough_and_one_less_is_not(icc: float, wanted: float) -> None:
    clients = clients_needed(icc, wanted)
    assert dependability(clients, icc) > wanted
    if clients > 1:
        assert dependability(clients - 1, icc) <= wanted * (1 + 1e-9)
    assert dependability(exact_clients_needed(icc, wanted), icc) == pytest.approx(wanted)


def test_what_has_no_meaning_is_refused() -> None:
    for n, icc in ((0, 0.5), (3, -0.1), (3, 1.1)):
        with pytest.raises(ValueError, match="correlation"):
            dependability(n, icc)
    for icc, wanted in ((0, 0.7), (1, 0.7), (0.05, 1)):
        with pytest.raises(ValueError, match="correlation"):
            clients_needed(icc, wanted)
