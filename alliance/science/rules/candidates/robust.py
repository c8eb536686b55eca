"""Candidates that listen less to single ratings far from the others."""

import numpy as np

from alliance.science.rules.candidates.baseline import EbT, student
from alliance.science.rules.setting import Setting
from alliance.science.simulation import Flags, Grid


class Huber(EbT):
    """EB-t that takes in a rating more than `reach` scales away with less weight."""

    def __init__(self, setting: Setting, clients: int, *, reach: float = 2.0) -> None:
        super().__init__(setting, clients)
        self.reach = reach

    def take(self, y: Grid, kept: Flags) -> None:
        m, v, s2, _nu = self.expected()
        distance = np.abs(np.where(kept, y - m, 0.0)) / np.sqrt(s2 + v)
        self.weigh(y, np.where(kept, np.minimum(1.0, self.reach / np.maximum(distance, 1e-9)), 0.0))


class Median(EbT):
    """EB-t about the median of the earlier ratings instead of their mean."""

    def __init__(self, setting: Setting, clients: int) -> None:
        super().__init__(setting, clients)
        self.earlier = np.full((clients, 0), np.nan)

    def take(self, y: Grid, kept: Flags) -> None:
        super().take(y, kept)
        column = np.where(kept, y, np.nan)[:, None]
        self.earlier = np.concatenate([self.earlier, column], axis=1)

    def probability(self, y: Grid) -> Grid:
        _m, v, s2, nu = self.expected()
        # A median of normal ratings is that much less certain than their mean.
        v = v * np.where(self.n > 2, np.pi / 2, 1.0)
        return student(nu, (y - self.centre()) / np.sqrt(s2 + v))

    def centre(self) -> Grid:
        n, middle = self.n, median(self.earlier)
        m: Grid = (self.k0 * self.prior.mu + n * np.where(n > 0, middle, 0.0)) / (self.k0 + n)
        return m


def median(earlier: Grid) -> Grid:
    """The median by row, without what is NaN; NaN where there is nothing."""
    if not earlier.shape[1]:
        return np.full(earlier.shape[0], np.nan)
    ranked = np.sort(earlier, axis=1)  # NaN comes last
    n = (~np.isnan(ranked)).sum(axis=1)
    rows = np.arange(len(ranked))
    low, high = np.maximum(n - 1, 0) // 2, np.where(n % 2, np.maximum(n - 1, 0), n) // 2
    middle: Grid = (ranked[rows, low] + ranked[rows, np.minimum(high, ranked.shape[1] - 1)]) / 2
    return middle
