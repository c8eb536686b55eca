"""The four cells by quarter: a therapist's, a client's, a clinic's."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance.actions import raise_signal, rate_session, record_rupture
from alliance.models import Signal
from alliance.models.rating import Perspective
from alliance.pages.cells_over_time import Quarter, client_cells, clinic_cells, quarter_of
from clients.models import Client
from practice.models import Clinic, Membership
from sessions.models import Session
from tests.alliance.rated import answers, rate
from tests.cast import Cast, client, session_at

SignIn = Callable[[Membership], Browser]


def last_quarter(back: int = 1) -> date:
    begins = quarter_of(timezone.now())
    for _ in range(back):
        begins = quarter_of(datetime(begins.year, begins.month, 1, tzinfo=UTC)).replace(day=1)
        month = (begins.month - 4) % 12 + 1
        begins = date(begins.year - (begins.month < 4), month, 1)
    return begins


def session_in(begins: date, therapist: Membership, person: Client, day: int = 2) -> Session:
    at = datetime(begins.year, begins.month, day, 12, tzinfo=UTC)
    return session_at(therapist, person, at=at)


def rated(
    therapist: Membership, person: Client, begins: date, scores: list[float]
) -> list[Session]:
    met = [session_in(begins, therapist, person, 2 + n) for n in range(len(scores))]
    for session, score in zip(met, scores, strict=True):
        rate(session, person, score)
    return met


def test_a_therapists_quarters(cast: Cast, signed_in: SignIn) -> None:
    before, last = last_quarter(2), last_quarter(1)
    rated(cast.ines, cast.mara, before, [8.0, 8.0, 8.0])
    met = rated(cast.ines, cast.mara, last, [8.0, 3.0])
    record_rupture(met[0], cast.mara, by=cast.ines, direction="mixed")
    told = " ".join(signed_in(cast.ines).get("/signals/").content.decode().split())
    rows = told.split("Over time</h2>")[1].split("<tbody>")[1].split("</tbody>")[0].split("<tr>")
    numbers = [[cell.split("<")[0] for cell in row.split('">')[2:]] for row in rows[1:]]
    assert numbers == [["0", "1", "1", "0", "1", "1"], ["0", "0", "0", "3", "0", "0"]]
    assert Quarter(last).words in rows[1]


def test_a_rupture_after_a_signal_stands_with_it(cast: Cast) -> None:
    met = rated(cast.ines, cast.mara, last_quarter(), [8.0, 8.0, 3.0])
    record_rupture(met[2], cast.mara, by=cast.ines, direction="mixed")
    assert client_cells(cast.mara, cast.ines)["quarters"] == [
        Quarter(last_quarter(), both=1, neither=2)
    ]


def test_a_clients_page_for_those_who_may_open_the_record(cast: Cast, signed_in: SignIn) -> None:
    rated(cast.ines, cast.mara, last_quarter(), [8.0, 3.0])
    path = f"/clients/{cast.mara.code}/cells/"
    told = signed_in(cast.ines).get(path).content.decode()
    assert "<h1>2 sessions with Mara were rated: where score and word meet" in told
    assert (
        f'href="{path}"' in signed_in(cast.ines).get(f"/clients/{cast.mara.code}/").content.decode()
    )
    assert [
        signed_in(each).get(path).status_code for each in (cast.noor, cast.tomas, cast.ada)
    ] == [
        200,
        404,
        404,
    ]


def test_what_a_therapist_felt_is_told_to_nobody_else(cast: Cast) -> None:
    (met,) = rated(cast.ines, cast.mara, last_quarter(), [8.0])
    seat, feeling = Perspective.THERAPIST, {"tension": "lot"}
    rate_session(met, cast.mara, seat, answers(7), by=cast.ines, feeling=feeling)
    assert client_cells(cast.mara, cast.ines)["quarters"][0].person == 1
    assert client_cells(cast.mara, cast.noor)["quarters"][0].person == 0


def test_what_is_covered_is_left_out(cast: Cast, signed_in: SignIn) -> None:
    rated(cast.ines, cast.mara, last_quarter(), [8.0, 3.0])
    Clinic.objects.update(rate_then_reveal=True)
    told = signed_in(cast.ines).get(f"/clients/{cast.mara.code}/cells/").content.decode()
    assert "No session with Mara can be compared yet." in told
    assert "2 sessions are left out" in told


def test_a_clinic_sees_counts_that_are_not_small(cast: Cast, signed_in: SignIn) -> None:
    """Eleven with neither, one low, twelve torn: the low one cannot be told from the others."""
    last = last_quarter()
    for number in range(6):
        person = client(f"Person {number}", cast.ines)
        met = rated(cast.ines, person, last, [8.0, 8.0, 8.0, 8.0])
        for session in met[:2]:
            record_rupture(session, person, by=cast.ines, direction="mixed")
    rated(cast.ines, cast.mara, last, [8.0, 2.0])
    rated(cast.wren, cast.otto, last, [8.0] * 20)
    found = clinic_cells(cast.riverside)["quarters"]
    assert found == [
        Quarter(last, both=None, score=None, person=None, neither=None, torn=12, asked=None)
    ]
    told = signed_in(cast.ada).get("/clinic/learning/").content.decode()
    assert Quarter(last).words in told
    assert "Mara" not in told
    assert "Ines" not in told


def test_the_running_quarter_is_left_out(cast: Cast) -> None:
    session = session_at(cast.ines, cast.mara, at=timezone.now())
    rate(session, cast.mara, 8.0)
    assert clinic_cells(cast.riverside)["quarters"] == []


def test_a_signal_without_a_session_counts_in_its_own_quarter(cast: Cast) -> None:
    raise_signal(Signal.Kind.SILENCE, cast.mara, values={"unanswered": 2})
    quarter = quarter_of(timezone.now())
    assert client_cells(cast.mara, cast.ines)["quarters"] == [Quarter(quarter, asked=1)]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_literal_number_of_queries(cast: Cast, rows: int) -> None:
    met = rated(cast.ines, cast.mara, last_quarter(), [8.0] * rows)
    for each in met:
        rate(each, cast.mara, 7.0, by=cast.ines)
    with CaptureQueriesContext(connection) as captured:
        client_cells(cast.mara, cast.ines)
    assert len(captured) == 4
    with CaptureQueriesContext(connection) as captured:
        clinic_cells(cast.riverside)
    assert len(captured) == 3
