"""EB-t together with the other signals: a tension reported on the same form, and the drift.

How often clients report what happened is **assumed** here; no patient's data stand behind it. The
figures show what the combination would be worth if the assumption held, and if it did not.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from alliance.science.calibration.product import begins
from alliance.science.calibration.trial import (
    ALPHA,
    SLIDE_AT,
    SURE,
    Candidate,
    Trial,
    beyond,
    matched,
)
from alliance.science.rules.candidates.baseline import EbT
from alliance.science.rules.candidates.sliding import AlertedBySlide
from alliance.science.simulation import Flags, Grid

WITHIN = 6
"""A slide is noticed if it is within so many sessions."""


@dataclass(frozen=True, slots=True)
class Candour:
    """An assumption: the share of events that are reported, and of quiet sessions."""

    of_events: float
    of_quiet: float

    def factor(self, said: Flags) -> Grid:
        """By how much p counts for less: the likelihood ratio of having reported, or not."""
        not_said = (1 - self.of_events) / (1 - self.of_quiet)
        return np.where(said, self.of_events / self.of_quiet, not_said)

    def __str__(self) -> str:
        return f"{self.of_events:.0%}, {self.of_quiet:.0%}"


ASSUMED = Candour(0.35, 0.05)
TRUTHS = (
    ASSUMED,
    Candour(0.60, 0.05),
    Candour(0.15, 0.05),
    Candour(0.35, 0.15),
    Candour(0.05, 0.05),
)


@dataclass(frozen=True, slots=True)
class Said:
    """Who reported something, by client and session: of stable ratings, dips and a slide.

    A report is on the form, so an unanswered session has none. Every session of a slide counts as
    an event, and only the session of a dip.
    """

    stable: Flags
    dips: tuple[Flags, Flags]
    slide: Flags

    @classmethod
    def of(cls, trial: Trial, truth: Candour, rng: np.random.Generator) -> "Said":
        """Draw who reports, if that is how often clients do."""
        answered = ~np.isnan(trial.stable)
        chance = rng.random(trial.stable.shape)
        quiet, event = chance < truth.of_quiet, chance < truth.of_events
        session = np.arange(trial.stable.shape[1])
        dip = np.where(session == trial.onset[:, None], event, quiet) & answered
        slide = np.where(session >= SLIDE_AT, event, quiet) & answered
        return cls(quiet & answered, (dip, dip), slide)


Raise: TypeAlias = Callable[[Grid, Flags], Flags]
"""Ratings and reports to signals, of the same shape."""


def reported(trials: list[Trial], seed: int = 1) -> Iterator[str]:
    """The tables: p weighed by a report at EB-t's false alarms, and the signals side by side."""
    yield from ("", "With direct reports (ASSUMED, not from patients)")
    yield from _weighed_tables(trials, seed)
    yield from _side_by_side(trials, seed)


def weighed(
    trial: Trial, truth: Candour, seed: int, *, candidate: Candidate = EbT
) -> tuple[Grid, Grid]:
    """Dips of 2σ and of 3σ noticed, by client (NaN where not answered), at EB-t's false alarms.

    p counts for less where something was reported, by how much `ASSUMED` would have it; reports
    come as often as `truth` has it.
    """
    said = Said.of(trial, truth, np.random.default_rng(seed))

    def flags(grid: Grid, reports: Flags, threshold: float) -> Flags:
        baseline = candidate(trial.setting, len(grid))
        return trial.judged(baseline, grid, threshold, ASSUMED.factor(reports))

    def alarms(threshold: float) -> float:
        return _share(flags(trial.stable, said.stable, threshold), trial.stable)

    threshold = matched(alarms, trial.false_alarms(EbT, ALPHA))
    two, three = (
        trial.in_session(grid, flags(grid, reports, threshold))
        for grid, reports in zip(trial.dips, said.dips, strict=True)
    )
    return two, three


def together(trial: Trial, truth: Candour, seed: int) -> dict[str, tuple[float, ...]]:
    """Signals side by side, each on its own, as the product shows them.

    For EB-t alone, with drift, with reports and with both: false alarms per session, stable clients
    with any in twelve, dips of 2σ and of 3σ noticed in their session, slides within six.
    """
    said = Said.of(trial, truth, np.random.default_rng(seed))

    def drop(grid: Grid, _reports: Flags) -> Flags:
        return trial.flags(EbT, grid, ALPHA)

    def drift(grid: Grid, _reports: Flags) -> Flags:
        return begins(grid, trial.setting, trial.scenario)

    def report(_grid: Grid, reports: Flags) -> Flags:
        return reports

    several: dict[str, list[Raise]] = {
        "drop": [drop],
        "drop/drift": [drop, drift],
        "drop/report": [drop, report],
        "all three": [drop, drift, report],
    }
    return {name: _found(trial, said, signals) for name, signals in several.items()}


def _found(trial: Trial, said: Said, signals: list[Raise]) -> tuple[float, ...]:
    def any_of(grid: Grid, reports: Flags) -> Flags:
        raised: Flags = np.any([signal(grid, reports) for signal in signals], axis=0)
        return raised

    calm = any_of(trial.stable, said.stable)
    two, three = (
        float(np.nanmean(trial.in_session(grid, any_of(grid, reports))))
        for grid, reports in zip(trial.dips, said.dips, strict=True)
    )
    slid = any_of(trial.slide, said.slide)[:, SLIDE_AT : SLIDE_AT + WITHIN]
    return (
        _share(calm, trial.stable),
        float(calm[:, 1:].any(axis=1).mean()),
        two,
        three,
        float(slid.any(axis=1).mean()),
    )


def _share(flags: Flags, grid: Grid) -> float:
    """Flags per answered session from the second on."""
    return float(flags[:, 1:].sum() / (~np.isnan(grid[:, 1:])).sum())


def _weighed_tables(trials: list[Trial], seed: int) -> Iterator[str]:
    """A table for each depth: EB-t's power, and how far that of the weighed p lies beyond it."""
    asked: list[tuple[str, Candour, Candidate]] = [(str(each), each, EbT) for each in TRUTHS]
    asked.append(("with drift", ASSUMED, AlertedBySlide))
    found = [
        [weighed(trial, truth, seed, candidate=candidate) for _, truth, candidate in asked]
        for trial in trials
    ]
    for depth in (0, 1):
        yield ""
        yield (
            f"Power for a dip of {2 + depth}σ: EB-t's, and beyond it in thousandths, at its false "
            f"alarms (* {SURE:.0f} s.e.), that of"
        )
        yield f"p weighed as if {ASSUMED} of events and quiet sessions reported, where in truth:"
        yield _line("", ["EB-t", *(head for head, *_ in asked)])
        counts = np.zeros((len(asked), 2), dtype=int)
        for trial, several in zip(trials, found, strict=True):
            grid = trial.dips[depth]
            alone = trial.in_session(grid, trial.flags(EbT, grid, ALPHA))
            pairs = [beyond(dips[depth], alone) for dips in several]
            counts += [(off > SURE * error, off < -SURE * error) for off, error in pairs]
            yield _line(
                trial.scenario.title, [f"{float(np.nanmean(alone)):.3f}", *map(_cell, pairs)]
            )
        yield _line("better / worse", ["", *(f"{more} / {less}" for more, less in counts)])


def _cell(pair: tuple[float, float]) -> str:
    difference, error = pair
    return f"{1000 * difference:+.0f}" + ("*" if abs(difference) > SURE * error else " ")


def _side_by_side(trials: list[Trial], seed: int) -> Iterator[str]:
    yield ""
    yield f"Side by side, each signal on its own, if {ASSUMED} are reported"
    found = [together(trial, ASSUMED, seed) for trial in trials]
    titles = (
        "false alarms per session",
        "stable clients with any within 12",
        "dips of 2σ noticed in their session",
        "dips of 3σ noticed in their session",
        f"slides to 2σ noticed within {WITHIN} sessions",
    )
    names = list(found[0])
    for place, title in enumerate(titles):
        yield from ("", _line(title, names))
        for trial, each in zip(trials, found, strict=True):
            yield _line(trial.scenario.title, [f"{each[name][place]:.3f}" for name in names])


def _line(name: str, cells: list[str]) -> str:
    return f"{name:<38}" + "".join(f"{cell:>12}" for cell in cells)
