"""Candidates that freeze less: what is flagged is left out for a while, or taken in lightly."""

import numpy as np

from alliance.science.rules.candidates.aware import CeilingAware
from alliance.science.rules.candidates.baseline import EbT
from alliance.science.rules.setting import Setting
from alliance.science.simulation import Flags, Grid


class Light(EbT):
    """EB-t that takes in a flagged rating with a small weight. Weight 1 is EB-t unfrozen."""

    def __init__(self, setting: Setting, clients: int, *, weight: float = 0.1) -> None:
        super().__init__(setting, clients)
        self.weight = weight

    def take(self, y: Grid, kept: Flags) -> None:
        self.weigh(y, np.where(np.isnan(y), 0.0, np.where(kept, 1.0, self.weight)))


class Thawing(EbT):
    """EB-t that leaves out at most `row` flagged ratings in a row: what lasts becomes usual."""

    def __init__(self, setting: Setting, clients: int, *, row: int = 3) -> None:
        super().__init__(setting, clients)
        self.row = row
        self.flagged = np.zeros(clients)

    def take(self, y: Grid, kept: Flags) -> None:
        given = ~np.isnan(y)
        self.weigh(y, kept | (given & (self.flagged >= self.row)))
        self.flagged = np.where(given, np.where(kept, 0, self.flagged + 1), self.flagged)


class Together(CeilingAware):
    """What came nearest, at once: censored at the top, Huber weights, thawing."""

    def __init__(self, setting: Setting, clients: int, *, row: int = 3) -> None:
        super().__init__(setting, clients, reach=2.0)
        self.row = row
        self.flagged = np.zeros(clients)

    def take(self, y: Grid, kept: Flags) -> None:
        given = ~np.isnan(y)
        super().take(y, kept | (given & (self.flagged >= self.row)))
        self.flagged = np.where(given, np.where(kept, 0, self.flagged + 1), self.flagged)
