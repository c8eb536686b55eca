"""One run: fill the clinic, count queries and read plans, then measure round after round."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from django.urls import reverse
from django.utils import timezone

from alliance.models import CheckInLink
from tests.bench import hour, weight
from tests.bench.measure import Bench, enough
from tests.bench.pages import Act, Page, Request, acts, done, pages
from tests.bench.queries import Counted, count, scans
from tests.bench.report import Report, lines
from tests.bench.seed import Practice, seed
from tests.bench.story import MET, link_token
from tests.bench.web import Web


def run(
    *,
    sessions: int,
    rounds: int,
    seconds: float,
    product: Callable[[], Web],
    floor: Web,
    floor_session: str,
    environment: dict[str, str],
    folder: Path,
) -> Report:
    """Measure a clinic with so many sessions. The product is started once it is filled."""
    say(f"Filling a clinic with {sessions:,} sessions")
    began = time.monotonic()
    practice = seed(sessions)
    seeded = time.monotonic() - began
    read, written = pages(practice), acts(practice, enough(rounds))
    say("Counting queries, reading plans")
    counts = _count(read, written)
    found = [scan for name, counted in counts.items() for scan in scans(name, counted)]
    bench = Bench(product(), floor, floor_session, folder)
    say(f"Measuring {len(read)} pages and {len(written)} acts in {rounds} rounds")
    _rounds(bench, read, written, rounds, seconds)
    say("Working through the end of an hour, from Today to a signed note")
    worked = hour.measure(bench.product, practice)
    say("Weighing")
    return Report(
        sessions=sessions,
        clients=len(practice.clients),
        seconds_to_seed=seeded,
        floor=bench.floor_medians(),
        lines=lines(bench, [*read, *written], counts),
        scans=found,
        memory={"product": weight.memory(bench.product), "floor": weight.memory(floor)},
        cold_start=weight.cold_start(environment),
        downloads=_downloads(bench.product, practice, written),
        hour=worked,
        left_undone={act.name: _undone(act, bench) for act in written},
        notes=_notes(bench, written),
    )


def say(what: str) -> None:
    """What is going on, for somebody who waits."""
    print(f"{time.strftime('%H:%M:%S')} {what}", flush=True)


def _count(read: Sequence[Page], written: Sequence[Act]) -> dict[str, Counted]:
    """Twice for a page, because the first time loads keys and templates."""
    counts = {}
    for page in read:
        count(page.request, page.status)
        counts[page.name] = count(page.request, page.status)
    for act in written:
        for request in act.requests[:2]:
            counts[act.name] = count(request, act.status)
    return counts


def _rounds(
    bench: Bench, read: Sequence[Page], written: Sequence[Act], rounds: int, seconds: float
) -> None:
    left: dict[str, list[Request]] = {act.name: act.requests[2:-1] for act in written}
    bench.warm_up(read)
    for _ in range(rounds):
        bench.read(read, seconds=seconds)
        bench.write(written, left)


def _undone(act: Act, bench: Bench) -> int:
    """Requests that were answered as they should be and left no trace: 0, or nothing counts."""
    figures = [f for (name, _), f in bench.figures.items() if name == act.name]
    sent = sum(sample.requests for each in figures for sample in each.samples)
    wrong = sum(each.errors for each in figures)
    counted = min(2, len(act.requests))
    return counted + sent - wrong - done(act)


def _downloads(web: Web, practice: Practice, written: Sequence[Act]) -> dict[str, weight.Download]:
    """The first page of staff, and the client's pages: the link, and a page of questions."""
    visits = {
        "first page (sign in)": weight.first_visit(web, Request(reverse("account_login"), "none")),
    }
    waiting = CheckInLink.objects.filter(
        used_at=None, expires_at__gt=timezone.now(), check_in__begun_at=None
    )
    opened = waiting.order_by("id").values_list("check_in__client_id", flat=True)[0]
    number = [client.pk for client in practice.clients].index(opened)
    link = reverse("check_in_link", args=[link_token(number, MET + 1)])
    visits["client's page (link)"] = weight.first_visit(web, Request(link, "none"))
    # The last row of each act is never spent.
    begun = [
        act.requests[-1] for act in written if act.name == "Submit a check-in" and act.requests
    ]
    for request in begun:
        for step in ("working-together", "review"):
            page = Request(f"/check-in/{step}/", request.cookie)
            visits[f"client's page ({step})"] = weight.first_visit(web, page)
    return visits


def _notes(bench: Bench, written: Sequence[Act]) -> list[str]:
    notes = []
    if not bench.has_wrk:
        notes.append("\nwrk is missing: pages were read by a small Python client instead.")
    few = [act.name for act in written if (act.name, 1) not in bench.figures]
    if few:
        notes.append(f"\nToo few rows in this clinic for: {', '.join(few)}.")
    return notes
