"""C1: many editors and signers on one note at once, against the real server.

`make trust`, or `python -m tests.trust.signing --trials 50 --people 100`: half of the people sign
what they read, and read again when they are told that it changed; the other half save a text of
their own over the one that they all saw and, told of another, save over that one. Exactly one
signature may come of it, over exactly the text that is stored, and everybody else has to be told.
What they were told is counted; an answer that is none of these is printed and fails.
"""

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier

from tests.e2e import steps
from tests.e2e.installation import Installation, installation
from tests.e2e.visitor import Answer, Visitor, hidden_field, token_on
from tests.servers import postgres, redis

SIGNED, SAVED = "signed", "saved"
TOLD_SIGNED, TOLD_CHANGED = "told signed", "told changed"
UNEXPLAINED = "unexplained"
# What a page says, by what that means.
SAID = {
    "Signed. What comes later goes into an addendum.": SIGNED,
    "This note was signed already.": TOLD_SIGNED,
    "This note is signed.": TOLD_SIGNED,
    "The text changed meanwhile. Read it again before you sign.": TOLD_CHANGED,
    "Draft saved.": SAVED,
    "You saved this note in another window meanwhile": TOLD_CHANGED,
}
MOST_TIMES = 200  # somebody tries again, more than ever is needed
TEXT = {"format": "dap", "section-assessment": "", "section-plan": "", "plan": "", "promise": ""}


@dataclass
class Trial:
    """What came of one note."""

    answers: Counter[str] = field(default_factory=Counter)
    strange: list[str] = field(default_factory=list)
    signatures: int = 0
    hash_is_of_stored_text: bool = False
    versions: int = 0
    stayed: bool = False

    @property
    def holds(self) -> bool:
        """One signature over the stored text, each saved text one version, everybody told."""
        return (
            self.signatures == 1
            and self.answers[SIGNED] == 1
            and self.hash_is_of_stored_text
            and self.versions == 1 + self.answers[SAVED]
            and self.answers[UNEXPLAINED] == 0
            and self.stayed
        )


def trial(house: Installation, therapist: Visitor, met: str, *, days: int, people: int) -> Trial:
    """A new session with a first text, and so many people at it in the same moment."""
    session = house.ask("one_more_session", session=met, days=days)
    page = therapist.get(session)
    rating = next(line for line in page.text.split('"') if line.endswith("-version"))
    token, fields = token_on(page), TEXT | {rating: "0"}
    therapist.post(f"{session}note/", token, version="0", **{"section-data": "First."}, **fields)
    ready, found = Barrier(people), Trial()

    def sign(who: Visitor) -> list[Answer]:
        ready.wait()
        answers = [who.get(f"{session}sign/")]
        while len(answers) <= MOST_TIMES and (shown := _shown(answers[-1])):
            answers.append(who.post(f"{session}sign/", token, **shown))
        return answers[1:] or answers

    def edit(who: Visitor, number: int) -> list[Answer]:
        text, version = {"section-data": f"Changed by {number}."}, "1"
        ready.wait()
        answers: list[Answer] = []
        while len(answers) < MOST_TIMES and version:
            answers.append(who.post(f"{session}note/", token, version=version, **text, **fields))
            version = _stored_meanwhile(answers[-1])
        return answers

    acts: list[Callable[[], list[Answer]]] = []
    for number in range(people):
        twin = therapist.twin()
        signs = number % 2 == days % 2  # now a signer is first at the door, now an editor
        acts.append(lambda s=signs, w=twin, n=number: sign(w) if s else edit(w, n))  # type: ignore[misc]
    with ThreadPoolExecutor(people) as pool:
        for answer in (each for answers in pool.map(lambda act: act(), acts) for each in answers):
            found.answers[meaning(answer)] += 1
            if meaning(answer) == UNEXPLAINED:
                found.strange.append(f"{answer.status} {answer.url}: {answer.text[:200]}")
    note = house.ask("stored_note", session=session)
    found.signatures, found.versions = note["signatures"], note["version"]
    found.hash_is_of_stored_text = note["digest"] == note["sha256"]
    late = therapist.post(f"{session}note/", token, version=str(note["version"]), **fields)
    told = meaning(late) == TOLD_SIGNED
    found.stayed = told and house.ask("stored_note", session=session) == note
    return found


def meaning(answer: Answer) -> str:
    """What a person is told by a page."""
    if answer.status not in {200, 409}:
        return UNEXPLAINED
    return next((told for words, told in SAID.items() if words in answer.text), UNEXPLAINED)


def _shown(page: Answer) -> dict[str, str]:
    """The text that a page to sign shows, by its version and digest; nothing once it is signed."""
    if 'name="digest"' not in page.text:
        return {}
    return {name: hidden_field(page, name) for name in ("version", "digest")}


def _stored_meanwhile(page: Answer) -> str:
    """The version that an editor is told of and may save over; empty where there is none."""
    told = page.status == 409 and 'name="version"' in page.text
    return hidden_field(page, "version") if told else ""


def main(arguments: list[str]) -> int:
    """Run the trials on PostgreSQL; 1 when one of them does not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.trust.signing")
    parser.add_argument("--trials", type=int, default=50)
    parser.add_argument("--people", type=int, default=100)
    chosen = parser.parse_args(arguments)
    with postgres() as database, redis() as broker:
        if database is None or broker is None:
            print("Not tried: PostgreSQL and redis-server have to be installed.")
            return 1
        os.environ |= {"DATABASE_URL": database.url, "REDIS_URL": broker.url}
        with installation("trust") as house:
            return _run(house, chosen.trials, chosen.people)


def _run(house: Installation, trials: int, people: int) -> int:
    known = house.ask("practice", clinic="Juniper Practice", zone=steps.daytime_zone())
    therapist = Visitor(house.url)
    therapist.sign_in(known["therapist"], steps.PASSWORD)
    began, total, held = time.monotonic(), Counter[str](), 0
    print(f"{people} people on one note, {trials} times", flush=True)
    for number in range(trials):
        one = trial(house, therapist, known["met"], days=8 + number, people=people)
        total += one.answers
        held += one.holds
        if not one.holds:
            print(f"trial {number + 1} does not hold: {one}", flush=True)
        if (number + 1) % 10 == 0:
            print(f"  {number + 1} done, {held} held", flush=True)
    seconds = time.monotonic() - began
    print(f"one signature, hash equals stored text, everybody told: {held} of {trials}")
    print(f"answers, of {total.total():,} in {seconds:.0f} s:")
    for told in (SIGNED, TOLD_SIGNED, SAVED, TOLD_CHANGED, UNEXPLAINED):
        print(f"  {told:<13}{total[told]:>7,}")
    return int(held != trials)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
