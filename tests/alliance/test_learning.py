"""What a clinic learns from its ruptures: pooled over enough people, by nobody."""

from collections.abc import Callable

from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from alliance.actions import record_repair_attempt, record_rupture, take_client_word
from alliance.pages import learning
from practice.models import Membership
from tests.cast import Cast, ago, client, session_at, staff

SignIn = Callable[[Membership], Browser]
PATH = "/clinic/learning/"


def torn(therapist: Membership, person: object, day: int, said: int | None, *keys: str) -> None:
    session = session_at(therapist, person, at=ago(days=day))  # type: ignore[arg-type]
    rupture = record_rupture(
        session,
        person,  # type: ignore[arg-type]
        by=therapist,
        direction="withdrawal",
        what_happened="kingfisher",
    )
    record_repair_attempt(rupture, session, by=therapist, strategies=list(keys), words="kingfisher")
    if said:
        take_client_word(rupture, said, told="told", by=therapist, words="kingfisher")


def pooled(cast: Cast, therapists: int, people: int, ruptures: int) -> None:
    """So many ruptures in which one thing was tried, spread over so many people."""
    team = [cast.ines, cast.tomas, staff(cast.riverside, "Uma Reyes", is_therapist=True)]
    clients = [client(f"Person {n}", team[n % therapists]) for n in range(people)]
    for n in range(ruptures):
        by = team[n % people % therapists]
        torn(by, clients[n % people], 10 + n, 5 if n % 2 else 2, "validate")


def page(browser: Browser) -> str:
    response = browser.get(PATH)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_enough_of_enough_people(cast: Cast, signed_in: SignIn) -> None:
    pooled(cast, 3, 5, 10)
    told = page(signed_in(cast.ada))
    assert "<h1>Of 1 way of repairing there is enough to learn from.</h1>" in told
    assert (
        "<strong>validated the need to protect themselves</strong><br>5 of 10: 50 %, where "
        "anything from 24 to 76 % fits"
    ) in told
    for private in ("Ines", "Tomas", "Uma", "Person", "kingfisher"):
        assert private not in told


def test_too_few_on_one_side_is_not_enough(cast: Cast) -> None:
    pooled(cast, 2, 5, 10)
    shown = learning(cast.riverside)
    assert (shown["learned"], shown["directions"], shown["repair"]) == ([], [], "")


def test_too_few_clients_are_not_enough(cast: Cast) -> None:
    pooled(cast, 3, 4, 12)
    assert learning(cast.riverside)["learned"] == []


def test_nine_ruptures_are_not_enough(cast: Cast, signed_in: SignIn) -> None:
    pooled(cast, 3, 5, 9)
    told = page(signed_in(cast.ada))
    assert "<h1>There is not enough to learn from yet.</h1>" in told
    assert "Not enough yet of any." in told


def test_one_kind_alone_does_not_tell_how_few_the_others_are(cast: Cast) -> None:
    """All ten are withdrawals: shown beside nothing, it would say that the rest is none."""
    pooled(cast, 3, 5, 10)
    assert [count for _, count in learning(cast.riverside)["directions"]] == [None, None, None]


def test_another_clinics_ruptures_are_not_in_it(cast: Cast, signed_in: SignIn) -> None:
    pooled(cast, 3, 5, 10)
    assert learning(cast.hillside)["learned"] == []
    assert "not enough to learn from yet" in page(signed_in(cast.olga))


def test_a_literal_number_of_queries(cast: Cast) -> None:
    for ruptures in (1, 3):
        for n in range(ruptures):
            torn(cast.ines, cast.mara, 10 + n, 5, "validate")
        with CaptureQueriesContext(connection) as captured:
            learning(cast.riverside)
        assert len(captured) == 2
