"""Valid check-ins over a line that breaks, each request tried again until it is answered."""

import os
import random
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from alliance.models import CheckIn, Concern, Rating
from alliance.models.rating import CLIENT_CHECK
from tests.chaos.house import Process
from tests.chaos.people import Waiting, people, practice, to
from tests.chaos.phone import OURS, THREADS, Answer, Phone
from tests.chaos.proof import Figure, Run, exactly, say
from tests.chaos.whole import count

# Check-ins begun between two kills.
EVERY, EVERY_QUICKLY = 50, 10


def retried(run: Run) -> None:
    """Valid check-ins over a line that breaks in every place, each request tried until answered.

    The key under which a submission is tried again is its link: it is used up once.
    """
    therapist = practice("Retried")
    waiting = people(therapist, run.number)
    with run.house.web(run.fault) as web:
        kills = _Kills(web, every=EVERY_QUICKLY if run.quick else EVERY, seed=run.seed)
        sent = _Retried(run, waiting, kills)
        with ThreadPoolExecutor(THREADS) as pool:
            acknowledged = sum(pool.map(sent.share, range(THREADS)))
        complaints = [each for each in web.complaints() if "SIGKILL" not in each]
    counted = count(therapist.clinic)
    lost = list(_lost(sent.given))
    run.examples += [*sent.examples[:5], *lost[:5], *counted.wrong[:5], *complaints[:5]]
    run.found(
        Figure("check-ins sent", len(sent.given), least=run.number),
        Figure("connections cut", sent.cut, least=run.number),
        Figure("sent twice at the same moment", sent.at_once, least=1),
        Figure("web processes killed meanwhile", kills.number, least=1),
        exactly("acknowledged to the client", acknowledged, run.number),
        exactly("acknowledged and lost, or not as they were given", len(lost), 0),
        exactly("doubled, or taken by half", len(counted.wrong), 0),
        exactly("server errors", sent.errors + len(complaints), 0),
    )


class _Kills:
    """After so many check-ins begun one of the two web processes dies; the other goes on."""

    def __init__(self, web: Process, *, every: int, seed: int) -> None:
        self.number = 0
        self._web, self._every, self._chance = web, every, random.Random(seed)

    def begun(self, number: int) -> None:
        if number % self._every:
            return
        # None of them for a moment, where the last kill was a moment ago.
        with suppress(ProcessLookupError, FileNotFoundError, IndexError):
            os.kill(self._chance.choice(self._web.children()), signal.SIGKILL)
            self.number += 1


@dataclass
class _Given:
    """What one client answered: words that nobody else has."""

    waiting: Waiting
    wish: str
    alliance: dict[str, int]
    tension: str
    tension_words: str


@dataclass
class _Retried:
    """The senders, each with a share of the check-ins."""

    run: Run
    waiting: Sequence[Waiting]
    kills: _Kills
    given: list[_Given] = field(default_factory=list)
    cut: int = 0
    at_once: int = 0
    errors: int = 0
    examples: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def share(self, thread: int) -> int:
        """How many were acknowledged."""
        chance = random.Random(self.run.seed * 1000 + thread)
        return sum(self._fill_in(each, chance) for each in self.waiting[thread::THREADS])

    def _fill_in(self, waiting: Waiting, chance: random.Random) -> bool:
        given = _answers(waiting, chance)
        with self._lock:
            self.given.append(given)
            if len(self.given) % 1000 == 0:
                say(f"{len(self.given):,} of {self.run.number:,} check-ins over a bad line")
            self.kills.begun(len(self.given))
        phone = Phone(self.run.house.port)
        link = phone.form(f"/c/{waiting.token}/", [])
        self._until_answered(phone, lambda: link, chance)
        pages = {
            "wish": {"wish": given.wish},
            "working-together": {key: str(value) for key, value in given.alliance.items()},
            "between-us": {
                "tension": given.tension,
                "tension_words": given.tension_words,
                "request": "note" if given.tension != "none" else "",
            },
            "review": {"to": "send"},
        }
        answer = Answer(0)
        for step, fields in pages.items():
            whole = list(to(waiting, **fields).items())
            answer = self._until_answered(
                phone,
                lambda step=step, whole=whole: phone.form(f"/check-in/{step}/", whole),  # type: ignore[misc]
                chance,
            )
        sent = answer.status == 302 and answer.location.endswith("/thanks/")
        already = answer.status == 410 and b"sent already" in answer.body
        if not (sent or already):
            with self._lock:
                self.examples.append(f"not acknowledged: {answer.status} {answer.location}")
        return sent or already

    def _until_answered(
        self, phone: Phone, request: Callable[[], bytes], chance: random.Random
    ) -> Answer:
        """Have the connection break, now and then in several places, then try until it holds.

        The cookies of an answer that was cut off are not known, so each attempt is made anew.
        """
        while chance.random() < 0.4:
            whole = request()
            place = chance.choice([0.2, 0.6, 0.99, 1.0, 1.0, 1.0])
            phone.cut(
                whole,
                after=int(len(whole) * place),
                read=chance.choice([0, 0, 1, 40]) if place == 1.0 else 0,
                reset=chance.random() < 0.5,
            )
            with self._lock:
                self.cut += 1
        if chance.random() < 0.1:
            self._at_the_same_moment(phone, request())
        for _ in range(20):
            answer = _patiently(phone, request())
            if answer.status:
                break
        else:
            answer = Answer(0)
        with self._lock:
            self.errors += answer.status >= OURS
            if answer.status >= OURS:
                self.examples.append(f"answered {answer.status} to {request()[:60]!r}")
        return answer

    def _at_the_same_moment(self, phone: Phone, request: bytes) -> None:
        """A second finger, whose answer nobody reads."""
        other = Phone(phone.port, dict(phone.cookies))
        finger = threading.Thread(target=_patiently, args=(other, request))
        finger.start()
        with self._lock:
            self.at_once += 1
        _patiently(phone, request)
        finger.join()


def _patiently(phone: Phone, request: bytes) -> Answer:
    try:
        return phone.send(request)
    except OSError:  # the process that would have answered is no more
        return Answer(0)


def _answers(waiting: Waiting, chance: random.Random) -> _Given:
    number = chance.getrandbits(48)
    tension = chance.choice(["none", "none", "none", "little", "some"])
    return _Given(
        waiting,
        wish=f"To talk about {number:x}",
        alliance={key: chance.randint(0, 10) for key in _ITEMS},
        tension=tension,
        tension_words=f"It was {number:x}" if tension != "none" else "",
    )


_ITEMS = ("understood", "safe", "goals", "fit", "say")


def _lost(given: Sequence[_Given]) -> Iterator[str]:
    """Whose answers are not there as they were given."""
    check_ins = {
        row.pk: row
        for row in CheckIn.objects.filter(pk__in=[each.waiting.check_in.pk for each in given])
    }
    ratings: dict[int | None, Any] = {
        row.check_in_id: row.answers
        for row in Rating.objects.filter(check_in__in=check_ins, instrument=CLIENT_CHECK)
    }
    said: dict[int | None, Any] = {
        row.check_in_id: row.words for row in Concern.objects.filter(check_in__in=check_ins)
    }
    for each in given:
        key = each.waiting.check_in.pk
        stored = check_ins[key]
        found = (stored.wish, ratings.get(key), stored.tension, said.get(key, ""))
        meant = (each.wish, each.alliance, each.tension, each.tension_words)
        if found != meant:
            yield f"{key}: {found} instead of {meant}"
