"""What goes into reading many ratings at once and what comes out, as arrays."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from alliance.science.expectation import Prior, least_drop

Floats = NDArray[np.float64]
Whole = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Priors:
    """A prior for each client: the fields of `Prior`, as arrays of one length."""

    mu: Floats
    tau2: Floats
    sigma2: Floats
    nu0: Floats
    s02: Floats

    def __post_init__(self) -> None:
        if len({np.shape(getattr(self, each.name)) for each in fields(self)}) != 1:
            raise ValueError("the arrays of priors differ in length")
        for spread in (self.tau2, self.sigma2, self.nu0, self.s02):
            if not np.all(spread > 0):
                raise ValueError("variances and degrees of freedom must be positive")

    @classmethod
    def of(cls, prior: "Prior | Priors", clients: int) -> "Priors":
        """One prior for all, as arrays of length 1, or as many as there are clients."""
        if isinstance(prior, Prior):
            return cls(*(np.array([getattr(prior, each.name)]) for each in fields(cls)))
        if len(prior.mu) != clients:
            raise ValueError(f"{len(prior.mu)} priors for {clients} clients")
        return prior

    @property
    def shared(self) -> bool:
        """Whether it is one prior for all."""
        return len(self.mu) == 1

    def distinct(self) -> "tuple[Priors, Whole]":
        """The priors that differ, and for each client which one it is."""
        rows = np.stack([getattr(self, each.name) for each in fields(self)], axis=1)
        kinds, kind = np.unique(rows, axis=0, return_inverse=True)
        return Priors(*kinds.T), kind.ravel()

    def of_clients(self, clients: slice) -> "Priors":
        """The priors of these clients."""
        return Priors(*(getattr(self, each.name)[clients] for each in fields(self)))


@dataclass(frozen=True, slots=True)
class Rule:
    """What is flagged, as in `expectation.read`; without a range nothing is clipped.

    Without a range the smallest drop is not known either, so p alone decides.
    """

    lowest: float | None = None
    highest: float | None = None
    alpha: float = 0.025
    marked: float = 0.01
    min_drop: float = 0.05
    freeze: bool = True

    @property
    def least(self) -> float:
        """The smallest drop worth a flag, in the instrument's units."""
        return least_drop(self.lowest, self.highest, self.min_drop)


@dataclass(frozen=True, slots=True)
class Grid:
    """Readings in arrays of the shape of the ratings, NaN (0 in `n` and `flag`) where none was.

    The fields are those of `expectation.Reading`; `flag` is 0 for none, 1 for "low", 2 for
    "marked"; `drift` is the CUSUM's sum after that rating (`science.drift`).
    """

    n: NDArray[np.int32]
    expected: Floats
    scale: Floats
    t: Floats
    p: Floats
    flag: NDArray[np.int8]
    z: Floats
    low: Floats
    high: Floats
    drift: Floats

    REAL: ClassVar = ("expected", "scale", "t", "p", "z", "low", "high", "drift")

    @classmethod
    def of(cls, ratings: int) -> "Grid":
        """Room for so many readings, flat."""
        return cls(
            n=np.empty(ratings, dtype=np.int32),
            flag=np.empty(ratings, dtype=np.int8),
            **{name: np.empty(ratings) for name in cls.REAL},
        )

    def columns(self) -> list[NDArray[Any]]:
        """The arrays, in the order of the fields."""
        return [getattr(self, each.name) for each in fields(self)]

    def each(self, change: Callable[[NDArray[Any]], NDArray[Any]]) -> "Grid":
        """The same readings with every array changed: another shape, other places."""
        return Grid(*(change(getattr(self, field.name)) for field in fields(self)))


@dataclass(frozen=True, slots=True)
class Baselines:
    """What `expectation.Baseline` holds, for every client after the last of the ratings."""

    n: NDArray[np.int32]
    mean: Floats
    ss: Floats

    @classmethod
    def of(cls, clients: int) -> "Baselines":
        """Those of clients without a rating."""
        return cls(np.zeros(clients, dtype=np.int32), np.zeros(clients), np.zeros(clients))

    def of_clients(self, clients: slice) -> "Baselines":
        """The same arrays, from one client to another."""
        return Baselines(self.n[clients], self.mean[clients], self.ss[clients])
