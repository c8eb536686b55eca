"""The report: a table for people, the same figures as JSON, and whether budgets were kept."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.bench.hour import Hour
from tests.bench.measure import CONCURRENCIES, Bench
from tests.bench.pages import Act, Page
from tests.bench.queries import Counted, Scan
from tests.bench.weight import Download

# p50 at concurrency 8 in units of that at 1. Where other work takes the cores, the bare page grows
# by more than that too; a tenth more than its own growth is allowed then.
GROWTH, ALLOWANCE = 4.5, 1.1
MEMORY = 80.0  # MB a worker
COLD_START = 2.5  # times the bare one
FIRST_PAGE, CLIENTS_PAGE = 150_000, 60_000  # bytes


@dataclass(frozen=True, slots=True)
class Line:
    """One page or act at one concurrency, beside its budgets; times in milliseconds."""

    name: str
    concurrency: int
    p50: float
    ratio: float
    ratio_budget: float | None
    p95: float
    growth: float | None
    growth_budget: float
    queries: int
    queries_budget: int | None
    statements: int
    requests: int
    errors: int

    @property
    def failings(self) -> list[str]:
        """What is over budget; errors first."""
        found = [f"{self.errors} errors"] if self.errors else []
        if self.ratio_budget is not None and self.ratio > self.ratio_budget:
            found.append("time")
        if self.queries_budget is not None and self.queries > self.queries_budget:
            found.append("queries")
        if self.growth is not None and self.growth > self.growth_budget:
            found.append("growth")
        return found


@dataclass(slots=True)
class Report:
    """Everything one run found out."""

    sessions: int
    clients: int
    seconds_to_seed: float
    floor: dict[int, float]
    lines: list[Line]
    scans: list[Scan]
    memory: dict[str, float]
    cold_start: dict[str, tuple[float, float]]
    downloads: dict[str, Download]
    hour: Hour
    left_undone: dict[str, int]
    notes: list[str] = field(default_factory=list)

    @property
    def errors(self) -> int:
        """Wrong answers, and rows that an act answered well and did not change."""
        return sum(line.errors for line in self.lines) + sum(
            [*self.left_undone.values(), self.hour.left_undone]
        )

    @property
    def failings(self) -> list[str]:
        """Every budget that was not kept, in words."""
        found = [f"{x.name} at {x.concurrency}: {', '.join(x.failings)}" for x in self.lines]
        found = [words for words, line in zip(found, self.lines, strict=True) if line.failings]
        if self.memory["product"] > MEMORY:
            found.append("worker memory")
        if self._cold_ratio > COLD_START:
            found.append("cold start")
        for name, download in self.downloads.items():
            if download.total > _allowed(name):
                found.append(f"bytes of {name}")
        found += self.hour.failings
        found += sorted({f"scan of {each.table} on {each.page}" for each in self.scans})
        return found

    @property
    def _cold_ratio(self) -> float:
        return max(product / floor for product, floor in self.cold_start.values())

    def as_json(self) -> dict[str, Any]:
        """All figures."""
        return asdict(self) | {"failings": self.failings}

    def __str__(self) -> str:
        return "\n".join(self._sections())

    def _sections(self) -> Iterator[str]:
        yield (
            f"{self.sessions:,} sessions of {self.clients:,} clients, "
            f"made in {self.seconds_to_seed:.0f} s"
        )
        for concurrency in CONCURRENCIES:
            bare = self.floor[concurrency]
            beside = f", {bare / self.floor[1]:.1f} × that at 1" if concurrency > 1 else ""
            yield f"\nConcurrency {concurrency}: R is {bare:.1f} ms{beside}"
            yield from self._table(concurrency)
        yield "\nWeight"
        yield from self._weights()
        yield "\nFrom Today to a signed note, with brief, own rating and a rupture"
        yield from self.hour.lines()
        yield "\nSequential scans of tables that grow"
        yield from [_scan(each) for each in self.scans] or ["  none"]
        for name, many in self.left_undone.items():
            if many:
                yield f"\n{name}: {many} answered well and not done"
        yield from self.notes
        yield f"\n{len(self.failings)} over budget" if self.failings else "\nWithin every budget"

    def _table(self, concurrency: int) -> Iterator[str]:
        yield (
            f"  {'':28}{'p50 ms':>8}{'ratio':>7}{'budget':>7}{'p95 ms':>8}"
            f"{'at 8/1':>8}{'queries':>9}{'budget':>7}  verdict"
        )
        for line in self.lines:
            if line.concurrency == concurrency:
                yield (
                    f"  {line.name:28}{line.p50:8.1f}{line.ratio:7.2f}{_or(line.ratio_budget):>7}"
                    f"{line.p95:8.1f}{_or(line.growth):>8}{line.queries:9}"
                    f"{_or(line.queries_budget):>7}  {', '.join(line.failings) or 'kept'}"
                )

    def _weights(self) -> Iterator[str]:
        product, floor = self.memory["product"], self.memory["floor"]
        yield f"  worker, PSS: {product:.0f} MB (bare {floor:.0f}; budget {MEMORY:.0f})"
        for name, (ours, theirs) in self.cold_start.items():
            yield (
                f"  cold start, {name}: {ours:.2f} s, {ours / theirs:.2f} × bare "
                f"(budget {COLD_START})"
            )
        for name, download in self.downloads.items():
            parts = ", ".join(
                f"{address.rsplit('/', 1)[-1] or 'page'} {size / 1000:.1f}"
                for address, size in download.files.items()
            )
            yield f"  {name}: {download.total / 1000:.1f} kB (budget {_allowed(name) / 1000:.0f})"
            yield f"    {parts}"


def lines(bench: Bench, measured: Sequence[Page | Act], counts: dict[str, Counted]) -> list[Line]:
    """One line for each page and act at each concurrency that was measured."""
    found = []
    bare = bench.floor_medians()
    for concurrency in CONCURRENCIES:
        allowed = max(GROWTH, ALLOWANCE * bare[concurrency] / bare[1])
        for each in measured:
            figures = bench.figures.get((each.name, concurrency))
            if figures is None:
                continue
            alone = bench.figures[each.name, 1]
            counted = counts[each.name]
            found.append(
                Line(
                    name=each.name,
                    concurrency=concurrency,
                    p50=figures.p50,
                    ratio=figures.ratio,
                    ratio_budget=each.budget.ratio if each.budget else None,
                    p95=figures.p95,
                    growth=figures.p50 / alone.p50 if concurrency > 1 else None,
                    growth_budget=allowed,
                    queries=len(counted.queries),
                    queries_budget=each.budget.queries if each.budget else None,
                    statements=len(counted.statements),
                    requests=sum(sample.requests for sample in figures.samples),
                    errors=figures.errors,
                )
            )
    return found


def _allowed(name: str) -> int:
    return FIRST_PAGE if name.startswith("first page") else CLIENTS_PAGE


def _or(figure: float | None) -> str:
    return "" if figure is None else f"{figure:.3g}"


def _scan(scan: Scan) -> str:
    how = "the planner's choice at this size" if scan.avoidable else "no index serves it"
    return f"  {scan.page}: {scan.table} ({scan.rows:,} rows), {how}\n    {scan.sql[:220]}"
