"""Many at once against the real server: one signature, one submission, whatever the order."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from tests.e2e import steps
from tests.e2e.installation import Installation
from tests.e2e.visitor import Answer, Visitor, hidden_field, token_on
from tests.trust.signing import trial

pytestmark = [pytest.mark.slow]

TRIALS, PEOPLE = 3, 20
SENDING = 8


def all_at_once(acts: list[Callable[[], Answer]]) -> list[Answer]:
    """Let every act begin in the same moment."""
    ready = Barrier(len(acts))

    def act(what: Callable[[], Answer]) -> Answer:
        ready.wait()
        return what()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


@pytest.fixture(scope="module")
def known(house: Installation) -> dict[str, str]:
    answer: dict[str, str] = house.ask(
        "practice", clinic="Elder Practice", zone=steps.daytime_zone()
    )
    return answer


@pytest.mark.parametrize("number", range(TRIALS))
def test_one_signature_of_the_stored_text(
    house: Installation, known: dict[str, str], number: int
) -> None:
    """`make trust` does the same with a hundred people, fifty times."""
    therapist = Visitor(house.url)
    therapist.sign_in(known["therapist"], steps.PASSWORD)
    found = trial(house, therapist, known["met"], days=8 + number, people=PEOPLE)
    assert found.strange == []
    assert found.holds, found


def test_the_same_submission_counts_once(house: Installation, known: dict[str, str]) -> None:
    link = house.letter_to(known["client"]).link
    client = Visitor(house.url)
    first = client.post(link, token_on(client.get(link)))
    page = client.get("/check-in/review/")
    for step, answers in _answers(first).items():
        page = client.post(f"/check-in/{step}/", token_on(page), to="next", **answers)
    assert page.url.endswith("/check-in/review/")
    token, public = token_on(page), {"for": hidden_field(page, "for")}

    def send(who: Visitor) -> Callable[[], Answer]:
        return lambda: who.post("/check-in/review/", token, to="send", **public)

    sent = all_at_once([send(client.twin()) for _ in range(SENDING)])
    assert {answer.status for answer in sent} <= {200, 410}
    assert sum(answer.url.endswith("/check-in/thanks/") for answer in sent) == 1
    assert house.ask("stored_check_in", link=link) == {
        "sent": True,
        "wish": "To slow down.",
        "ratings": 1,
        "reports": 1,
        "messages": 1,
    }


def _answers(first: Answer) -> dict[str, dict[str, Any]]:
    public = {"for": hidden_field(first, "for")}
    alliance = dict.fromkeys(("understood", "safe", "goals", "fit", "say"), "4")
    return {
        "arriving": public | {"mood": "4", "managed": "5", "connected": "3", "facing": "4"},
        "wish": public | {"wish": "To slow down."},
        "working-together": public | alliance,
        "between-us": public | {"tension": "some", "request": "raise"},
    }
