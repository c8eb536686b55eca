"""How ratings rise from session to session: what a clinic could know of it from other clients."""

from dataclasses import dataclass

import numpy as np

from alliance.science.expectation import Prior
from alliance.science.simulation import Grid, moments

LEAST_TAU2 = 0.01
"""The least variance between clients at their first session, as a share of that within."""


@dataclass(frozen=True, slots=True)
class Growth:
    """The clients' mean `pace` (in units of the ratings, a session) and what is usual beside it.

    `about_all` is the prior of a first rating where everyone rises at that pace, `about_own` the
    one where each client has a pace of their own, of variance `pace2` between clients.
    """

    about_all: Prior
    about_own: Prior
    pace: float = 0.0
    pace2: float = 0.0

    @classmethod
    def none(cls, prior: Prior) -> "Growth":
        """Nothing is known to rise."""
        return cls(prior, prior)

    @classmethod
    def learned(cls, grid: Grid) -> "Growth":
        """By least squares through each client's ratings, and the method of moments over clients.

        Of S sessions at t: a slope has the sampling variance sigma2 / Sxx, what is left about a
        client's line S - 2 degrees of freedom; otherwise as in `simulation.moments`.
        """
        sessions = grid.shape[1]
        at = np.arange(sessions) - (sessions - 1) / 2
        slopes, means = grid @ at / (at @ at), grid.mean(axis=1)
        pace = float(slopes.mean())
        left = grid - means[:, None] - slopes[:, None] * at
        variances = (left**2).sum(axis=1) / (sessions - 2)
        sigma2 = float(variances.mean())
        cv2 = float((variances**2).mean()) / (1 + 2 / (sessions - 2)) / sigma2**2 - 1
        nu0 = 4 + 2 / max(cv2, 1e-3)
        first = means + slopes * at[0]
        sampling = sigma2 * (1 / sessions + at[0] ** 2 / (at @ at))
        tau2 = max(float(first.var(ddof=1)) - sampling, LEAST_TAU2 * sigma2)
        return cls(
            about_all=moments(grid - pace * np.arange(sessions)),
            about_own=Prior(float(first.mean()), tau2, sigma2, nu0, sigma2 * (nu0 - 2) / nu0),
            pace=pace,
            pace2=max(0.0, float(slopes.var(ddof=1)) - sigma2 / float(at @ at)),
        )
