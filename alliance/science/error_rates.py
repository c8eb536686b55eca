"""How often each rule is wrong: figures for the pages that explain a signal.

They come from simulation with known truth, not from patients, and `make calibrate` fails when it
no longer reproduces them (docs/calibration.md). The rules are measured as the product runs them:
frozen baseline, smallest drop of 5 % of the range, sessions 2 to 12 of each client.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

Span: TypeAlias = tuple[float, float]
"""The least and the most over the kinds of clients that were simulated, as shares (0-1)."""


class Watch(StrEnum):
    """What is watched for."""

    LOW = "low"
    MARKED = "marked"
    DRIFT = "drift"


@dataclass(frozen=True, slots=True)
class ErrorRates:
    """The cost of one rule for one kind of clients, all shares (0-1).

    `false_alarms` of the sessions in which nothing was different raise a signal; so does at least
    one session of `stable_flagged` of the clients for whom nothing changes in twelve sessions.
    `power_2sd` and `power_3sd` are the share noticed of what did happen: for `LOW` and `MARKED` a
    single session 2 or 3 standard deviations lower, noticed in that session; for `DRIFT` a slide
    to that depth over four sessions, noticed within six. A drift that lasts is counted once.
    """

    scenario: str
    false_alarms: float
    stable_flagged: float
    power_2sd: float
    power_3sd: float

    def true_flags(self, events: float) -> float:
        """Which share of flags is true if a share `events` of the sessions is 2 SD lower."""
        return true_share(events, self.power_2sd, self.false_alarms)

    def true_alarms(self, clients: float) -> float:
        """Which share of clients with an alarm slides, if a share `clients` of all does (2 SD)."""
        return true_share(clients, self.power_2sd, self.stable_flagged)


def true_share(events: float, power: float, wrong: float) -> float:
    """Which share of flags is true, if a share `events` is real and `wrong` of the rest flagged."""
    return events * power / (events * power + (1 - events) * wrong)


RATES: dict[Watch, tuple[ErrorRates, ...]] = {
    Watch.LOW: (
        ErrorRates("gaussian", 0.032, 0.251, 0.482, 0.808),
        ErrorRates("heterogeneous", 0.031, 0.227, 0.576, 0.869),
        ErrorRates("autocorrelated", 0.024, 0.174, 0.517, 0.851),
        ErrorRates("ceiling", 0.042, 0.272, 0.612, 0.858),
        ErrorRates("check", 0.031, 0.241, 0.510, 0.853),
    ),
    Watch.MARKED: (
        ErrorRates("gaussian", 0.014, 0.119, 0.341, 0.694),
        ErrorRates("heterogeneous", 0.016, 0.133, 0.353, 0.762),
        ErrorRates("autocorrelated", 0.013, 0.101, 0.298, 0.734),
        ErrorRates("ceiling", 0.024, 0.178, 0.457, 0.790),
        ErrorRates("check", 0.016, 0.141, 0.309, 0.730),
    ),
    Watch.DRIFT: (
        ErrorRates("gaussian", 0.015, 0.135, 0.779, 0.952),
        ErrorRates("heterogeneous", 0.015, 0.131, 0.786, 0.961),
        ErrorRates("autocorrelated", 0.012, 0.122, 0.595, 0.924),
        ErrorRates("ceiling", 0.018, 0.160, 0.736, 0.884),
        ErrorRates("check", 0.014, 0.125, 0.758, 0.953),
    ),
}
"""By rule, for four documented scenarios and for the alliance check with its shipped prior."""

TWO_VIEWS: tuple[ErrorRates, ...] = (
    ErrorRates("apart", 0.028, 0.168, 0.189, 0.470),
    ErrorRates("together", 0.009, 0.059, 0.149, 0.529),
)
"""The gap between the two views, of the alliance checks with their shipped priors.

Of sessions 6 to 12; what there is to notice is a session in which the client alone is 2 or 3 of
their standard deviations lower. "apart": the views know nothing of each other; "together": they
correlate by .5.
"""


def span(watch: Watch, figure: Callable[[ErrorRates], float]) -> Span:
    """Between what and what a figure lies: `span(Watch.LOW, lambda r: r.true_flags(0.10))`."""
    return between(RATES[watch], figure)


def between(rates: Iterable[ErrorRates], figure: Callable[[ErrorRates], float]) -> Span:
    """The least and the most of a figure over any kinds of clients."""
    figures = [figure(each) for each in rates]
    return min(figures), max(figures)
