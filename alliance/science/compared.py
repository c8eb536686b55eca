"""What EB-t and the rules it was chosen from cost: the documented table, for the page of the rules.

Baselines are not frozen here, so that all rules stand on the same ground; docs/calibration.md says
how the figures come about, and `make calibrate` reproduces them.
"""

from dataclasses import dataclass

SRS = "SRS < 36 or drop ≥ 1"
ONE_SIGMA = "drop ≥ 1σ"
RELIABLE = "drop ≥ reliable change"
OWN_MEAN = "own mean − 2 SD"
XMR = "XmR"
EWMA = "EWMA"
CUSUM = "CUSUM"
EB_T = "EB-t p < .025"
EB_T_01 = "EB-t p < .01"

SCENARIOS = ("gaussian", "heterogeneous", "autocorrelated", "ceiling")
REALISTIC = ("heterogeneous", "ceiling")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: None where nothing is documented."""

    false_alarms: tuple[float | None, float | None, float | None, float | None]
    stable_flagged: tuple[float | None, float]
    power_2: tuple[float | None, float]
    power_3: tuple[float | None, float]


TABLE = {
    SRS: Row((None, None, None, 0.463), (None, 0.85), (None, 0.89), (None, 0.96)),
    ONE_SIGMA: Row((0.241, 0.172, 0.131, 0.155), (0.82, 0.73), (0.83, 0.78), (0.94, 0.91)),
    RELIABLE: Row((0.130, 0.090, 0.061, 0.070), (0.56, 0.46), (0.67, 0.61), (0.89, 0.84)),
    OWN_MEAN: Row((0.052, 0.055, 0.041, 0.052), (0.47, 0.45), (0.69, 0.69), (0.85, 0.86)),
    XMR: Row((0.020, 0.024, 0.021, 0.031), (0.23, 0.28), (0.47, 0.53), (0.68, 0.73)),
    EB_T: Row((0.026, 0.022, 0.017, 0.027), (0.22, 0.26), (0.54, 0.56), (0.84, 0.82)),
    EB_T_01: Row((0.010, 0.011, 0.009, 0.015), (0.12, 0.16), (0.32, 0.41), (0.72, 0.74)),
}
