"""How what was opened to the client feels now, asked in a check-in."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance.actions import close_rupture, cover_from_client, take_client_word
from alliance.models import CheckIn, CheckInLink, Rupture, RuptureChange
from alliance.vocabulary import Outcome, ToldBy
from tests.cast import Cast
from tests.portal.conftest import answer_everything
from tests.portal.test_space_ruptures import HIDDEN, between
from tests.portal.test_weight import LIMIT, weight_of

PAGE = "/check-in/last-time/"


@pytest.fixture
def rupture(cast: Cast, begun: Browser) -> Rupture:
    """Opened to Mara while her check-in waits."""
    return between(cast.ines, cast.mara, "the moment with the clock")


def say(browser: Browser, rupture: Rupture, feels: str, words: str = "") -> int:
    said = {f"feels-{rupture.code}": feels, f"words-{rupture.code}": words}
    return browser.post(PAGE, said).status_code


def send(browser: Browser) -> None:
    assert browser.post("/check-in/review/", {"to": "send"}).status_code == 302


def test_no_such_step_when_nothing_was_opened(cast: Cast, answered: Browser) -> None:
    between(cast.ines, cast.mara)
    covered = between(cast.ines, cast.mara, HIDDEN)
    cover_from_client(covered, by=cast.ines, version=None)
    between(cast.ines, cast.theo, HIDDEN)
    assert answered.get(PAGE).status_code == 404
    assert HIDDEN not in answered.get("/check-in/review/").text


def test_it_is_asked_in_plain_words_with_five_answers(begun: Browser, rupture: Rupture) -> None:
    page = begun.get(PAGE)
    asked = "Last time we talked about “the moment with the clock”: how does that feel now?"
    assert asked in page.text
    for text in ["Not all right at all", "Half and half", "Completely all right"]:
        assert text in page.text
    assert HIDDEN not in page.text
    assert weight_of(page.content) <= LIMIT


def test_what_is_said_arrives_with_the_check_in(begun: Browser, rupture: Rupture) -> None:
    answer_everything(begun)
    assert say(begun, rupture, "4", "Better, not quite") == 302
    assert 'value="4" checked' in begun.get(PAGE).text.replace(" id=", " data-id=")
    review = begun.get("/check-in/review/").text
    assert ("Mostly all right" in review, "Better, not quite" in review) == (True, True)
    assert Rupture.objects.filter(resolution_by_client=None).count() == 1  # nothing left yet
    send(begun)
    rupture.refresh_from_db()
    said = (rupture.resolution_by_client, rupture.resolution_by_client_told, rupture.client_words)
    assert said == (4, "check-in", "Better, not quite")
    change = RuptureChange.objects.get(kind="client said")
    assert (change.check_in, change.by) == (CheckIn.objects.get(), None)
    assert begun.post("/check-in/review/", {"to": "send"}).status_code == 410
    assert RuptureChange.objects.filter(kind="client said").count() == 1


def test_leaving_it_out_says_nothing(begun: Browser, rupture: Rupture) -> None:
    assert say(begun, rupture, "") == 302
    send(begun)
    rupture.refresh_from_db()
    assert rupture.resolution_by_client is None


def test_words_without_an_answer_stay_with_a_word_beside_them(
    begun: Browser, rupture: Rupture
) -> None:
    assert say(begun, rupture, "", "My own words") == 422
    page = begun.get(PAGE).text
    assert "My own words" in page


def test_an_ended_one_is_asked_about_for_sixty_days_until_the_client_has_their_word(
    cast: Cast, begun: Browser, rupture: Rupture
) -> None:
    close_rupture(rupture, by=cast.ines, version=None, outcome=Outcome.NOT_REPAIRED)
    assert begun.get(PAGE).status_code == 200
    Rupture.objects.update(closed_at=timezone.now() - timedelta(days=61))
    assert begun.get(PAGE).status_code == 404
    Rupture.objects.update(closed_at=timezone.now() - timedelta(days=59))
    assert begun.get(PAGE).status_code == 200
    take_client_word(rupture, 2, told=ToldBy.SPACE)
    assert begun.get(PAGE).status_code == 404


def test_one_that_was_covered_meanwhile_takes_nothing(
    cast: Cast, begun: Browser, rupture: Rupture
) -> None:
    say(begun, rupture, "1", "Too late")
    cover_from_client(rupture, by=cast.ines, version=None)
    assert "Too late" not in begun.get("/check-in/review/").text
    send(begun)
    rupture.refresh_from_db()
    assert rupture.resolution_by_client is None


def test_words_that_came_too_late_are_given_back(begun: Browser, rupture: Rupture) -> None:
    say(begun, rupture, "1", "Kept in the draft")
    CheckInLink.objects.update(expires_at=timezone.now())
    said = {f"feels-{rupture.code}": "1", f"words-{rupture.code}": "Typed just now"}
    page = begun.post(PAGE, said)
    assert page.status_code == 410
    assert ("Typed just now" in page.text, "Kept in the draft" in page.text) == (True, True)


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(cast: Cast, begun: Browser, rows: int) -> None:
    for _ in range(rows):
        between(cast.ines, cast.mara, "the clock")
    with CaptureQueriesContext(connection) as asked:
        begun.get(PAGE)
    assert len(asked) == 3


def test_in_spanish(begun: Browser, rupture: Rupture) -> None:
    page = begun.get(f"{PAGE}?language=es").text
    assert "La última vez hablamos de «the moment with the clock»" in page
    assert "Del todo bien" in page
