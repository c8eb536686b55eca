"""My practice: a mirror that only its owner opens, and that says nothing on little."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance.actions import (
    raise_signal,
    rate_session,
    record_repair_attempt,
    record_rupture,
    take_client_word,
)
from alliance.models import CheckIn, Concern, RepairAttempt, Rupture, Signal
from alliance.models.rating import Perspective
from alliance.pages.practice import Figure, my_practice
from clients.models import CareTeamMember, Client
from practice.models import Clinic, Membership
from sessions.models import Session
from tests.alliance.rated import answers, met_and_rated, rate
from tests.cast import Cast, ago, client, session_at

SignIn = Callable[[Membership], Browser]
PATH = "/my-practice/"


def page(browser: Browser) -> str:
    response = browser.get(PATH)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def report(session: Session, following: Session, *, read: float | None = None) -> None:
    """The client says in the check-in of the session that followed that something was tense."""
    part = following.participations.get()
    at = timezone.now() - timedelta(hours=read) if read is not None else None
    check_in = CheckIn.objects.create(
        clinic=part.clinic,
        participation=part,
        client=part.client,
        about=session,
        tension="some",
        begun_at=ago(days=1),
        submitted_at=ago(days=1),
        read_at=at,
        read_by=following.therapist if at else None,
    )
    raise_signal(
        Signal.Kind.DIRECT_REPORT, part.client, check_in=check_in, values={"tension": "some"}
    )


def felt(session: Session, person: Client, by: Membership, tension: str = "little") -> None:
    feeling = {"tension": tension}
    rate_session(session, person, Perspective.THERAPIST, answers(7), by=by, feeling=feeling)


def figure(cast: Cast, name: str) -> Figure:
    found: Figure = my_practice(cast.ines)[name]
    return found


def test_nobody_elses_page(cast: Cast, signed_in: SignIn) -> None:
    """There is one address, and it shows whoever opens it themselves."""
    for other in (cast.noor, cast.ada, cast.olga):
        assert signed_in(other).get(PATH).status_code == 404
    met_and_rated(cast.ines, cast.mara, [8.0, 8.0])
    raise_signal(Signal.Kind.SILENCE, cast.mara, values={"unanswered": 2})
    assert "Mara L." in page(signed_in(cast.ines))
    assert "Mara L." not in page(signed_in(cast.tomas))


def test_on_little_it_says_how_much_it_takes(cast: Cast, signed_in: SignIn) -> None:
    told = page(signed_in(cast.ines))
    assert "<h1>Not enough has been reported to you yet to say how much you notice.</h1>" in told
    assert told.count("Not enough yet: none of the ten that it takes.") == 2
    assert "Not enough yet: none of the twenty that it takes." in told
    assert "%" not in told.split("<h1>")[1].replace("95 %", "")


def test_what_was_noticed_before_it_was_read(cast: Cast, signed_in: SignIn) -> None:
    """Ten reports: felt before reading, recorded, felt but read earlier, felt nothing, nothing."""
    met = met_and_rated(cast.ines, cast.mara, [None] * 11)
    for number in range(10):
        report(met[number], met[number + 1], read=1 if number == 2 else None)
    felt(met[0], cast.mara, cast.ines)
    record_rupture(met[1], cast.mara, by=cast.ines, direction="withdrawal")
    felt(met[2], cast.mara, cast.ines)
    felt(met[3], cast.mara, cast.ines, "none")
    record_rupture(met[4], cast.mara, by=cast.ines, direction="mixed", noticed_by="client")
    told = page(signed_in(cast.ines))
    assert (
        "<h1>Of 10 sessions after which a client reported something, you had noticed it yourself "
        "in 2.</h1>"
    ) in told
    assert "2 of 10: 20 %, where anything from 6 to 51 % fits." in told


def test_nine_reports_are_not_enough(cast: Cast) -> None:
    met = met_and_rated(cast.ines, cast.mara, [None] * 10)
    for number in range(9):
        report(met[number], met[number + 1])
    assert figure(cast, "noticing") == Figure(9, 10)


def test_from_their_own_space_it_is_about_the_last_session_and_gone_when_taken_back(
    cast: Cast,
) -> None:
    met_and_rated(cast.ines, cast.mara, [None, None])
    concern = Concern.objects.create(
        clinic=cast.riverside, client=cast.mara, strength="some", request="raise", said_at=ago()
    )
    Signal.objects.create(
        clinic=cast.riverside,
        client=cast.mara,
        kind=Signal.Kind.DIRECT_REPORT,
        concern=concern,
        raised_at=ago(),
    )
    assert figure(cast, "noticing").have == 1
    Concern.objects.update(withdrawn_at=timezone.now())
    assert figure(cast, "noticing").have == 0


def ruptures(cast: Cast, many: int) -> list[Rupture]:
    at = [ago(days=30 + number) for number in range(many)]
    met = [session_at(cast.ines, cast.mara, at=each) for each in at]
    return [record_rupture(each, cast.mara, by=cast.ines, direction="mixed") for each in met]


def test_how_long_repair_takes_with_what_is_still_open(cast: Cast, signed_in: SignIn) -> None:
    torn = ruptures(cast, 9)
    assert "Not enough yet: nine of the ten that it takes." in page(signed_in(cast.ines))
    torn = [*torn, *ruptures(cast, 1)]
    for number, each in enumerate(torn[:6]):
        Rupture.objects.filter(pk=each.pk).update(
            outcome="repaired",
            closed_at=each.session.starts_at + timedelta(days=7 * (number + 1)),
            resolution_by_therapist=4,
            resolution_by_therapist_at=ago(),
        )
    told = page(signed_in(cast.ines))
    # Four are open for 30 days and more: left out, the median would be 21 days.
    assert "Half were repaired within 35 days; anything from" in told


def test_what_came_after_what_was_tried(cast: Cast, signed_in: SignIn) -> None:
    torn = ruptures(cast, 6)
    for number, each in enumerate(torn):
        record_repair_attempt(each, each.session, by=cast.ines, strategies=["validate"])
        if number < 5:
            take_client_word(each, 5 if number < 3 else 2, told="told", by=cast.ines)
    # After the client's word: not what it is about.
    record_repair_attempt(torn[0], torn[0].session, by=cast.ines, strategies=["clarify"])
    told = page(signed_in(cast.ines))
    assert (
        "<strong>validated the need to protect themselves</strong><br>3 of 5: 60 %, where anything "
        "from 23 to 88 % fits"
    ) in told
    assert "Not enough yet" not in told.split('id="tried"')[1].split("</section>")[0]
    assert "That is no proof that one caused the other" in told
    RepairAttempt.objects.filter(rupture=torn[1]).delete()
    told = page(signed_in(cast.ines))
    assert (
        "Not enough yet of: validated the need to protect themselves (4). It takes 5 ruptures"
    ) in told


def test_my_guess_and_their_rating(cast: Cast, signed_in: SignIn) -> None:
    scores = [8.0, 7.0, 8.0, 7.0, 8.0, 7.0, 8.0, 7.0, 8.0, 7.0]
    for person in (cast.mara, cast.theo):
        for session, score in zip(met_and_rated(cast.ines, person, scores), scores, strict=True):
            rate(session, person, score - 1, by=cast.ines)
    told = page(signed_in(cast.ines))
    assert "yours mostly goes with it (r = 1.00)" in told
    assert "From 20 sessions of 2 clients that both of you rated." in told
    assert "On average you rate" not in told
    assert ("It takes 45 clients with a session that both of you rated; there are 2.</p>") in told


def test_how_high_i_rate_is_said_of_45_clients_and_with_its_interval(
    cast: Cast, signed_in: SignIn
) -> None:
    browser = signed_in(cast.ines)
    for number in range(44):
        person = client(f"Person {number}", cast.ines)
        (met,) = met_and_rated(cast.ines, person, [8.0])
        rate(met, person, 6.0 if number % 2 else 7.0, by=cast.ines)
    assert "It takes 45 clients" in page(browser)
    (met,) = met_and_rated(cast.ines, cast.mara, [8.0])
    rate(met, cast.mara, 6.5, by=cast.ines)
    told = page(browser)
    assert "It takes 45 clients" not in told
    # Mean -1.5, standard deviation .5 (sum of squares 44 · .25 over 44), so ± 1.96 · .5 / √45.
    assert (
        "On average you rate an hour lower than your 45 clients do, by 1.5 of 10 (yours less "
        "theirs: anything from −1.6 to −1.4 fits)."
    ) in told


def test_what_is_covered_is_in_no_figure(cast: Cast) -> None:
    Clinic.objects.update(rate_then_reveal=True)
    met = met_and_rated(cast.ines, cast.mara, [3.0] * 20)
    rate(met[0], cast.mara, 7.0, by=cast.ines)
    assert figure(cast, "guesses") == Figure(1, 20)


def test_a_colleagues_sessions_with_the_same_client_are_not_mine(cast: Cast) -> None:
    met = met_and_rated(cast.tomas, cast.mara, [8.0, 8.0])
    report(met[0], met[1])
    record_rupture(met[0], cast.mara, by=cast.tomas, direction="mixed")
    assert (figure(cast, "noticing").have, figure(cast, "repair").have) == (0, 0)


@pytest.mark.parametrize("people", [1, 3])
def test_a_literal_number_of_queries(cast: Cast, signed_in: SignIn, people: int) -> None:
    browser = signed_in(cast.ines)
    page(browser)
    CareTeamMember.objects.filter(therapist=cast.ines).delete()
    for number in range(people):
        person = client(f"Person {number}", cast.ines)
        met = met_and_rated(cast.ines, person, [8.0, 8.0])
        rate(met[0], person, 7.0, by=cast.ines)
        report(met[0], met[1])
        torn = record_rupture(met[0], person, by=cast.ines, direction="withdrawal")
        record_repair_attempt(torn, met[1], by=cast.ines, strategies=["validate"])
        raise_signal(Signal.Kind.SILENCE, person, values={"unanswered": 2})
    with CaptureQueriesContext(connection) as captured:
        page(browser)
    assert len(captured) == 8
