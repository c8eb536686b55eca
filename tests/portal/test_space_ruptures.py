"""What was opened to a client: they read it and say how it feels; nothing else is there."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from alliance.actions import cover_from_client, open_to_client, record_rupture, take_client_word
from alliance.models import Rupture
from alliance.vocabulary import ToldBy
from clients.models import Client
from practice.models import Membership
from tests.cast import Cast, ago, session_at
from tests.portal.space import come_in

HIDDEN = "kingfisher"  # stands in every text of a rupture that is not for the client


@pytest.fixture
def mara(cast: Cast, browser: Browser, mailoutbox: list[EmailMessage]) -> Browser:
    """A browser in which Mara's space is open."""
    return come_in(browser, cast.mara, mailoutbox)


def between(therapist: Membership, client: Client, words: str = "") -> Rupture:
    """A rupture of last week; opened to the client when there are words for them."""
    met = session_at(therapist, client, at=ago(days=7))
    rupture = record_rupture(
        met,
        client,
        by=therapist,
        direction="withdrawal",
        what_happened=HIDDEN,
        own_part=HIDDEN,
        feeling=HIDDEN,
        would_count=HIDDEN,
        opened_words=HIDDEN,
    )
    if words:
        rupture = open_to_client(rupture, by=therapist, version=None, words=words)
    return rupture


def say(browser: Browser, rupture: Rupture, feels: str, words: str = "") -> Any:
    return browser.post(f"/space/between-us/{rupture.code}/", {"feels": feels, "words": words})


def test_an_opened_one_is_read_and_answered_and_each_answer_kept(cast: Cast, mara: Browser) -> None:
    rupture = between(cast.ines, cast.mara, "the moment with the clock")
    assert "the moment with the clock" in mara.get("/space/").text
    assert "You have not said yet how it feels" in mara.get("/space/between-us/").text
    assert say(mara, rupture, "2", "Still sore")["Location"] == f"/space/between-us/{rupture.code}/"
    say(mara, rupture, "4", "Better since Tuesday")
    rupture.refresh_from_db()
    assert (rupture.resolution_by_client, rupture.resolution_by_client_told) == (4, "space")
    assert (rupture.client_words, rupture.outcome) == ("Better since Tuesday", "open")
    page = mara.get(f"/space/between-us/{rupture.code}/").text
    for text in ["Still sore", "Not really all right", "Better since Tuesday", "Mostly all right"]:
        assert text in page
    assert "Waiting for you" not in mara.get("/space/").text
    assert HIDDEN not in page


def test_one_that_was_not_opened_is_as_one_that_does_not_exist(cast: Cast, mara: Browser) -> None:
    covered = between(cast.ines, cast.mara, HIDDEN)
    cover_from_client(covered, by=cast.ines, version=None)
    closed_to_her = [
        between(cast.ines, cast.mara),
        covered,
        between(cast.ines, cast.theo, HIDDEN),
        between(cast.wren, cast.otto, HIDDEN),
    ]
    none = mara.get(f"/space/between-us/{uuid4()}/")
    for rupture in closed_to_her:
        page = mara.get(f"/space/between-us/{rupture.code}/")
        assert (page.status_code, page.content) == (404, none.content)
        assert say(mara, rupture, "5", "mine").status_code == 404
    for address in ["/space/", "/space/between-us/", "/space/off/", "/space/said/"]:
        assert HIDDEN not in mara.get(address).text
    assert set(Rupture.objects.values_list("resolution_by_client", flat=True)) == {None}


def test_what_the_therapist_wrote_down_as_told_shows_the_answer_alone(
    cast: Cast, mara: Browser
) -> None:
    rupture = between(cast.ines, cast.mara, "the clock")
    take_client_word(rupture, 3, told=ToldBy.TOLD, words=HIDDEN, by=cast.ines)
    page = mara.get(f"/space/between-us/{rupture.code}/").text
    assert ("Half and half" in page, "as you told your therapist" in page) == (True, True)
    assert HIDDEN not in page


@pytest.mark.parametrize("feels", ["", "0", "6", "very"])
def test_an_answer_needs_one_of_the_five(cast: Cast, mara: Browser, feels: str) -> None:
    rupture = between(cast.ines, cast.mara, "the clock")
    page = say(mara, rupture, feels, "My own words")
    assert (page.status_code, "My own words" in page.text) == (422, True)
    rupture.refresh_from_db()
    assert rupture.resolution_by_client is None


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(cast: Cast, mara: Browser, rows: int) -> None:
    ruptures = [between(cast.ines, cast.mara, "the clock") for _ in range(rows)]
    for rupture in ruptures:
        say(mara, rupture, "2")
    for address, queries in [
        ("/space/", 9),
        ("/space/between-us/", 4),
        (f"/space/between-us/{ruptures[0].code}/", 4),
    ]:
        with CaptureQueriesContext(connection) as asked:
            mara.get(address)
        assert len(asked) == queries, address


def test_in_spanish(cast: Cast, mara: Browser) -> None:
    rupture = between(cast.ines, cast.mara, "el reloj")
    say(mara, rupture, "5")
    mara.get("/space/?language=es")
    page = mara.get(f"/space/between-us/{rupture.code}/").text
    for text in ["¿Cómo te sientes con eso ahora?", "Todavía estáis en ello.", "Del todo bien"]:
        assert text in page
    assert "Dijiste: Del todo bien" in mara.get("/space/between-us/").text
