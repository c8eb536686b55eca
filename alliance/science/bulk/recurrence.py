"""The recurrence itself: what is expected of each client next, over all clients of a block."""

import numpy as np
from numpy.typing import NDArray

from alliance.science import drift
from alliance.science.bulk.columns import Baselines, Floats, Grid, Priors, Rule, Whole
from alliance.science.bulk.plan import Plan
from alliance.science.student import Student


class Levels:
    """What follows from the prior and the count of ratings alone, by prior and count.

    Level `prior * per_prior + n` is for n earlier ratings; `low` and `marked` are the t below
    which a reading is flagged.
    """

    def __init__(self, priors: Priors, longest: int, ratings: int, rule: Rule) -> None:
        counts = np.arange(longest + 1.0)
        self.per_prior = len(counts)
        k0 = (priors.sigma2 / priors.tau2)[:, None]
        sigma2 = priors.sigma2[:, None]
        self.nu = (priors.nu0[:, None] + np.maximum(counts - 1.0, 0.0)).ravel()
        self.v = (sigma2 / (k0 + counts)).ravel()
        self.z_scale = np.sqrt(sigma2 + sigma2 / (k0 + counts)).ravel()
        self.student = Student(self.nu, ratings)
        self.low = self.student.quantile(rule.alpha)
        self.marked = self.student.quantile(min(rule.alpha, rule.marked))


def read_planned(y: Floats, plan: Plan, priors: Priors, rule: Rule, out: Grid) -> Baselines:
    """Read ratings that lie in the order of the plan, into `out`, in that order."""
    left = Baselines.of(plan.clients)
    shared = Levels(priors, plan.longest, plan.ratings, rule) if priors.shared else None
    for block in plan.blocks:
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
    return left


class _Course:
    """The running sums of a block's clients; `kind` says whose prior is which."""

    def __init__(
        self, kinds: Priors, kind: Whole | None, size: int, levels: Levels, rule: Rule
    ) -> None:
        who = np.zeros(1, dtype=np.intp) if kind is None else kind
        k0 = kinds.sigma2 / kinds.tau2
        self.k0, self.k0_mu = k0[who], (k0 * kinds.mu)[who]
        self.ss0 = (kinds.nu0 * kinds.s02)[who]
        self.base = who * levels.per_prior
        self.levels, self.rule = levels, rule
        self.member = np.arange(size)
        self.n, self.mean, self.ss, self.drift = (np.zeros(size) for _ in range(4))

    def leave(self, going: NDArray[np.bool_], into: Baselines) -> None:
        """Go on with these clients; the others' series end here, and what they leave is kept."""
        done = ~going
        for sums, kept in ((self.n, into.n), (self.mean, into.mean), (self.ss, into.ss)):
            kept[self.member[done]] = sums[done]
        self.member = self.member[going]
        self.n, self.mean, self.ss = self.n[going], self.mean[going], self.ss[going]
        self.drift = self.drift[going]
        if len(self.base) > 1:
            self.k0, self.k0_mu = self.k0[going], self.k0_mu[going]
            self.ss0, self.base = self.ss0[going], self.base[going]

    def step(self, y_all: Floats, here: slice, out: Grid) -> None:
        """Read the ratings `here`: one of each client."""
        levels = self.levels
        y, n, mean, ss = y_all[here], self.n, self.mean, self.ss
        out.n[here] = n
        level = n.astype(np.intp)
        level += self.base
        m = np.multiply(n, mean, out=out.expected[here])
        m += self.k0_mu
        m /= self.k0 + n
        scale = np.add(self.ss0, ss, out=out.scale[here])
        scale /= levels.nu.take(level, mode="clip")
        scale += levels.v.take(level, mode="clip")
        np.sqrt(scale, out=scale)
        off = y - m
        t = np.divide(off, scale, out=out.t[here])
        levels.student.cdf(t, level, out=out.p[here])
        z = np.divide(off, levels.z_scale.take(level, mode="clip"), out=out.z[here])
        self._slide(z, out.drift[here])
        edge = levels.low.take(level, mode="clip")
        # A first rating is read and never flagged.
        flagged = np.flatnonzero((t < edge) & (off <= -self.rule.least) & (n > 0))
        flag = out.flag[here]
        flag[:] = 0
        flag[flagged] = 1 + (t[flagged] < levels.marked[level[flagged]])
        edge *= scale
        self._band(m, edge, out, here)
        frozen = flagged if self.rule.freeze else flagged[:0]
        kept = n[frozen], mean[frozen], ss[frozen]
        # Welford's update.
        away = y - mean
        n += 1.0
        mean += away / n
        away *= y - mean
        ss += away
        n[frozen], mean[frozen], ss[frozen] = kept

    def _band(self, m: Floats, edge: Floats, out: Grid, here: slice) -> None:
        low = np.add(m, edge, out=out.low[here])
        high = np.subtract(m, edge, out=out.high[here])
        if self.rule.lowest is not None:
            np.maximum(low, self.rule.lowest, out=low)
        if self.rule.highest is not None:
            np.minimum(high, self.rule.highest, out=high)

    def _slide(self, z: Floats, out: Floats) -> None:
        total = self.drift
        total -= z
        total -= drift.SLACK
        np.maximum(total, 0.0, out=total)
        out[:] = total
