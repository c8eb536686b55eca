"""How sure a share is: the score interval, which holds for small counts and for none or all.

Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal
of the American Statistical Association, 22, 209-212. Chosen over p ± 1.96 standard errors because
that one leaves 0-1, has no width at 0 of n, and covers far too seldom where n is small (Brown, Cai
& DasGupta 2001).
"""

import math
from dataclasses import dataclass
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `of`, with the interval `low` to `high` (0-1) of the share behind them."""

    count: int
    of: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """What was observed, 0-1."""
        return self.count / self.of


def wilson(count: int, of: int, *, level: float = 0.95) -> Share:
    """The share `count` of `of` with its Wilson interval; nothing observed has no share."""
    if not 0 <= count <= of or of < 1:
        raise ValueError(f"{count} of {of} is no share")
    z = NormalDist().inv_cdf((1 + level) / 2)
    p, slack = count / of, z * z / of
    middle = (p + slack / 2) / (1 + slack)
    reach = z * math.sqrt(p * (1 - p) / of + slack / (4 * of)) / (1 + slack)
    # At 0 of n and n of n an end is exact; rounding would put it a hair beside.
    low = 0.0 if count == 0 else max(0.0, middle - reach)
    high = 1.0 if count == of else min(1.0, middle + reach)
    return Share(count, of, low, high)


def share_or_none(count: int, of: int, *, enough: int) -> Share | None:
    """The share with its interval; None while fewer than `enough` were counted."""
    return wilson(count, of) if of >= max(enough, 1) else None
