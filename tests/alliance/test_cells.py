"""What the scores said, and what was found: four fields, over a therapist's own sessions."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from alliance import pages
from alliance.actions import answer_signal, raise_signal, rate_session, record_rupture
from alliance.models import CheckIn, Signal
from alliance.models.rating import Perspective
from clients.models import CareTeamMember
from practice.models import Clinic, Membership
from sessions.models import Session
from tests.alliance.rated import answers, met_and_rated, rate
from tests.cast import Cast, client

SignIn = Callable[[Membership], Browser]
PATH = "/signals/"


def page(browser: Browser, path: str = PATH) -> str:
    response = browser.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def counts(cast: Cast) -> tuple[int, ...]:
    """Both, only the score, only a person, neither."""
    found: dict[str, int] = pages.cells(cast.ines)["counts"]
    return tuple(found[name] for name in ("both", "score", "person", "neither"))


def report(session: Session) -> None:
    """The client says in the next check-in that something was tense."""
    following = session.participations.get().client.participations.filter(
        starts_at__gt=session.starts_at
    )
    part = following.order_by("starts_at")[0]
    check_in = CheckIn.objects.create(
        clinic=part.clinic, participation=part, client=part.client, about=session, tension="some"
    )
    raise_signal(
        Signal.Kind.DIRECT_REPORT,
        part.client,
        session=session,
        check_in=check_in,
        values={"tension": "some", "request": ""},
    )


def test_four_fields(cast: Cast) -> None:
    met = met_and_rated(cast.ines, cast.mara, [8.0, 8.0, 8.0, 3.0, 8.0, 8.0, 3.2, None])
    assert counts(cast) == (0, 2, 0, 5)
    record_rupture(met[3], cast.mara, by=cast.ines, direction="withdrawal")
    assert counts(cast) == (1, 1, 0, 5)
    report(met[4])
    assert counts(cast) == (1, 1, 1, 4)
    felt = {"words": "Uneasy.", "tension": "a lot"}
    for tension, expected in (("none", (1, 1, 1, 4)), ("lot", (1, 1, 2, 3))):
        seat = Perspective.THERAPIST
        rating = met[5].ratings.filter(perspective=seat).first()
        rate_session(
            met[5],
            cast.mara,
            seat,
            answers(7),
            by=cast.ines,
            feeling=felt | {"tension": tension},
            version=rating.version if rating else 0,
        )
        assert counts(cast) == expected
    answer_signal(
        Signal.objects.get(kind="unexpected drop", session=met[6]), "something", by=cast.ines
    )
    assert counts(cast) == (2, 0, 2, 3)


def test_an_answer_that_an_older_signal_took_along_judges_nothing(cast: Cast) -> None:
    met_and_rated(cast.ines, cast.mara, [8.0, 8.0, 8.0, 3.0, 3.0])
    answer_signal(Signal.objects.latest("id"), "something", by=cast.ines)
    assert list(Signal.objects.values_list("answer", flat=True)) == ["something", "something"]
    assert counts(cast) == (1, 1, 0, 3)


@pytest.mark.parametrize("answer", ["another reason", "will ask"])
def test_another_reason_is_not_something(cast: Cast, answer: str) -> None:
    met_and_rated(cast.ines, cast.mara, [8.0, 8.0, 8.0, 3.0])
    answer_signal(Signal.objects.get(), answer, by=cast.ines)
    assert counts(cast) == (0, 1, 0, 3)


def test_the_list_behind_each_field_says_who_what_and_why(cast: Cast, signed_in: SignIn) -> None:
    met = met_and_rated(cast.ines, cast.mara, [8.0, 8.0, 8.0, 3.0, 8.0])
    record_rupture(met[4], cast.mara, by=cast.ines, direction="withdrawal")
    browser = signed_in(cast.ines)
    score, person = page(browser, f"{PATH}?cell=score"), page(browser, f"{PATH}?cell=person")
    listed = score.split('id="list"')[1]
    assert f'<a href="/sessions/{met[3].code}/">Mara L.</a>' in listed
    assert "3 where 6.2–9.8 was expected" in listed
    listed = person.split('id="list"')[1]
    assert f'<a href="/sessions/{met[4].code}/">Mara L.</a>' in listed
    assert '<span class="tag">a rupture is recorded</span>' in listed
    assert "No session is in this field." in page(browser, f"{PATH}?cell=both")
    for odd in ("?cell=odd", "?page=9", "?page=nonsense", "?page=0"):
        assert "4" in page(browser, PATH + odd)


def test_a_share_is_said_from_twenty_sessions_on(cast: Cast, signed_in: SignIn) -> None:
    met_and_rated(cast.ines, cast.mara, [8.0] * 18 + [3.0])
    browser = signed_in(cast.ines)
    assert "<h1>Nineteen of your sessions are rated so far: too few to say" in page(browser)
    met_and_rated(cast.ines, cast.theo, [8.0])
    assert (
        "<h1>Of your 20 rated sessions, 1 lay lower than expected. Somebody said that there was "
        "something in 0 of those, and in 0 others.</h1>"
    ) in page(browser)


def test_long_lists_are_cut_into_pages(cast: Cast, signed_in: SignIn) -> None:
    met = met_and_rated(cast.ines, cast.mara, [8.0] * 27)
    browser = signed_in(cast.ines)
    first, second = page(browser), page(browser, f"{PATH}?cell=neither&page=2")
    assert (first.count("/sessions/"), second.count("/sessions/")) == (25, 2)
    assert str(met[-1].code) in first
    assert str(met[0].code) in second


def test_nobody_elses_sessions(cast: Cast, signed_in: SignIn) -> None:
    """Not a colleague's with the same client, not of people no longer on the caseload."""
    met_and_rated(cast.ines, cast.mara, [8.0])
    met_and_rated(cast.tomas, cast.mara, [8.0, 8.0], until=40)
    met_and_rated(cast.ines, cast.theo, [8.0, 8.0])
    met_and_rated(cast.wren, cast.otto, [8.0])
    assert counts(cast) == (0, 0, 0, 3)
    CareTeamMember.objects.filter(client=cast.theo).update(ended_on="2030-01-01")
    assert counts(cast) == (0, 0, 0, 1)
    for other in (cast.noor, cast.ada):
        assert signed_in(other).get(PATH).status_code == 404


def test_what_is_covered_is_left_out_and_counted(cast: Cast, signed_in: SignIn) -> None:
    met = met_and_rated(cast.ines, cast.mara, [8.0, 8.0, 8.0, 3.0])
    Clinic.objects.update(rate_then_reveal=True)
    cast.ines.clinic.refresh_from_db()
    rate(met[0], cast.mara, 7.0, by=cast.ines)
    assert counts(cast) == (0, 0, 0, 1)
    assert "3 sessions are left out" in page(signed_in(cast.ines))


def test_what_waits_stands_above_and_what_was_answered_below(cast: Cast, signed_in: SignIn) -> None:
    met_and_rated(cast.ines, cast.mara, [8.0, 8.0, 8.0, 3.0])
    signal, browser = Signal.objects.get(), signed_in(cast.ines)
    assert "<strong>Mara L.</strong>: 3, lower than expected" in page(browser)
    answer_signal(signal, "will ask", by=cast.ines)
    assert "<strong>Mara L.</strong>: to ask: 3, lower than expected" in page(browser)
    signal.refresh_from_db()
    answer_signal(signal, "another reason", by=cast.ines, other_reason="unwell")
    told = page(browser)
    assert "Waiting for your answer" not in told
    assert "another reason: ill or tired that day" in told


def test_nothing_rated_yet(cast: Cast, signed_in: SignIn) -> None:
    assert "<h1>None of your sessions has been rated yet.</h1>" in page(signed_in(cast.ines))


@pytest.mark.parametrize("people", [1, 3])
def test_a_literal_number_of_queries(cast: Cast, signed_in: SignIn, people: int) -> None:
    browser = signed_in(cast.ines)
    page(browser)
    CareTeamMember.objects.filter(therapist=cast.ines).delete()
    for number in range(people):
        person = client(f"Person {number}", cast.ines)
        met = met_and_rated(cast.ines, person, [8.0, 8.0, 8.0, 3.0])
        rate(met[0], person, 7.0, by=cast.ines)
        record_rupture(met[0], person, by=cast.ines, direction="withdrawal")
    with CaptureQueriesContext(connection) as captured:
        page(browser, f"{PATH}?cell=score")
    assert len(captured) == 10
