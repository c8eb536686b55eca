"""Candidates that listen to the drift as well: one rule for a drop and for a slide."""

import numpy as np

from alliance.science import drift
from alliance.science.rules.candidates.baseline import EbT
from alliance.science.rules.setting import Setting
from alliance.science.simulation import Flags, Grid


class AlertedBySlide(EbT):
    """EB-t whose p counts for less the more a CUSUM of the sessions before has already gathered."""

    def __init__(self, setting: Setting, clients: int, *, gain: float = 0.35) -> None:
        super().__init__(setting, clients)
        self.gain = gain
        self.slid = np.zeros(clients)

    def probability(self, y: Grid) -> Grid:
        return super().probability(y) * np.exp(-self.gain * np.minimum(self.slid, 6.0))

    def take(self, y: Grid, kept: Flags) -> None:
        self.slid = slide(self, y)
        super().take(y, kept)


class OrSlide(EbT):
    """EB-t, or else a CUSUM past a limit of its own: one rule for both kinds of event."""

    def __init__(self, setting: Setting, clients: int, *, limit: float = 5.0) -> None:
        super().__init__(setting, clients)
        self.limit = limit
        self.slid = np.zeros(clients)

    def probability(self, y: Grid) -> Grid:
        p = super().probability(y)
        return np.where(slide(self, y) > self.limit, 0.0, p)

    def take(self, y: Grid, kept: Flags) -> None:
        self.slid = slide(self, y)
        super().take(y, kept)


def slide(of: AlertedBySlide | OrSlide, y: Grid) -> Grid:
    """The CUSUM of standardised readings after one more rating."""
    m, v, _s2, _nu = of.expected()
    z = (y - m) / np.sqrt(of.prior.sigma2 + v)
    return np.where(np.isnan(y), of.slid, np.maximum(0.0, of.slid - z - drift.SLACK))
