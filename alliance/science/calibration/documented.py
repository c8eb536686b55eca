"""What is said of the rules, figure by figure. docs/calibration.md shows the same table."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Column(StrEnum):
    """What is counted; the value is how a report calls it."""

    FALSE_ALARMS = "false alarms per session"
    STABLE_FLAGGED = "stable client flagged within 12"
    POWER_2 = "power 2σ"
    POWER_3 = "power 3σ"
    AT_SESSION_2 = "3σ dip at session 2"
    AT_SESSION_3 = "3σ dip at session 3"
    AT_SESSION_4 = "3σ dip at session 4"
    ALL_THREE = "all three sessions of a lasting 2σ shift"
    TRUE_AT_10 = "true flags at 10 % events"
    TRUE_AT_3 = "true flags at 3 % events"
    CAME_BACK = "false alarms that come back"
    SLOPE_AT_4 = "standard error of a slope, n = 4"
    SLOPE_AT_6 = "standard error of a slope, n = 6"


class Key(NamedTuple):
    """One figure: of which rule, in which scenario, counting what."""

    rule: str
    scenario: str
    column: Column


SRS = "SRS < 36 or drop ≥ 1"
ONE_SIGMA = "drop ≥ 1σ"
RELIABLE = "drop ≥ reliable change"
OWN_MEAN = "own mean − 2 SD"
XMR = "XmR"
EWMA = "EWMA"
CUSUM = "CUSUM"
EB_T = "EB-t p < .025"
EB_T_01 = "EB-t p < .01"
FROZEN = "EB-t p < .025, frozen"
ANY = "any rule"

SCENARIOS = ("gaussian", "heterogeneous", "autocorrelated", "ceiling")
REALISTIC = ("heterogeneous", "ceiling")

FALSE_ALARM_TOLERANCE = 0.005
POWER_TOLERANCE = 0.02
ABOUT = 0.05
"""For "about seven in ten", and for what was documented without saying how it was counted."""


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

SENTENCES = {
    Key(FROZEN, "heterogeneous", Column.FALSE_ALARMS): 0.031,
    Key(FROZEN, "ceiling", Column.FALSE_ALARMS): 0.043,
    Key(FROZEN, "heterogeneous", Column.ALL_THREE): 0.30,
    Key(FROZEN, "ceiling", Column.ALL_THREE): 0.59,
    Key(EB_T, "heterogeneous", Column.ALL_THREE): 0.01,
    Key(EB_T, "ceiling", Column.ALL_THREE): 0.03,
    Key(FROZEN, "heterogeneous", Column.AT_SESSION_2): 0.54,
    Key(FROZEN, "heterogeneous", Column.AT_SESSION_3): 0.74,
    Key(FROZEN, "heterogeneous", Column.AT_SESSION_4): 0.82,
    Key(XMR, "heterogeneous", Column.AT_SESSION_2): 0.0,
    Key(XMR, "heterogeneous", Column.AT_SESSION_3): 0.0,
    Key(EB_T, "heterogeneous", Column.TRUE_AT_10): 0.7,
    Key(EB_T, "ceiling", Column.TRUE_AT_10): 0.7,
    Key(EB_T, "heterogeneous", Column.TRUE_AT_3): 0.4,
    Key(EB_T, "ceiling", Column.TRUE_AT_3): 0.4,
    Key("least squares", "gaussian", Column.SLOPE_AT_4): 0.45,
    Key("least squares", "gaussian", Column.SLOPE_AT_6): 0.24,
}
"""The sentences below the table, each as the figures it names."""


def tolerance(column: Column) -> float:
    """How far a figure of the full run may lie from what is documented."""
    match column:
        case Column.FALSE_ALARMS:
            return FALSE_ALARM_TOLERANCE
        case Column.TRUE_AT_10 | Column.TRUE_AT_3 | Column.CAME_BACK:
            return ABOUT
        case _:
            return POWER_TOLERANCE


def documented() -> dict[Key, float]:
    """Every documented figure."""
    return dict(_table()) | SENTENCES


def _table() -> Iterator[tuple[Key, float]]:
    for rule, row in TABLE.items():
        columns = (
            (Column.FALSE_ALARMS, SCENARIOS, row.false_alarms),
            (Column.STABLE_FLAGGED, REALISTIC, row.stable_flagged),
            (Column.POWER_2, REALISTIC, row.power_2),
            (Column.POWER_3, REALISTIC, row.power_3),
        )
        for column, scenarios, figures in columns:
            for scenario, figure in zip(scenarios, figures, strict=True):
                if figure is not None:
                    yield Key(rule, scenario, column), figure
