"""Readings in memory: many at once, one more for a long series, and a prior from all of them.

Each is measured beside its floor, by turns in every round, and what counts is the median of the
rounds' ratios. `python -m tests.bench.readings` runs it alone; it needs no server.
"""

import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from alliance.science.bulk import read_grid, read_ragged
from alliance.science.expectation import Baseline, Prior, read, read_series
from alliance.science.moments import reml, summed

Floats = NDArray[np.float64]
Whole = NDArray[np.intp]

PRIOR = Prior.from_spread(mu=7.8, tau=1.3, sigma=0.85, nu0=8)
LOWEST, HIGHEST = 0.0, 10.0
SESSIONS = 20
RATINGS = (10_000, 100_000, 1_000_000)
ROUNDS = 9
LOOPED = 100  # clients read one after another, scaled up

HEAD = f"  {'':56}{'ours ms':>10}{'floor ms':>10}{'ratio':>9}{'budget':>8}"
BULK, ONCE_MORE, MIXED_MODEL = 3.0, 1.15, 1000.0


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison: milliseconds of both, and how the ratio stands beside its budget.

    `ratio` is ours in units of the floor, or, where `faster`, how many times as fast ours is.
    """

    name: str
    ours: float
    floor: float
    ratio: float
    budget: float | None = None
    faster: bool = False

    @property
    def kept(self) -> bool:
        """Whether the budget is kept; a row without one is there to compare."""
        if self.budget is None:
            return True
        return self.ratio >= self.budget if self.faster else self.ratio <= self.budget

    def __str__(self) -> str:
        budget = "" if self.budget is None else f"{self.budget:8g}"
        verdict = "" if self.budget is None else ("kept" if self.kept else "time")
        figures = f"{self.ours:10.3f}{self.floor:10.3f}{self.ratio:9.2f}{budget:>8}"
        return f"  {self.name:56}{figures}  {verdict}"


def rows(rounds: int = ROUNDS) -> Iterator[Row]:
    """Everything that is measured."""
    for ratings in RATINGS:
        yield from _bulk(ratings, rounds)
    yield _linear(rounds)
    yield _one_more(rounds)
    yield _mixed_model()


def invented(ratings: int) -> Floats:
    """Ratings of shape (clients, 20), each client about a level of their own."""
    draw = np.random.default_rng(ratings)
    clients = ratings // SESSIONS
    level = draw.normal(PRIOR.mu, PRIOR.tau2**0.5, (clients, 1))
    values = level + draw.normal(0, PRIOR.sigma2**0.5, (clients, SESSIONS))
    return np.clip(np.round(values, 1), LOWEST, HIGHEST)


def ewma(values: Floats) -> Floats:
    """The floor: an exponentially weighted mean of each client's ratings, session by session."""
    means = np.empty_like(values)
    level = np.full(len(values), PRIOR.mu)
    for session in range(values.shape[1]):
        level = 0.3 * values[:, session] + 0.7 * level
        means[:, session] = level
    return means


def ewma_ragged(values: Floats, starts: Whole) -> Floats:
    """The same floor over series of different lengths in one flat array."""
    means = np.empty_like(values)
    lengths = np.diff(starts)
    level = np.full(len(lengths), PRIOR.mu)
    for session in range(int(lengths.max())):
        going = lengths > session
        at = starts[:-1][going] + session
        level[going] = 0.3 * values[at] + 0.7 * level[going]
        means[at] = level[going]
    return means


def copied(values: Floats) -> list[NDArray[np.generic]]:
    """As many columns as a reading has, of their widths, with nothing computed: memory alone."""
    flat = values.ravel()
    return [*(flat.copy() for _ in range(8)), flat.astype(np.int32), flat.astype(np.int8)]


def _bulk(ratings: int, rounds: int) -> Iterator[Row]:
    values = invented(ratings)
    lengths = np.random.default_rng(1).integers(1, 2 * SESSIONS, len(values))
    starts = np.concatenate([[0], np.cumsum(lengths)])
    flat = np.resize(values.ravel(), starts[-1])
    name = f"{ratings:,} ratings"
    grid = _by_turns(
        lambda: read_grid(values, PRIOR, lowest=LOWEST, highest=HIGHEST),
        lambda: ewma(values),
        rounds,
    )
    # Below a million, calls cost more than ratings: those rows are there to compare.
    budget = BULK if ratings == RATINGS[-1] else None
    yield _row(f"{name}, 20 a client, beside EWMA", grid, budget)
    ragged = _by_turns(
        lambda: read_ragged(flat, starts, PRIOR, lowest=LOWEST, highest=HIGHEST),
        lambda: ewma_ragged(flat, starts),
        rounds,
    )
    yield _row(f"{name}, 1 to 39 a client, beside EWMA", ragged, budget)
    columns = _by_turns(lambda: copied(values), lambda: ewma(values), rounds)
    yield _row(f"{name}, the columns copied alone, beside EWMA", columns)
    ours = median(each for each, _floor in grid)
    loop = _loop(values)
    yield Row(f"{name}, one client after another in Python", ours, loop, ours / loop)


def _loop(values: Floats) -> float:
    """Milliseconds to read all in a loop, from a few clients."""
    few = values[:LOOPED].tolist()
    began = time.perf_counter()
    for series in few:
        read_series(series, PRIOR, lowest=LOWEST, highest=HIGHEST)
    return (time.perf_counter() - began) * 1000 / len(few) * len(values)


def _linear(rounds: int) -> Row:
    """Time a rating at the largest number, in units of that at the smallest."""
    few, many = invented(RATINGS[0]), invented(RATINGS[-1])
    times = _by_turns(
        lambda: read_grid(many, PRIOR, lowest=LOWEST, highest=HIGHEST),
        lambda: read_grid(few, PRIOR, lowest=LOWEST, highest=HIGHEST),
        rounds,
    )
    scale = RATINGS[-1] / RATINGS[0]
    return _row(
        f"a rating of {RATINGS[-1]:,} beside one of {RATINGS[0]:,} (µs)",
        [(ours / scale, floor) for ours, floor in times],
        1.0,
        unit=1000 / RATINGS[0],
    )


def _one_more(rounds: int) -> Row:
    """One new rating at the 500th session beside the 5th; microseconds."""
    early, late = (_baseline(count) for count in (4, 499))

    def again(baseline: Baseline) -> Callable[[], None]:
        def act() -> None:
            for _ in range(1000):
                read(7.1, baseline, PRIOR, lowest=LOWEST, highest=HIGHEST)

        return act

    times = _by_turns(again(late), again(early), 5 * rounds)
    return _row("a new rating at the 500th session beside the 5th (µs)", times, ONCE_MORE)


def _baseline(count: int) -> Baseline:
    baseline = Baseline()
    for y in invented(SESSIONS * count)[:, 0]:
        baseline = baseline.including(float(y))
    return baseline


def _mixed_model() -> Row:
    """μ, τ², σ² of 300 clients with 1 to 39 ratings, beside statsmodels' mixed model."""
    from statsmodels.regression.mixed_linear_model import MixedLM

    values = invented(300 * SESSIONS)
    lengths = np.random.default_rng(2).integers(1, 2 * SESSIONS, len(values))
    starts = np.concatenate([[0], np.cumsum(lengths)])
    flat = np.resize(values.ravel(), starts[-1])
    client = np.repeat(np.arange(len(lengths)), lengths)

    def fit() -> None:
        MixedLM(flat, np.ones((len(flat), 1)), client).fit(reml=True)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        times = _by_turns(lambda: reml(summed(flat, starts)), fit, 3, repeat=20)
    ours, floor = (median(column) for column in zip(*times, strict=True))
    ratio = median(each / own for own, each in times)
    return Row("a prior of 300 clients, mixed model ÷ ours", ours, floor, ratio, MIXED_MODEL, True)


def _by_turns(
    ours: Callable[[], object], floor: Callable[[], object], rounds: int, repeat: int = 1
) -> list[tuple[float, float]]:
    """Milliseconds of both in each round, after one that does not count."""
    times = [(_milliseconds(ours, repeat), _milliseconds(floor)) for _ in range(rounds + 1)]
    return times[1:]


def _milliseconds(act: Callable[[], object], repeat: int = 1) -> float:
    began = time.perf_counter()
    for _ in range(repeat):
        act()
    return (time.perf_counter() - began) * 1000 / repeat


def _row(
    name: str,
    times: Sequence[tuple[float, float]],
    budget: float | None = None,
    unit: float = 1.0,
) -> Row:
    ours, floor = (median(column) * unit for column in zip(*times, strict=True))
    return Row(name, ours, floor, median(mine / base for mine, base in times), budget)


def main() -> int:
    """Print every row; 1 when a budget is not kept."""
    print(HEAD)
    found = []
    for row in rows():
        print(row, flush=True)
        found.append(row)
    return int(not all(row.kept for row in found))


if __name__ == "__main__":
    sys.exit(main())
