"""The two views part: a difference between client and therapist that is unusual for this pair.

EB-t (`science.expectation`) on the differences therapist - client of one pair, to both sides. A
therapist who always sees it a little lower is no news; one who suddenly does, or no longer does,
is worth asking about.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from alliance.science.agreement import ENOUGH_PAIRS
from alliance.science.expectation import Baseline, Prior, expect, least_drop


@dataclass(frozen=True, slots=True)
class Gap:
    """A session that both rated, beside what is expected of this pair.

    `place` is where it stands among the sessions given, `pairs` how many both rated up to it, `gap`
    is therapist minus client and `expected` what that was expected to be; `p` is the probability
    of a gap at least this far from it, to either side, if nothing had changed.
    """

    place: int
    pairs: int
    gap: float
    expected: float
    p: float
    flagged: bool


def pair_prior(client: Prior, therapist: Prior) -> Prior:
    """What is usual for the differences therapist - client, from what is for each of the two.

    The two views are taken as independent: the mean is the difference of the means, the variances
    between and within add up. Where they in fact move together the differences vary less than
    that, and the rule speaks up less often than it might. The variance within is the sum of two
    that differ between pairs; ν₀ is such that its coefficient of variation is that of the sum,
    cv² = 2/(ν₀ - 4).
    """
    tau2, sigma2 = client.tau2 + therapist.tau2, client.sigma2 + therapist.sigma2
    nu0 = min(client.nu0, therapist.nu0)
    if nu0 > 4:
        spread = sum(2 / (each.nu0 - 4) * each.sigma2**2 for each in (client, therapist))
        nu0 = 4 + 2 * sigma2**2 / spread
    s02 = sigma2 * (nu0 - 2) / nu0 if nu0 > 2 else client.s02 + therapist.s02
    return Prior(therapist.mu - client.mu, tau2, sigma2, nu0, s02)


def gaps(
    sessions: Iterable[tuple[float | None, float | None]],
    prior: Prior,
    *,
    lowest: float | None,
    highest: float | None,
    alpha: float = 0.025,
    least: float = 0.05,
) -> list[Gap]:
    """Read each pair of (client, therapist) ratings, in order, from the sixth on.

    `prior` is the pair's (`pair_prior`). One is flagged when p < `alpha` and the gap lies at least
    `least` (a share of the instrument's range) away from what was expected. The baseline is
    frozen: a gap that is flagged, or would be if six pairs were there, does not enter it, but for
    the first, which always does.
    """
    baseline = Baseline()
    smallest = least_drop(lowest, highest, least)
    read: list[Gap] = []
    pairs = 0
    for place, (client, therapist) in enumerate(sessions):
        if client is None or therapist is None:
            continue
        gap = therapist - client
        expected = expect(baseline, prior)
        off = gap - expected.m
        # The lower tail twice: 1 - p would lose the digits of a small one.
        p = 2 * expected.probability(expected.m - abs(off))
        flagged = baseline.n > 0 and p < alpha and abs(off) >= smallest
        pairs += 1
        if pairs >= ENOUGH_PAIRS:
            read.append(Gap(place, pairs, gap, expected.m, p, flagged))
        if not flagged:
            baseline = baseline.including(gap)
    return read
