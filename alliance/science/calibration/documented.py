"""What is said of the rules, figure by figure. docs/calibration.md shows the same table."""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from alliance.science.compared import EB_T, REALISTIC, SCENARIOS, TABLE, XMR


class Column(StrEnum):
    """What is counted; the value is how a report calls it."""

    FALSE_ALARMS = "false alarms per session"
    LATER = "false alarms per session, sessions 13 to 50"
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


FROZEN = "EB-t p < .025, frozen"
ANY = "any rule"

FALSE_ALARM_TOLERANCE = 0.005
POWER_TOLERANCE = 0.02
ABOUT = 0.05
"""For "about seven in ten", and for what was documented without saying how it was counted."""

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
        case Column.FALSE_ALARMS | Column.LATER:
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
