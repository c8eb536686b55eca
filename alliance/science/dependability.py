"""How far a mean over several ratings can be trusted: Spearman and Brown's formula.

`icc` is the share of the variance of single ratings that lies between those who are compared:
between therapists, when a therapist's mean over clients is to be shown.
"""

import math

ENOUGH = 0.70
"""Below this reliability a therapist's mean is not shown."""


def dependability(n: float, icc: float) -> float:
    """The reliability (0-1) of a mean over `n` ratings: n·ICC / (1 + (n - 1)·ICC)."""
    if n <= 0 or not 0 <= icc <= 1:
        raise ValueError("n is above 0, and an intraclass correlation lies in 0-1")
    return n * icc / (1 + (n - 1) * icc)


def clients_needed(icc: float, wanted: float = ENOUGH) -> int:
    """The fewest clients whose mean is more reliable than `wanted`: above it, not just at it.

    For .80 at ICC .05 that is 77: with 76 the reliability is .80 to the last digit.
    """
    exact = exact_clients_needed(icc, wanted)
    # 75.99999999999999 is 76: only rounding stands between them.
    near = round(exact)
    return (near if math.isclose(exact, near, rel_tol=1e-9) else math.floor(exact)) + 1


def exact_clients_needed(icc: float, wanted: float = ENOUGH) -> float:
    """How many give exactly `wanted`, as a real number: wanted·(1 - ICC) / (ICC·(1 - wanted))."""
    if not (0 < icc < 1 and 0 < wanted < 1):
        raise ValueError("an intraclass correlation and a reliability wanted lie between 0 and 1")
    return wanted * (1 - icc) / (icc * (1 - wanted))
