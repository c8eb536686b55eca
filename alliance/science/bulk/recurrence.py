"""The recurrence itself: what is expected of each client next, over all clients of a block.

Every line is one pass over the block's clients, into columns of the result or into scratch that the
block keeps: passes and fresh memory are what reading in bulk costs.
"""

import numpy as np
from numpy.typing import NDArray

from alliance.science import drift
from alliance.science.bulk.columns import Baselines, Floats, Grid, Priors, Rule, Whole
from alliance.science.bulk.levels import Levels
from alliance.science.bulk.plan import Block, Plan


def read_planned(y: Floats, plan: Plan, priors: Priors, rule: Rule, out: Grid) -> Baselines:
    """Read ratings that lie in the order of the plan, into `out`, in that order."""
    left = Baselines.of(plan.clients)
    shared = Levels(priors, plan.longest, plan.ratings, rule) if priors.shared else None
    for block in plan.blocks:
        _read_block(y, block, priors, shared, rule, out, left)
    return left


def _read_block(
    y: Floats,
    block: Block,
    priors: Priors,
    shared: Levels | None,
    rule: Rule,
    out: Grid,
    left: Baselines,
) -> None:
    members = slice(block.first, block.first + block.size)
    levels, kinds, kind = shared, priors, None
    if levels is None:
        kinds, kind = priors.of_clients(members).distinct()
        ratings = sum(step.size for step in block.steps)
        levels = Levels(kinds, len(block.steps), ratings, rule)
    course = _Course(kinds, kind, block.size, levels, rule)
    into = left.of_clients(members)
    for step in block.steps:
        if step.going is not None:
            course.leave(step.going, into)
        course.step(y, slice(step.at, step.at + step.size), out)
    course.leave(np.zeros(len(course.n), dtype=np.bool_), into)


class _Course:
    """The running sums of a block's clients; `kind` says whose prior is which."""

    def __init__(
        self, kinds: Priors, kind: Whole | None, size: int, levels: Levels, rule: Rule
    ) -> None:
        who = np.zeros(1, dtype=np.intp) if kind is None else kind
        k0 = kinds.sigma2 / kinds.tau2
        self.k0, self.k0_mu = k0[who], (k0 * kinds.mu)[who]
        self.nu0, self.ss0 = kinds.nu0[who], (kinds.nu0 * kinds.s02)[who]
        self.sigma2 = kinds.sigma2[who]
        self.levels, self.rule = levels, rule
        self.member = np.arange(size)
        self.n, self.mean, self.ss, self.drift = (np.zeros(size) for _ in range(4))
        self.level = np.broadcast_to(who * levels.per_prior, size).copy()
        self.begun = False
        self.spare = np.empty((4, size))
        # Whole arrays: two of them are compared four times as fast as one with a number.
        self.zeros = np.zeros(size)
        self.lowest, self.highest = (
            None if edge is None else np.full(size, edge) for edge in (rule.lowest, rule.highest)
        )

    def leave(self, going: NDArray[np.bool_], into: Baselines) -> None:
        """Go on with these clients; the others' series end here, and what they leave is kept."""
        done = ~going
        for sums, kept in ((self.n, into.n), (self.mean, into.mean), (self.ss, into.ss)):
            kept[self.member[done]] = sums[done]
        self.member, self.level = self.member[going], self.level[going]
        self.n, self.mean, self.ss = self.n[going], self.mean[going], self.ss[going]
        self.drift = self.drift[going]
        if len(self.k0) > 1:
            self.k0, self.k0_mu = self.k0[going], self.k0_mu[going]
            self.nu0, self.ss0 = self.nu0[going], self.ss0[going]
            self.sigma2 = self.sigma2[going]

    def step(self, y_all: Floats, here: slice, out: Grid) -> None:
        """Read the ratings `here`: one of each client."""
        y, levels, level = y_all[here], self.levels, self.level
        off, one, other = self.spare[:3, : len(y)]
        out.n[here] = self.n
        m, scale = self._expect(out.expected[here], out.scale[here], one, other)
        np.subtract(y, m, out=off)
        t = np.divide(off, scale, out=out.t[here])
        z = levels.z_scale.take(level, mode="clip", out=one)
        z = np.divide(off, z, out=out.z[here])
        edge = levels.low.take(level, mode="clip", out=one)
        flagged = self._flag(t, edge, off, out.flag[here])
        self._slide(z, flagged, out.drift[here])
        edge *= scale
        self._band(m, edge, out, here)
        levels.student.cdf(t, level, out=out.p[here], spare=self.spare[1:])
        self._include(y, flagged if self.rule.freeze else flagged[:0])

    def _expect(
        self, m: Floats, scale: Floats, weight: Floats, nu: Floats
    ) -> tuple[Floats, Floats]:
        """`expectation.expect`, into `m` and `scale`; `weight` and `nu` are scratch."""
        np.add(self.k0, self.n, out=weight)
        np.multiply(self.n, self.mean, out=m)
        m += self.k0_mu
        m /= weight
        np.add(self.ss0, self.ss, out=scale)
        np.add(self.nu0 - self.begun, self.n, out=nu)
        scale /= nu
        v = np.divide(self.sigma2, weight, out=weight)
        scale += v
        np.sqrt(scale, out=scale)
        return m, scale

    def _flag(self, t: Floats, edge: Floats, off: Floats, flag: NDArray[np.int8]) -> Whole:
        """Who is flagged: nobody at a first rating, which all clients of a block have at once."""
        flag.fill(0)
        if not self.begun:
            return np.empty(0, dtype=np.intp)
        flagged = np.flatnonzero(t < edge)
        flagged = flagged[off[flagged] <= -self.rule.least]
        flag[flagged] = 1 + (t[flagged] < self.levels.marked[self.level[flagged]])
        return flagged

    def _include(self, y: Floats, frozen: Whole) -> None:
        """Welford's update, but for those who are frozen."""
        n, mean, ss = self.n, self.mean, self.ss
        away, part = self.spare[:2, : len(y)]
        kept = mean[frozen], ss[frozen]
        np.subtract(y, mean, out=away)
        n += 1.0
        self.level += 1
        mean += np.divide(away, n, out=part)
        part -= away
        part *= away
        ss -= part
        n[frozen] -= 1.0
        self.level[frozen] -= 1
        mean[frozen], ss[frozen] = kept
        self.begun = True

    def _band(self, m: Floats, edge: Floats, out: Grid, here: slice) -> None:
        low = np.add(m, edge, out=out.low[here])
        high = np.subtract(m, edge, out=out.high[here])
        if self.lowest is not None:
            np.maximum(low, self.lowest[: len(low)], out=low)
        if self.highest is not None:
            np.minimum(high, self.highest[: len(high)], out=high)

    def _slide(self, z: Floats, flagged: Whole, total: Floats) -> None:
        """The drift after these ratings; a first one and a flagged one leave it as it was."""
        if self.begun:
            np.subtract(self.drift, z, out=total)
            total -= drift.SLACK
            np.maximum(total, self.zeros[: len(z)], out=total)
            total[flagged] = self.drift[flagged]
        else:
            total.fill(0)
        self.drift = total
