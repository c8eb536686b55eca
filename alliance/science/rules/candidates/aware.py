"""Candidates that know of autocorrelation, or of the top of the scale."""

import numpy as np
from scipy.special import log_ndtr

from alliance.science.rules.candidates.baseline import EbT, student
from alliance.science.rules.setting import Setting
from alliance.science.simulation import Flags, Grid


class Autoregressive(EbT):
    """EB-t that expects a part `phi` of the last rating's distance to last.

    phi is that of the clinic (`Setting.phi`). After a gap of g sessions it counts phi**g; a
    flagged rating is not leant on.
    """

    def __init__(self, setting: Setting, clients: int) -> None:
        super().__init__(setting, clients)
        self.phi = setting.phi
        # A mean of autocorrelated ratings is less certain than of independent ones.
        self.k0 *= (1 + self.phi) / (1 - self.phi)
        self.last = np.zeros(clients)
        self.carried = np.zeros(clients)

    def probability(self, y: Grid) -> Grid:
        _m, v, s2, nu = self.expected()
        phi = self.carried
        v = v * (1 + self.phi) / (1 - self.phi)
        return student(nu, (y - self.centre()) / np.sqrt(s2 * (1 - phi**2) + (1 - phi) ** 2 * v))

    def centre(self) -> Grid:
        m = super().centre()
        return m + self.carried * (self.last - m)

    def take(self, y: Grid, kept: Flags) -> None:
        super().take(y, kept)
        self.last = np.where(kept, y, self.last)
        self.carried = np.where(kept, self.phi, self.carried * self.phi)


class CeilingAware(EbT):
    """EB-t for which a rating at the top stands for "at least this": a censored normal.

    What is taken in for it is the mean of the normal above the top, given what was expected. With
    `spread` the variance there goes into the squares too, as in a step of the EM algorithm. Ratings
    beyond `reach` scales are taken in with less weight (Huber).
    """

    def __init__(
        self, setting: Setting, clients: int, *, spread: bool = True, reach: float = np.inf
    ) -> None:
        super().__init__(setting, clients)
        self.top = np.inf if setting.scale is None else setting.scale.top
        self.spread = spread
        self.reach = reach

    def take(self, y: Grid, kept: Flags) -> None:
        at_top = kept & (y >= self.top)
        m, v, s2, _nu = self.expected()
        scale = np.sqrt(s2 + v)
        a = np.clip((self.top - m) / scale, -6.0, 6.0)
        hazard = np.exp(-0.5 * a**2 - 0.5 * np.log(2 * np.pi) - log_ndtr(-a))
        meant = np.where(at_top, m + scale * hazard, y)
        distance = np.abs(np.where(kept, meant - m, 0.0)) / scale
        weight = np.minimum(1.0, self.reach / np.maximum(distance, 1e-9))
        self.weigh(meant, np.where(kept, weight, 0.0))
        if self.spread:
            left = s2 * np.maximum(1 + a * hazard - hazard**2, 0.0)
            self.ss = self.ss + np.where(at_top, left, 0.0)
