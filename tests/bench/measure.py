"""Latencies: wrk for what is read, a Python client for what is written, each beside the floor.

Every sample of the product stands next to a sample of the bare page, taken right before it at the
same concurrency by the same tool; their ratio is what counts. Noise of the machine hits both.
"""

import http.client
import json
import shutil
import subprocess
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles

from tests.bench.pages import HOST, Act, Page, Request
from tests.bench.web import Web

CONCURRENCIES = (1, 8)
WRITES = {1: 20, 8: 64}  # requests of one sample of an act, by concurrency

_COUNTING = """
local threads = {}
function setup(thread) table.insert(threads, thread) end
function init(args) bad = 0 end
function response(status) if status ~= EXPECTED then bad = bad + 1 end end
function done(summary, latency)
  local bad = 0
  for _, thread in ipairs(threads) do bad = bad + thread:get("bad") end
  local failed = summary.errors
  bad = bad + failed.connect + failed.read + failed.write + failed.timeout
  io.write(string.format('\\n{"p50": %f, "p95": %f, "requests": %d, "errors": %d}\\n',
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, summary.requests, bad))
end
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """Latencies in milliseconds; answers with another status than expected are errors."""

    p50: float
    p95: float
    requests: int
    errors: int


@dataclass(slots=True)
class Figures:
    """The samples of one page or act at one concurrency, and the floor's beside each."""

    samples: list[Sample] = field(default_factory=list)
    floors: list[Sample] = field(default_factory=list)

    @property
    def p50(self) -> float:
        """Median of the rounds, in milliseconds."""
        return median(sample.p50 for sample in self.samples)

    @property
    def p95(self) -> float:
        """Median of the rounds' 95th percentiles, in milliseconds."""
        return median(sample.p95 for sample in self.samples)

    @property
    def ratio(self) -> float:
        """Median of the rounds' ratios to the floor beside it."""
        beside = zip(self.samples, self.floors, strict=True)
        return median(sample.p50 / floor.p50 for sample, floor in beside)

    @property
    def errors(self) -> int:
        """Wrong answers of the product."""
        return sum(sample.errors for sample in self.samples)


class Bench:
    """Measures pages and acts of `product` beside `floor`, round after round."""

    def __init__(self, product: Web, floor: Web, floor_session: str, folder: Path) -> None:
        self.product, self.floor = product, floor
        self.bare = Request("/", floor_session)
        self.folder = folder
        self.has_wrk = shutil.which("wrk") is not None
        self.figures: dict[tuple[str, int], Figures] = {}
        self.floors: dict[int, list[Sample]] = {number: [] for number in CONCURRENCIES}

    def warm_up(self, pages: Sequence[Page]) -> None:
        """Let every worker load what it loads once. Raises RuntimeError on a wrong answer."""
        for page in pages:
            for sample in (self._send([page.request] * 16, 8, page.status), self._bare(16, 8)):
                if sample.errors:
                    raise RuntimeError(f"{page.name} answers otherwise than {page.status}")

    def read(self, pages: Sequence[Page], *, seconds: float) -> None:
        """One round of the pages."""
        for connections in CONCURRENCIES:
            for page in pages:
                floor = self._load(self.floor, self.bare, 200, connections, seconds / 2)
                sample = self._load(self.product, page.request, page.status, connections, seconds)
                self.floors[connections].append(floor)
                self._keep(page.name, connections, sample, floor)

    def write(self, acts: Sequence[Act], left: dict[str, list[Request]]) -> None:
        """One round of the acts, with requests taken from those that are `left`."""
        for connections in CONCURRENCIES:
            for act in acts:
                requests = left[act.name][: WRITES[connections]]
                del left[act.name][: WRITES[connections]]
                if len(requests) < WRITES[connections]:
                    continue
                floor = self._bare(2 * len(requests), connections)
                sample = self._send(requests, connections, act.status)
                self._keep(act.name, connections, sample, floor)

    def floor_medians(self) -> dict[int, float]:
        """R by concurrency, in milliseconds: the median of every sample of the bare page."""
        return {
            number: median(sample.p50 for sample in samples)
            for number, samples in self.floors.items()
        }

    def _keep(self, name: str, connections: int, sample: Sample, floor: Sample) -> None:
        figures = self.figures.setdefault((name, connections), Figures())
        figures.samples.append(sample)
        figures.floors.append(floor)

    # --- wrk --------------------------------------------------------------------------------------

    def _load(
        self, web: Web, request: Request, status: int, connections: int, seconds: float
    ) -> Sample:
        if not self.has_wrk:
            several = cycle([request])
            many = list(islice(several, int(20 * seconds * connections)))
            return self._send(many, connections, status, web)
        script = self.folder / f"expect-{status}.lua"
        script.write_text(_COUNTING.replace("EXPECTED", str(status)))
        command = ["wrk", "--threads", "1", "--connections", str(connections)]
        command += ["--duration", f"{max(1, round(seconds))}s", "--script", str(script)]
        command += ["--header", f"Cookie: {self._cookies(web, request)}"]
        finished = subprocess.run(
            [*command, f"http://{HOST}:{web.port}{request.path}"],
            check=True,
            capture_output=True,
            text=True,
        )
        return Sample(**json.loads(finished.stdout.splitlines()[-1]))

    def _cookies(self, web: Web, request: Request) -> str:
        return f"sessionid={request.cookie}" if web is self.floor else request.cookies

    # --- The Python client ------------------------------------------------------------------------

    def _bare(self, many: int, threads: int) -> Sample:
        return self._send([self.bare] * many, threads, 200, self.floor)

    def _send(
        self, requests: Sequence[Request], threads: int, status: int, web: Web | None = None
    ) -> Sample:
        """Send each request once, over as many kept connections as there are threads."""
        web = web or self.product
        shares = [requests[start::threads] for start in range(threads)]
        with ThreadPoolExecutor(threads) as pool:
            answers = [
                answer
                for share in pool.map(lambda share: self._one_after_another(web, share), shares)
                for answer in share
            ]
        times = [1000 * seconds for seconds, _ in answers]
        wrong = sum(answered != status for _, answered in answers)
        p95 = quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
        return Sample(median(times), p95, len(times), wrong)

    def _one_after_another(self, web: Web, requests: Sequence[Request]) -> list[tuple[float, int]]:
        connection = http.client.HTTPConnection(HOST, web.port, timeout=30)
        answers = []
        for request in requests:
            headers = {"Cookie": self._cookies(web, request)} | request.headers
            if request.fields:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = request.body if request.fields else None
            began = time.perf_counter()
            try:
                connection.request("POST" if body else "GET", request.path, body, headers)
                response = connection.getresponse()
                response.read()
                answered = response.status
            except (OSError, http.client.HTTPException):
                connection.close()
                answered = 0
            answers.append((time.perf_counter() - began, answered))
        connection.close()
        return answers


def enough(rounds: int) -> int:
    """How many rows an act needs: one a request, two whose queries are counted, one to spare."""
    return rounds * sum(WRITES.values()) + 3
