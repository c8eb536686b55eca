"""What may be shown of a mean over a therapist's clients: with its interval, or not at all.

Every such mean goes through here. There is no ranking of therapists, and no page for more than one.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, stdev

from alliance.science.dependability import ENOUGH, clients_needed, dependability

BETWEEN_THERAPISTS = 0.05
"""Which share of the variance of clients' ratings lies between therapists: at this one a mean is
dependable from 45 clients on."""

ENOUGH_CLIENTS = clients_needed(BETWEEN_THERAPISTS)


@dataclass(frozen=True, slots=True)
class TherapistMean:
    """A mean over clients, in the instrument's points, with its 95 % interval `low` to `high`."""

    clients: int
    mean: float
    low: float
    high: float


def therapist_mean(
    levels: Sequence[float], *, icc: float = BETWEEN_THERAPISTS
) -> TherapistMean | None:
    """The mean of a therapist's clients, each counted once; None while it is not dependable.

    `levels` holds one mean for each client, `icc` the share of variance between therapists. Not
    dependable is n·icc / (1 + (n - 1)·icc) < .70. The interval is the normal one: mean ± 1.96
    standard errors, for so many clients hardly narrower than Student's.
    """
    n = len(levels)
    if n < 2 or dependability(n, icc) < ENOUGH:
        return None
    mean = fmean(levels)
    reach = NormalDist().inv_cdf(0.975) * stdev(levels, mean) / math.sqrt(n)
    return TherapistMean(n, mean, mean - reach, mean + reach)
