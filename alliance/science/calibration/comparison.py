"""Can EB-t be bettered? Candidates at EB-t's own false alarms, on scenarios old and new.

Three questions to each candidate. At EB-t's false alarms per session in every scenario (a threshold
for each): what more does it find? Those that lose little there are asked again where they flag as
many stable clients as EB-t does. And with one threshold, set where clients are Gaussian or
heterogeneous: how many false alarms do they make elsewhere?
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from alliance.science import simulation as sim
from alliance.science.calibration.reports import reported
from alliance.science.calibration.trial import (
    ALPHA,
    CANDIDATES,
    SURE,
    Candidate,
    Found,
    Measure,
    Trial,
    matched,
    reference,
)
from alliance.science.rules.candidates.baseline import EbT
from alliance.science.simulation import Scenario

CLIENTS = 20_000
FINALISTS = 20
"""Who is worse in no more comparisons than that is asked the second question."""

SCENARIOS = (*sim.DOCUMENTED, sim.CHECK, *sim.UNTUNED)
TUNED_ON = (sim.GAUSSIAN.key, sim.HETEROGENEOUS.key)
IN_SESSIONS = {Measure.SUDDEN, Measure.SLIDE}

Wrong: TypeAlias = Callable[[Trial, Candidate, float], float]
"""What is held equal: of a trial, a candidate and a threshold."""

Several: TypeAlias = list[Found | None]
"""What a candidate finds, by trial; None where no threshold has as few alarms as EB-t."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A candidate against EB-t: where it is better and worse, of so many comparisons."""

    better: int
    worse: int
    comparisons: int

    @property
    def wins(self) -> bool:
        """Whether it is nowhere worse, and better somewhere."""
        return self.better > 0 and self.worse == 0


def report(
    *, clients: int = CLIENTS, seed: int = 1, scenarios: Sequence[Scenario] = SCENARIOS
) -> Iterator[str]:
    """The comparison as lines of text."""
    yield f"{clients} clients x 12 sessions a scenario, seed {seed}; all rules frozen as EB-t is"
    trials = [Trial.of(scenario, clients, seed) for scenario in scenarios]
    own = [reference(trial) for trial in trials]
    yield from _scenarios(trials, own)
    found = {name: against(rule, trials, own) for name, rule in CANDIDATES.items()}
    yield from _section("at EB-t's false alarms per session", trials, found, own)
    finalists = {
        name: against(CANDIDATES[name], trials, own, wrong=Trial.clients_flagged)
        for name, several in found.items()
        if verdict(several, own).worse <= FINALISTS
    }
    yield from _section("at EB-t's share of stable clients flagged", trials, finalists, own)
    yield from _elsewhere(trials, own)
    yield from reported(trials)


def against(
    candidate: Candidate,
    trials: list[Trial],
    own: list[Found],
    *,
    wrong: Wrong = Trial.false_alarms,
) -> Several:
    """What the candidate finds in each trial where it is `wrong` as often as EB-t."""
    results: Several = []
    for trial in trials:

        def alarms(threshold: float, trial: Trial = trial) -> float:
            return wrong(trial, candidate, threshold)

        try:
            threshold = matched(alarms, wrong(trial, EbT, ALPHA))
        except ValueError:
            results.append(None)
        else:
            results.append(trial.find(candidate, threshold))
    return results


def verdict(found: Several, own: list[Found]) -> Verdict:
    """Count differences of more than `SURE` standard errors. What cannot be matched is worse."""
    better = worse = 0
    for theirs, ours in zip(found, own, strict=True):
        for measure in Measure:
            gain = -math.inf if theirs is None else _gain(theirs, ours, measure)
            better += gain > SURE
            worse += gain < -SURE
    return Verdict(better, worse, len(own) * len(Measure))


def _gain(theirs: Found, ours: Found, measure: Measure) -> float:
    """The difference in standard errors, above 0 where the candidate is better."""
    difference, error = theirs.beyond(ours, measure)
    if not error:
        return 0.0
    return (-1 if measure.less_is_better else 1) * difference / error


def _scenarios(trials: list[Trial], own: list[Found]) -> Iterator[str]:
    names = ["dip 2σ", "dip 3σ", "shift", "all 3", "sudden", "slide", "in 12", "false al."]
    yield from ("", "EB-t by scenario")
    yield " " * 28 + "".join(f"{name:>10}" for name in names)
    for trial, ours in zip(trials, own, strict=True):
        figures = [f"{ours.mean(each):.3f}" for each in Measure]
        yield f"{trial.scenario.title:<28}" + "".join(f"{figure:>10}" for figure in figures)


def _section(
    title: str, trials: list[Trial], found: Mapping[str, Several], own: list[Found]
) -> Iterator[str]:
    for measure in Measure:
        unit = "" if measure in IN_SESSIONS else ", in thousandths"
        less = "; less is better" if measure.less_is_better else ""
        yield from ("", f"{measure}: beyond EB-t{unit}{less}; {title} (* {SURE:.0f} s.e.)")
        yield _head(trials)
        for name, several in found.items():
            pairs = zip(several, own, strict=True)
            yield _row(name, [_cell(theirs, ours, measure) for theirs, ours in pairs])
    yield from ("", f"Verdict {title}: comparisons won and lost")
    for name, several in found.items():
        each = verdict(several, own)
        counts = f"better {each.better:>3}  worse {each.worse:>3}  of {each.comparisons}"
        yield f"{name:<24}{counts}" + ("  wins on all" if each.wins else "")


def _cell(theirs: Found | None, ours: Found, measure: Measure) -> str:
    if theirs is None:
        return "–"
    difference, error = theirs.beyond(ours, measure)
    star = "*" if error and abs(difference) > SURE * error else " "
    if measure in IN_SESSIONS:
        return f"{difference:+.2f}{star}"
    digits = 1 if measure is Measure.FALSE else 0
    return f"{1000 * difference:+.{digits}f}{star}"


def _elsewhere(trials: list[Trial], own: list[Found]) -> Iterator[str]:
    yield from ("", "False alarms per session at one threshold, set on Gaussian and t₅ clients")
    yield _head(trials)
    yield _row("EB-t", [f"{ours.false_alarms:.4f}" for ours in own])
    tuned = [trial for trial in trials if trial.scenario.key in TUNED_ON]
    target = sum(each.false_alarms(EbT, ALPHA) for each in tuned)
    for name, candidate in CANDIDATES.items():

        def alarms(threshold: float, candidate: Candidate = candidate) -> float:
            return sum(each.false_alarms(candidate, threshold) for each in tuned)

        try:
            threshold = matched(alarms, target)
        except ValueError:
            continue
        rates = [trial.false_alarms(candidate, threshold) for trial in trials]
        yield _row(name, [f"{rate:.4f}" for rate in rates])


def _head(trials: list[Trial]) -> str:
    return _row("", [trial.scenario.key.replace("_", " ")[:7] for trial in trials])


def _row(name: str, cells: list[str]) -> str:
    return f"{name:<24}" + "".join(f"{cell:>8}" for cell in cells)
