"""EB-t together with what people say: a tension reported on the same form.

How often clients report what happened is **assumed** here; no patient's data stand behind it. The
figures show what the combination would be worth if the assumption held, and if it did not.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from alliance.science.calibration.trial import ALPHA, Trial, matched
from alliance.science.rules.candidates.baseline import EbT
from alliance.science.simulation import Flags, Grid


@dataclass(frozen=True, slots=True)
class Candour:
    """An assumption: the share of events that are reported, and of quiet sessions."""

    of_events: float
    of_quiet: float

    def factor(self, said: Flags) -> Grid:
        """By how much p counts for less: the likelihood ratio of having reported, or not."""
        not_said = (1 - self.of_events) / (1 - self.of_quiet)
        return np.where(said, self.of_events / self.of_quiet, not_said)


ASSUMED = Candour(0.35, 0.05)
TRUTHS = (
    ASSUMED,
    Candour(0.15, 0.05),
    Candour(0.60, 0.05),
    Candour(0.35, 0.15),
    Candour(0.05, 0.05),
)


def reported(trials: list[Trial], seed: int = 1) -> Iterator[str]:
    """The table: EB-t alone, either of the two, and p weighed by the report at equal alarms."""
    yield ""
    yield (
        "With direct reports (ASSUMED, not from patients): weighed as if 35 % of events and 5 % of "
        "quiet sessions were reported"
    )
    heads = ("false al.", "alone", "either", "alarms of", "weighed")
    first = f"{'power for a dip of 2σ':<26}{'reported: events, quiet':<26}"
    yield first + "".join(f"{head:>11}" for head in heads)
    for trial in trials[:4]:
        for truth in TRUTHS:
            figures = combined(trial, truth, np.random.default_rng(seed))
            yield (
                f"{trial.scenario.title:<26}"
                f"{f'{truth.of_events:.0%}, {truth.of_quiet:.0%}':<26}"
                + "".join(f"{figure:>11.3f}" for figure in figures)
            )


def combined(trial: Trial, truth: Candour, rng: np.random.Generator) -> tuple[float, ...]:
    """EB-t's alarms and power, power and alarms of "either", power weighed at EB-t's alarms."""
    rows = np.arange(len(trial.stable))
    quiet = rng.random(trial.stable.shape) < truth.of_quiet
    said = quiet.copy()
    said[rows, trial.onset] = rng.random(len(rows)) < truth.of_events
    alone = trial.flags(EbT, trial.dips[0], ALPHA)[rows, trial.onset]
    target = trial.false_alarms(EbT, ALPHA)
    calm = trial.flags(EbT, trial.stable, ALPHA)

    def alarms(threshold: float) -> float:
        return float(_weighed(trial, trial.stable, quiet, threshold)[:, 1:].mean())

    weighed = _weighed(trial, trial.dips[0], said, matched(alarms, target))
    return (
        target,
        float(alone.mean()),
        float((alone | said[rows, trial.onset]).mean()),
        float((calm | quiet)[:, 1:].mean()),
        float(weighed[rows, trial.onset].mean()),
    )


def _weighed(trial: Trial, grid: Grid, said: Flags, threshold: float) -> Flags:
    return trial.judged(EbT(trial.setting, len(grid)), grid, threshold, ASSUMED.factor(said))
