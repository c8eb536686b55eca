"""Malformed check-ins against a real server."""

import random
import threading
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from alliance.models import CheckIn
from tests.chaos.malformed import Source
from tests.chaos.people import Waiting, agree, people, practice, schedule_measures, to
from tests.chaos.phone import OURS, THREADS, Answer, Phone
from tests.chaos.proof import Figure, Run, exactly, say
from tests.chaos.whole import count


def malformed(run: Run) -> None:
    """Malformed submissions from phones in the midst of a check-in; then all of them send it."""
    therapist = practice("Malformed")
    schedule_measures(therapist)
    phones = max(4 * THREADS, run.number // 40)
    # A third have not met the therapist yet, a third have goals and an exercise.
    first = people(therapist, phones // 3, met=False)
    waiting = people(therapist, phones - len(first) + 20)
    begun, left_alone = [*first, *waiting[:-20]], waiting[-20:]
    agree(begun[-len(first) :], therapist)
    random.Random(run.seed).shuffle(begun)
    before = _stored(left_alone)
    with run.house.web(run.fault) as web:
        sent = _Sent(run, begun, [str(each.link.code) for each in left_alone])
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(sent.share, range(THREADS)))
        run.found(
            Figure("malformed submissions", sum(sent.families.values()), least=run.number),
            Figure("families of them", len(sent.families), least=len(Source(0, []).families)),
            exactly("server errors", sent.errors, 0),
            exactly("without an answer, though they were HTTP", sent.silent, 0),
            exactly("lines of error in the server's log", len(web.complaints()), 0),
        )
        run.examples += [*sent.examples[:5], *web.complaints()[:5]]
    counted = count(therapist.clinic)
    run.examples += counted.wrong[:5]
    run.found(
        exactly("phones that could not send afterwards", sent.stuck, 0),
        exactly(
            "check-ins taken by half, or holding what nobody can answer", len(counted.wrong), 0
        ),
        exactly("other people's check-ins changed", _changed(before, _stored(left_alone)), 0),
        exactly("check-ins sent in the end", counted.taken, phones),
    )


@dataclass
class _Sent:
    """What was sent and what came back, over all threads."""

    run: Run
    begun: Sequence[Waiting]
    others: list[str]
    families: Counter[str] = field(default_factory=Counter)
    errors: int = 0
    silent: int = 0
    stuck: int = 0
    examples: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def share(self, thread: int) -> None:
        """One thread's share, on phones of its own: the same for the same seed."""
        source = Source(self.run.seed * 1000 + thread, self.others)
        mine = self.begun[thread::THREADS]
        phones = [Phone(self.run.house.port) for _ in mine]
        for phone, waiting in zip(phones, mine, strict=True):
            self._keep("beginning", phone.post(f"/c/{waiting.token}/", {}))
        for turn in range(-(-self.run.number // THREADS)):
            place = turn % len(mine)
            drawn = source.draw(phones[place], str(mine[place].link.code))
            # Cookies that answer it are not the phone's: its owner did not send this.
            sender = Phone(self.run.house.port, {})
            answer = sender.send(drawn.request, hang_up=drawn.hang_up)
            self._keep(drawn.family, answer, said=not drawn.hang_up, request=drawn.request)
        for phone, waiting in zip(phones, mine, strict=True):
            answer = phone.post("/check-in/review/", to(waiting, to="send"))
            self._keep("sending", answer)
            with self._lock:
                self.stuck += answer.status != 302
                if answer.status != 302:
                    self.examples.append(f"sending at the end answered {answer.status}")

    def _keep(
        self, family: str, answer: Answer, *, said: bool = True, request: bytes = b""
    ) -> None:
        with self._lock:
            if request:
                self.families[family] += 1
                total = sum(self.families.values())
                if total % 1000 == 0:
                    say(f"{total:,} of {self.run.number:,} malformed submissions")
            self.silent += said and answer.status == 0
            self.errors += answer.status >= OURS
            if answer.status >= OURS or (said and answer.status == 0):
                self.examples.append(f"{family} answered {answer.status}: {request[:300]!r}")


def _stored(waiting: Sequence[Waiting]) -> list[tuple[Any, ...]]:
    rows = CheckIn.objects.filter(pk__in=[each.check_in.pk for each in waiting])
    names = ("pk", "begun_at", "submitted_at", "draft", "wish", "links__used_at")
    return list(rows.order_by("pk").values_list(*names))


def _changed(before: list[tuple[Any, ...]], after: list[tuple[Any, ...]]) -> int:
    return sum(was != is_ for was, is_ in zip(before, after, strict=True))
