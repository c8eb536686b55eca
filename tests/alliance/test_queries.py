"""A literal number of queries for every page that lists: the same at 1, 3 and 300 clients."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from alliance.actions import record_repair_attempt, record_rupture
from alliance.actions.rating import rate_session
from alliance.models import CheckIn
from alliance.models.rating import Perspective
from clients.actions import propose_goal
from clients.models import CareTeamMember, Client
from practice.models import Membership
from sessions.actions import save_note, sign_note
from sessions.models import Participation, Session
from tests.cast import Cast, ago, ahead, client

SignIn = Callable[[Membership], Browser]
MANY = pytest.mark.parametrize("people", [1, 3, 300])


@pytest.fixture(autouse=True)
def signed_in_once(signed_in: SignIn, cast: Cast) -> None:
    """The first request loads templates and keys."""
    signed_in(cast.ines).get("/caseload/")


def populate(cast: Cast, people: int) -> list[Client]:
    """So many people on Ines's caseload, each met twice, rated, with a repair under way."""
    CareTeamMember.objects.filter(therapist=cast.ines).delete()
    return [one(cast, number) for number in range(people)]


def one(cast: Cast, number: int) -> Client:
    person = client(f"Person {number}", cast.ines)
    sessions = Session.objects.bulk_create(
        Session(clinic=cast.riverside, therapist=cast.ines, starts_at=at)
        for at in (ago(days=7, minutes=number), ahead(hours=1, minutes=number % 300))
    )
    Participation.objects.bulk_create(
        Participation(clinic=cast.riverside, session=each, client=person, starts_at=each.starts_at)
        for each in sessions
    )
    rate_session(sessions[0], person, Perspective.CLIENT, dict.fromkeys(ITEMS, 2))
    rupture = record_rupture(sessions[0], person, by=cast.ines, direction="withdrawal")
    record_repair_attempt(rupture, sessions[0], by=cast.ines, strategies=["validate"])
    return person


ITEMS = ("understood", "safe", "goals", "fit", "say")


def queries(browser: Browser, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(path).status_code == 200
    return len(captured)


@MANY
def test_today(cast: Cast, signed_in: SignIn, people: int) -> None:
    populate(cast, people)
    assert queries(signed_in(cast.ines), "/") == 8


@MANY
def test_caseload(cast: Cast, signed_in: SignIn, people: int) -> None:
    populate(cast, people)
    assert queries(signed_in(cast.ines), "/caseload/") == 8


@MANY
def test_client(cast: Cast, signed_in: SignIn, people: int) -> None:
    person = populate(cast, people)[0]
    assert queries(signed_in(cast.ines), f"/clients/{person.code}/") == 9


@pytest.mark.parametrize("sessions", [1, 3, 300])
def test_client_with_a_long_story(cast: Cast, signed_in: SignIn, sessions: int) -> None:
    person = populate(cast, 1)[0]
    met = Session.objects.bulk_create(
        Session(clinic=cast.riverside, therapist=cast.ines, starts_at=ago(days=8 + n))
        for n in range(sessions)
    )
    Participation.objects.bulk_create(
        Participation(clinic=cast.riverside, session=each, client=person, starts_at=each.starts_at)
        for each in met
    )
    assert queries(signed_in(cast.ines), f"/clients/{person.code}/") == 9


@pytest.mark.parametrize(("signed", "count"), [(False, 12), (True, 14)])
def test_workspace(cast: Cast, signed_in: SignIn, signed: bool, count: int) -> None:
    """With an answered check-in, a rupture, goals; and once signed with its addenda."""
    person = populate(cast, 3)[0]
    propose_goal(person, by=cast.ines, words="Sleep.", proposed_by="client")
    session = person.participations.order_by("starts_at")[0].session
    check_in = CheckIn.objects.create(
        clinic=cast.riverside,
        participation=session.participations.get(),
        client=person,
        begun_at=ago(days=8),
        submitted_at=ago(days=8),
        read_at=ago(days=8),
        read_by=cast.ines,
    )
    person.ratings.update(check_in=check_in)
    if signed:
        note = save_note(
            session, by=cast.ines, content={}, format="dap", format_version=1, version=0
        )
        sign_note(note, by=cast.ines, version=1)
    assert queries(signed_in(cast.ines), f"/sessions/{session.code}/") == count


@MANY
def test_clinic(cast: Cast, signed_in: SignIn, people: int) -> None:
    populate(cast, people)
    assert queries(signed_in(cast.ada), "/clinic/") == 10


@MANY
def test_everybody_in_care(cast: Cast, signed_in: SignIn, people: int) -> None:
    populate(cast, people)
    assert queries(signed_in(cast.ada), "/clinic/clients/") == 6


def test_autosave(cast: Cast, signed_in: SignIn) -> None:
    """A note saved again, its rating unchanged."""
    person = populate(cast, 1)[0]
    session = person.participations.order_by("starts_at")[0].session
    browser, path = signed_in(cast.ines), f"/sessions/{session.code}/note/"
    data = {"version": "0", "format": "dap", f"rating-{person.code}-version": "0"}
    browser.post(path, data, headers={"HX-Request": "true"})
    with CaptureQueriesContext(connection) as captured:
        again = data | {"version": "1", "section-data": "More."}
        assert browser.post(path, again, headers={"HX-Request": "true"}).status_code == 200
    frame = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    assert len([each for each in captured if not each["sql"].startswith(frame)]) == 7
