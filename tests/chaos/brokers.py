"""Redis gone, back empty, and flushed while the worker is away: nothing may need it."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.test import Client as Browser
from redis import Redis

from practice.models import Membership, OutboxMessage
from tests.chaos.house import Process
from tests.chaos.people import Waiting, people, practice
from tests.chaos.phone import Fields, Phone
from tests.chaos.proof import Figure, Run, exactly, say
from tests.chaos.whole import count

ANSWERED = "check-in-answered"
# Seconds until everything that waited has gone out.
DRAINED = 120.0


def brokers(run: Run) -> None:
    """Check-ins are sent and pages read while Redis is there, is gone, is back, and is flushed."""
    therapist = practice("Brokers")
    waiting = people(therapist, run.number)
    third = -(-run.number // 3)
    there, gone, flushed = (waiting[start : start + third] for start in range(0, 3 * third, third))
    run.house.quiet()
    patience = 25.0 if run.quick else DRAINED
    sweep = {"OUTBOX_SWEEP_SECONDS": "1"} if run.quick else {"OUTBOX_SWEEP_SECONDS": "20"}
    with run.house.web(run.fault) as web, run.house.worker(run.fault, **sweep) as worker:
        reader = _reader(run, therapist)
        seen = _Seen(run, reader)
        worker.start()
        seen.use(there)
        say("Redis is killed; check-ins go on")
        run.house.broker.kill()
        slowest = seen.use(gone)
        left = _waiting()
        say("Redis is back, and empty")
        run.house.broker.start()
        by_itself = _drained(patience)
        say("The worker is away; Redis is flushed with its wake-ups in it")
        _flushed(run, worker, lambda: seen.use(flushed))
        after_flush = _drained(patience)
        complaints = web.complaints()
    counted = count(therapist.clinic)
    run.examples += [*complaints[:5], *counted.wrong[:5], *seen.examples[:5]]
    letters = run.house.letterbox.by_address().get(therapist.user.email, Counter[str]())
    run.found(
        Figure("requests meanwhile", seen.requests, least=4 * run.number),
        exactly("pages that failed", seen.failed, 0),
        exactly("lines of error in the server's log", len(complaints), 0),
        Figure("letters that waited for want of Redis", left, least=1),
        exactly("check-ins taken", counted.taken, run.number),
        exactly("of them by half", len(counted.wrong), 0),
        exactly("letters lost", run.number - len(letters), 0),
        exactly("letters doubled", letters.total() - len(letters), 0),
        Figure("seconds until drained, Redis back empty", round(by_itself), most=patience),
        Figure("seconds until drained, Redis flushed", round(after_flush), most=patience),
        Figure("slowest page without Redis, seconds", round(slowest, 1)),
    )


def _flushed(run: Run, worker: Process, use: Callable[[], float]) -> None:
    worker.kill()
    use()
    with Redis.from_url(run.house.broker.url) as client:
        client.flushall()
    worker.start()


def _waiting() -> int:
    return OutboxMessage.objects.filter(clinic__name="Brokers", settled_at=None).count()


def _drained(patience: float) -> float:
    """Seconds until nothing waits any more; a little more than `patience` when that never is."""
    began = time.monotonic()
    while time.monotonic() - began <= patience:
        if not _waiting():
            break
        time.sleep(0.2)
    return time.monotonic() - began


def _reader(run: Run, therapist: Membership) -> Phone:
    browser = Browser(SERVER_NAME="127.0.0.1")
    browser.force_login(therapist.user)
    name = settings.SESSION_COOKIE_NAME
    return Phone(run.house.port, {"csrf": "c" * 32, name: browser.cookies[name].value})


@dataclass
class _Seen:
    """Requests of clients and of the therapist, and how they were answered."""

    run: Run
    reader: Phone
    requests: int = 0
    failed: int = 0
    examples: list[str] = field(default_factory=list)

    def use(self, waiting: Sequence[Waiting]) -> float:
        """Let each of them answer, and the therapist look; the slowest answer in seconds."""
        slowest = 0.0
        for each in waiting:
            phone, code = Phone(self.run.house.port), str(each.link.code)
            steps: list[tuple[str, Fields]] = [
                (f"/c/{each.token}/", []),
                ("/check-in/wish/", [("for", code), ("to", "next"), ("wish", "To be asked.")]),
                ("/check-in/review/", [("for", code), ("to", "send")]),
            ]
            for path, fields in steps:
                slowest = max(slowest, self._ask(phone, phone.form(path, fields), 302))
            thanks = phone.request("GET", "/check-in/thanks/", b"", [])
            slowest = max(slowest, self._ask(phone, thanks, 200))
        for path in ("/", "/caseload/", "/concerns/"):
            request = self.reader.request("GET", path, b"", [])
            slowest = max(slowest, self._ask(self.reader, request, 200))
        return slowest

    def _ask(self, phone: Phone, request: bytes, expected: int) -> float:
        began = time.monotonic()
        answer = phone.send(request)
        self.requests += 1
        if answer.status != expected:
            self.failed += 1
            self.examples.append(f"{answer.status} instead of {expected}: {request[:50]!r}")
        return time.monotonic() - began
