"""Workers killed while invitations go out: which arrive, how often, under which Message-ID."""

import random
import threading
import time
from collections import Counter
from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet

from practice import outbox, tokens
from practice.models import OutboxMessage
from tests.chaos.house import Process
from tests.chaos.people import Waiting, people, practice
from tests.chaos.proof import Figure, Run, exactly, say

INVITATION = "check-in-invitation"
KILLS, KILLS_QUICKLY = 40, 3
# Seconds; how long a dead worker's claim holds is two minutes, and the quick form cannot wait.
PATIENCE, LEASE_QUICKLY = 900.0, 2


def workers(run: Run) -> None:
    """Invitations to a local SMTP server while the worker dies again and again.

    A third of the kills come when a letter begins, before it is taken; a third when it has been
    taken and the worker has not heard; the rest at any moment. Then nobody is killed any more, and
    everything has to arrive.
    """
    therapist = practice("Workers")
    waiting = people(therapist, run.number)
    run.house.quiet()
    _invite(waiting)
    kills = KILLS_QUICKLY if run.quick else KILLS
    settings = {"OUTBOX_SWEEP_SECONDS": "1", "LEASE": str(LEASE_QUICKLY)} if run.quick else {}
    with run.house.worker(run.fault, **settings) as worker:
        killer = _Killer(worker, kills, every=max(1, run.number // (kills + 1)), seed=run.seed)
        run.house.letterbox.arriving = killer.arriving
        run.house.letterbox.taken = killer.taken
        seconds = _until_settled(run, worker, killer)
    _count(run, waiting, killer, seconds)


@transaction.atomic
def _invite(waiting: Sequence[Waiting]) -> None:
    """Queue every invitation, and wake the workers once for each, as planning sessions would."""
    for each in waiting:
        secret = {"token": each.token, "by_hand": True}
        outbox.put(INVITATION, each.check_in, secret=secret)


class _Killer:
    """Kills the worker after so many letters each time, at the three kinds of moment in turn."""

    def __init__(self, worker: Process, kills: int, *, every: int, seed: int) -> None:
        self.worker = worker
        self.lock = threading.Lock()
        self.done: Counter[str] = Counter()
        self._chance = random.Random(seed)
        moments = ["taken", "arriving", "any"]
        self._plan = [(moments[n % 3], every * n) for n in range(kills)]

    @property
    def left(self) -> int:
        return len(self._plan)

    def arriving(self, taken: int) -> None:
        self._kill_at("arriving", taken)

    def taken(self, taken: int) -> None:
        self._kill_at("taken", taken)

    def any(self, taken: int) -> None:
        if self._plan and self._plan[0][0] == "any" and taken >= self._plan[0][1]:
            time.sleep(self._chance.random() / 10)
            self._kill_at("any", taken)

    def _kill_at(self, moment: str, taken: int) -> None:
        with self.lock:
            if not self._plan or self._plan[0][0] != moment or taken < self._plan[0][1]:
                return
            if not self.worker.is_alive():
                return
            self._plan.pop(0)
            self.worker.kill()
            self.done[moment] += 1


def _until_settled(run: Run, worker: Process, killer: _Killer) -> float:
    """Start the worker whenever it is gone. How long it took until nothing waits."""
    began, told = time.monotonic(), 0
    patience = 60.0 if run.quick else PATIENCE
    while time.monotonic() - began < patience:
        with killer.lock:
            if not worker.is_alive():
                worker.start()
        killer.any(len(run.house.letterbox))
        waits = _rows().filter(settled_at=None).count()
        if not waits and worker.is_alive():
            break
        if sum(killer.done.values()) >= told + 10:
            told = sum(killer.done.values())
            say(f"{told} kills, {waits:,} of {run.number:,} invitations wait")
        time.sleep(0.05 if killer.left else 0.5)
    return time.monotonic() - began


def _rows() -> "QuerySet[OutboxMessage]":
    return OutboxMessage.objects.filter(kind=INVITATION, clinic__name="Workers")


def _count(run: Run, waiting: Sequence[Waiting], killer: _Killer, seconds: float) -> None:
    came = run.house.letterbox.by_address()
    arrived = [came.get(each.email, Counter[str]()) for each in waiting]
    kills = sum(killer.done.values())
    ids = Counter(each for identities in arrived for each in identities)
    run.found(
        Figure("invitations", len(waiting), least=run.number),
        Figure("workers killed", kills, least=min(kills + killer.left, KILLS)),
        Figure("of them with a letter taken and not yet settled", killer.done["taken"], least=1),
        exactly("lost", sum(not identities for identities in arrived), 0),
        exactly("not settled as sent", _rows().exclude(ending="sent").count(), 0),
        Figure("duplicates", sum(each.total() - 1 for each in arrived if each), most=kills),
        exactly("duplicates under another Message-ID", sum(len(each) > 1 for each in arrived), 0),
        exactly("Message-IDs shared by two people", sum(n > 1 for n in ids.values()), 0),
        exactly("letters whose link opens nothing, or another's", _wrong_links(run, waiting), 0),
        Figure("seconds until the last was settled", round(seconds)),
    )


def _wrong_links(run: Run, waiting: Sequence[Waiting]) -> int:
    """Each letter, duplicates too, bears the one link that its person's check-in has."""
    digests = {each.email: each.link.token_digest for each in waiting}
    wrong = 0
    for letter in run.house.letterbox.letters():
        body = letter.get_content()
        secret = body.partition("/c/")[2].partition("/")[0]
        wrong += digests.get(str(letter["To"])) != tokens.digest(secret)
    return wrong
