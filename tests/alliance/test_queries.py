"""A literal number of queries for every page that lists: the same at 1, 3 and 300 clients."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from alliance.actions import record_repair_attempt, record_rupture
from alliance.actions.rating import rate_session
from alliance.actions.signal import raise_signal
from alliance.models import CheckIn, Signal
from alliance.models.rating import Perspective
from alliance.pages import workspace
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
    assert queries(signed_in(cast.ines), f"/clients/{person.code}/") == 10


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
    assert queries(signed_in(cast.ines), f"/clients/{person.code}/") == 10


@pytest.mark.parametrize(("signed", "count"), [(False, 11), (True, 14)])
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


@pytest.mark.parametrize("people", [1, 2])
@pytest.mark.parametrize("sessions", [1, 3, 300])
def test_brief(cast: Cast, signed_in: SignIn, people: int, sessions: int) -> None:
    """Six of its own and five of the page, for one or a couple, however long their story."""
    pair = [client(name, cast.ines) for name in ("Aisha Rahman", "Jon Reed")][:people]
    met = Session.objects.bulk_create(
        Session(clinic=cast.riverside, therapist=cast.ines, starts_at=ago(days=2 + n))
        for n in range(sessions)
    )
    coming = Session.objects.create(
        clinic=cast.riverside, therapist=cast.ines, starts_at=ahead(hours=2)
    )
    Participation.objects.bulk_create(
        Participation(clinic=cast.riverside, session=each, client=who, starts_at=each.starts_at)
        for each in (*met, coming)
        for who in pair
    )
    for each in met[:5]:
        save_note(each, by=cast.ines, content={}, format="dap", format_version=1, version=0)
    for who in pair:
        _brought(cast, who, coming, met)
    shown = Session.objects.select_related("note").get(pk=coming.pk)
    parts = list(shown.participations.select_related("client").order_by("id"))
    with CaptureQueriesContext(connection) as captured:
        workspace(shown, parts, cast.ines)
    assert len(captured) == 6
    assert queries(signed_in(cast.ines), f"/sessions/{coming.code}/") == 11


def _brought(cast: Cast, who: Client, coming: Session, met: list[Session]) -> None:
    """A check-in that was answered, ratings, ruptures with a promise each, signals, goals."""
    check_in = CheckIn.objects.create(
        clinic=cast.riverside,
        participation=coming.participations.get(client=who),
        client=who,
        about=met[0],
        begun_at=ago(hours=3),
        submitted_at=ago(hours=3),
        read_at=ago(hours=2),
        read_by=cast.ines,
        asked=[["phq-9", 1]],
        tension="some",
        tension_request="raise",
    )
    for each in met[:25]:
        answers = dict.fromkeys(ITEMS, 7)
        came_with = check_in if each == met[0] else None
        rate_session(each, who, Perspective.CLIENT, answers, check_in=came_with)
        rupture = record_rupture(each, who, by=cast.ines, direction="withdrawal")
        record_repair_attempt(
            rupture, each, by=cast.ines, strategies=["validate"], promise="A shorter task."
        )
        raise_signal(Signal.Kind.SILENCE, who, session=each, values={"unanswered": 2})
        propose_goal(who, by=cast.ines, words="Sleep.", proposed_by="client")


@MANY
def test_clinic(cast: Cast, signed_in: SignIn, people: int) -> None:
    populate(cast, people)
    assert queries(signed_in(cast.ada), "/clinic/") == 9


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
