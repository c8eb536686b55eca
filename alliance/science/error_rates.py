"""How often each rule is wrong: figures for the pages that explain a signal.

They come from simulation with known truth, not from patients, and `make calibrate` fails when it
no longer reproduces them (docs/calibration.md). The rules are measured as the product runs them:
frozen baseline, smallest drop of 5 % of the range, sessions 2 to 12 of each client, and for what
comes later sessions 13 to 50: what is flagged stays out, so that a client's own spread is taken for
a little less than it is, and the longer a therapy the more often the rule errs.
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

    `false_alarms` of the sessions in which nothing was different raise a signal (`later`: of
    sessions 13 to 50); so does at least one session of `stable_flagged` of the clients for whom
    nothing changes in twelve sessions.
    `power_2sd` and `power_3sd` are the share noticed of what did happen: for `LOW` and `MARKED` a
    single session 2 or 3 standard deviations lower, noticed in that session; for `DRIFT` a slide
    to that depth over four sessions, noticed within six. A drift that lasts is counted once.
    """

    scenario: str
    false_alarms: float
    later: float
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
        ErrorRates("gaussian", 0.029, 0.030, 0.242, 0.473, 0.802),
        ErrorRates("heterogeneous", 0.029, 0.040, 0.223, 0.574, 0.869),
        ErrorRates("autocorrelated", 0.022, 0.009, 0.165, 0.511, 0.848),
        ErrorRates("ceiling", 0.037, 0.029, 0.260, 0.607, 0.856),
        ErrorRates("check", 0.029, 0.044, 0.235, 0.510, 0.848),
    ),
    Watch.MARKED: (
        ErrorRates("gaussian", 0.012, 0.012, 0.111, 0.333, 0.684),
        ErrorRates("heterogeneous", 0.015, 0.024, 0.128, 0.351, 0.761),
        ErrorRates("autocorrelated", 0.012, 0.005, 0.096, 0.289, 0.731),
        ErrorRates("ceiling", 0.022, 0.021, 0.171, 0.451, 0.785),
        ErrorRates("check", 0.015, 0.026, 0.136, 0.308, 0.726),
    ),
    Watch.DRIFT: (
        ErrorRates("gaussian", 0.003, 0.005, 0.025, 0.238, 0.212),
        ErrorRates("heterogeneous", 0.004, 0.006, 0.036, 0.332, 0.258),
        ErrorRates("autocorrelated", 0.003, 0.002, 0.033, 0.240, 0.276),
        ErrorRates("ceiling", 0.003, 0.002, 0.026, 0.232, 0.141),
        ErrorRates("check", 0.002, 0.003, 0.021, 0.299, 0.252),
    ),
}
"""By rule, for four documented scenarios and for the alliance check with its shipped prior."""


@dataclass(frozen=True, slots=True)
class Slide:
    """Shares (0-1) of slides to 2 and 3 SD over four sessions, said within six by any signal.

    By the drift or by one of the answers alone: what an answer alone has said is no drift any more.
    """

    scenario: str
    noticed_2sd: float
    noticed_3sd: float


SLIDES: tuple[Slide, ...] = (
    Slide("gaussian", 0.852, 0.988),
    Slide("heterogeneous", 0.856, 0.992),
    Slide("autocorrelated", 0.673, 0.960),
    Slide("ceiling", 0.849, 0.961),
    Slide("check", 0.828, 0.985),
)

TWO_VIEWS: tuple[ErrorRates, ...] = (
    ErrorRates("apart", 0.028, 0.040, 0.168, 0.187, 0.464),
    ErrorRates("together", 0.009, 0.020, 0.060, 0.147, 0.529),
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
    return spread(figure(each) for each in rates)


def spread(figures: Iterable[float]) -> Span:
    """The least and the most."""
    known = list(figures)
    return min(known), max(known)
