"""Candidates that expect ratings to rise from session to session."""

from dataclasses import replace

import numpy as np

from alliance.science.rules.candidates.baseline import EbT
from alliance.science.rules.candidates.bayesian import LocalLevel
from alliance.science.rules.setting import Setting
from alliance.science.simulation import Flags, Grid


class Rising(EbT):
    """EB-t on ratings less the growth that all clients have in common (`Setting.growth`)."""

    def __init__(self, setting: Setting, clients: int) -> None:
        growth = setting.usual_growth
        super().__init__(replace(setting, prior=growth.about_all), clients)
        self.pace = growth.pace
        self.risen = 0.0

    def probability(self, y: Grid) -> Grid:
        return super().probability(y - self.risen)

    def centre(self) -> Grid:
        return super().centre() + self.risen

    def take(self, y: Grid, kept: Flags) -> None:
        super().take(y - self.risen, kept)
        # Sessions pass whether or not they are answered.
        self.risen += self.pace


class LinearGrowth(LocalLevel):
    """A level and a slope of each client's own: the second-order polynomial (local linear) trend.

    West & Harrison, Bayesian Forecasting and Dynamic Models, 7.2, with the client's variance
    unknown as in 4.5: Normal-inverse-chi2, closed form. Beforehand the slope is 0, or with
    `learned` the clinic's mean pace, with a standard deviation of `slope` (of the clinic's sigma)
    or as learned, so that few ratings move it little. `bend` is the variance by which it changes a
    session; that and `walk` are in units of the client's own variance. Without any spread of the
    slope this is `LocalLevel`.
    """

    def __init__(
        self,
        setting: Setting,
        clients: int,
        *,
        slope: float = 0.05,
        learned: bool = False,
        walk: float = 0.0,
        bend: float = 0.0,
    ) -> None:
        growth = setting.usual_growth
        prior = growth.about_own if learned else setting.prior
        super().__init__(replace(setting, prior=prior), clients, walk=walk)
        spread = growth.pace2 / prior.sigma2 if learned else slope**2
        self.slope = np.full(clients, growth.pace if learned else 0.0)
        # Like `loose`, in units of the client's own variance; `tied` is the covariance of the two.
        self.slope_loose = np.full(clients, spread)
        self.tied = np.zeros(clients)
        self.bend = bend

    def take(self, y: Grid, kept: Flags) -> None:
        off = np.where(kept, y - self.m, 0.0)
        gain = np.where(kept, self.tied / (1 + self.loose), 0.0)
        slope_loose, tied = self.slope_loose - gain * self.tied, self.tied - gain * self.loose
        super().take(y, kept)
        self.slope = self.slope + gain * off
        # A session further: the level rises by the slope, and is as uncertain as both.
        self.m = self.m + self.slope
        self.loose = self.loose + 2 * tied + slope_loose
        self.tied = tied + slope_loose
        self.slope_loose = slope_loose + self.bend
