"""What follows from a prior and a count of ratings alone, once for all clients who share both."""

import numpy as np

from alliance.science.bulk.columns import Priors, Rule
from alliance.science.student import Student


class Levels:
    """Tables by prior and count: level `prior * per_prior + n` is for n earlier ratings.

    `low` and `marked` are the t below which a reading is flagged, `z_scale` the fixed width that
    drift is measured on.
    """

    def __init__(self, priors: Priors, longest: int, ratings: int, rule: Rule) -> None:
        counts = np.arange(longest + 1.0)
        self.per_prior = len(counts)
        k0 = (priors.sigma2 / priors.tau2)[:, None]
        sigma2 = priors.sigma2[:, None]
        nu = priors.nu0[:, None] + np.maximum(counts - 1.0, 0.0)
        self.z_scale = np.sqrt(sigma2 + sigma2 / (k0 + counts)).ravel()
        self.student = Student(nu.ravel(), ratings)
        self.low = self.student.quantile(rule.alpha)
        self.marked = self.student.quantile(min(rule.alpha, rule.marked))
