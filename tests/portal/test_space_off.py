"""Saying that something felt off, seeing what became of it, and taking it back."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance.actions.concern import say_concern
from alliance.models import Concern
from clients.actions import change_client
from practice.models import Clinic, Membership
from tests.cast import Cast, ahead, session_at
from tests.portal.conftest import deliver
from tests.portal.space import come_in
from tests.portal.test_weight import LIMIT, weight_of

SAID = {"strength": "some", "words": "You looked at the clock", "request": "raise"}


@pytest.fixture
def mara(cast: Cast, browser: Browser, mailoutbox: list[EmailMessage]) -> Browser:
    """A browser in which Mara's space is open."""
    return come_in(browser, cast.mara, mailoutbox)


def say(browser: Browser, **said: str) -> Any:
    return browser.post("/space/off/", SAID | said)


def test_before_sending_it_says_to_whom_it_goes(cast: Cast, mara: Browser) -> None:
    page = mara.get("/space/off/").text
    for text in [
        "Ines Okafor reads it.",
        "If nobody has answered you after 72 hours, somebody else at the practice is told.",
        "that is Ada Kowalski, who runs the practice.",
        "Your therapist then sees neither your words nor that you said something here.",
        "Nobody watches this live.",
        "116 123",
    ]:
        assert text in page
    Clinic.objects.filter(pk=cast.riverside.pk).update(concern_recipient=cast.noor)
    assert "that is Noor Haddad, who guides the work of therapists" in mara.get("/space/off/").text


def test_who_cares_for_the_client_is_nobody_else(cast: Cast, mara: Browser) -> None:
    """In a practice of one the choice is not offered, and cannot be made."""
    Membership.objects.filter(pk=cast.ada.pk).update(ended_at=timezone.now())
    Clinic.objects.filter(pk=cast.riverside.pk).update(concern_recipient=cast.ines)
    page = mara.get("/space/off/").text
    assert ('value="other"' in page, 'value="note"' in page) == (False, True)
    assert say(mara, request="other").status_code == 422
    assert Concern.objects.count() == 0


def test_what_was_said_is_kept_and_confirmed(cast: Cast, mara: Browser) -> None:
    answer = say(mara)
    concern = Concern.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/space/said/{concern.code}/")
    assert (concern.client, concern.strength, concern.request) == (cast.mara, "some", "raise")
    assert (concern.words, concern.check_in) == ("You looked at the clock", None)
    page = mara.get(answer["Location"]).text
    for text in ["Thank you for saying it", "You looked at the clock", "Some", "Not read yet"]:
        assert text in page
    assert "You looked at the clock" in mara.get("/space/").text


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"request": "shout"}, "Please choose one of these."),
        ({"strength": "", "words": " "}, "Please say how much it was, or write a word or two."),
        ({"strength": "none"}, "Please choose one of these."),
        ({"words": "x" * 2001}, "Nothing was cut off: please make it shorter."),
    ],
)
def test_an_error_stands_beside_its_field_and_nothing_is_lost(
    mara: Browser, said: dict[str, str], error: str
) -> None:
    page = say(mara, **said)
    assert page.status_code == 422
    assert error in page.text
    assert (SAID | said)["words"].strip() in page.text
    assert Concern.objects.count() == 0


def test_what_to_do_about_it_may_be_left_out_as_in_a_check_in(cast: Cast, mara: Browser) -> None:
    assert "If you choose nothing here, it is just noted." in mara.get("/space/off/").text
    assert say(mara, request="").status_code == 302
    assert Concern.objects.get().request == "note"


def test_who_just_wants_it_noted_is_promised_no_answer(cast: Cast, mara: Browser) -> None:
    assert (
        "What you only want noted is read, and waits for no answer." in mara.get("/space/off/").text
    )
    page = mara.get(say(mara, request="note")["Location"]).text
    assert "It is noted, as you wished. When it is read, you see that here." in page


def test_each_says_what_became_of_it(cast: Cast, mara: Browser) -> None:
    now = timezone.now()
    states: list[tuple[dict[str, Any], str]] = [
        ({}, "Not read yet"),
        ({"seen_at": now, "seen_by": cast.ines}, "Read by Ines Okafor"),
        ({"request": "other"}, "Told to somebody other than your therapist. Not read yet."),
        ({"escalated_at": now}, "Told to somebody else at the practice too. Not read yet."),
        ({"answered_at": now, "answered_by": cast.ines}, "Answered by Ines Okafor"),
        ({"withdrawn_at": now}, "Taken back. Only you see it."),
    ]
    for changed, text in states:
        concern = say_concern(cast.mara, strength="lot", words=text, request="note")
        for name, value in changed.items():
            setattr(concern, name, value)
        concern.escalates_at = None
        concern.answer = "Thank you, let us talk" if "answered_at" in changed else ""
        concern.save()
        page = mara.get(f"/space/said/{concern.code}/").text
        assert text in page
        assert ("Thank you, let us talk" in page) == ("answered_at" in changed)
        assert ("Take it back" in page) == ("withdrawn_at" not in changed)
    everything = mara.get("/space/said/").text
    assert [text for _, text in states if text not in everything] == []


def test_taking_it_back_keeps_it_for_the_client_alone(cast: Cast, mara: Browser) -> None:
    say(mara)
    concern = Concern.objects.get()
    answer = mara.post(f"/space/said/{concern.code}/take-back/")
    assert answer["Location"] == f"/space/said/{concern.code}/"
    assert list(Concern.objects.standing()) == []
    page = mara.get(answer["Location"]).text
    assert ("You took this back" in page, "You looked at the clock" in page) == (True, True)
    at = Concern.objects.get().withdrawn_at
    mara.post(f"/space/said/{concern.code}/take-back/")
    assert Concern.objects.get().withdrawn_at == at


def test_anothers_words_are_nowhere_and_cannot_be_taken_back(cast: Cast, mara: Browser) -> None:
    for other in (cast.theo, cast.otto):
        concern = say_concern(other, strength="lot", words="kingfisher", request="note")
        page = mara.get(f"/space/said/{concern.code}/")
        none = mara.get(f"/space/said/{uuid4()}/")
        assert (page.status_code, page.content) == (404, none.content)
        assert mara.post(f"/space/said/{concern.code}/take-back/").status_code == 404
    for address in ["/space/", "/space/said/"]:
        assert "kingfisher" not in mara.get(address).text
    assert Concern.objects.standing().count() == 2


def test_the_first_page_leads_to_what_waits(
    cast: Cast, mara: Browser, mailoutbox: list[EmailMessage]
) -> None:
    assert "Nothing waits for you right now." in mara.get("/space/").text
    assert "No appointment stands here yet." in mara.get("/space/").text
    assert mara.post("/space/check-in/")["Location"] == "/space/"
    session_at(cast.ines, cast.mara, at=ahead(hours=20))
    session_at(cast.ines, cast.theo, at=ahead(hours=10))
    deliver(mailoutbox)  # Theo's: nothing of hers was sent yet
    assert "Waiting for you" not in mara.get("/space/").text
    cast.mara.check_ins.update(sent_at=timezone.now())
    page = mara.get("/space/").text
    assert ("You meet Ines Okafor on" in page, "Waiting for you" in page) == (True, True)
    assert mara.post("/space/check-in/")["Location"] == "/check-in/"
    assert mara.get("/check-in/arriving/").status_code == 200
    assert mara.get("/space/").status_code == 200
    assert cast.mara.check_ins.get().begun_at is not None


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(cast: Cast, mara: Browser, rows: int) -> None:
    for _ in range(rows):
        say(mara)
    # The session and the client, besides what each page says of itself.
    for address, queries in [("/space/", 9), ("/space/said/", 3), ("/space/off/", 4)]:
        with CaptureQueriesContext(connection) as asked:
            mara.get(address)
        assert len(asked) == queries, address


def test_every_page_is_in_spanish(cast: Cast, mara: Browser) -> None:
    change_client(cast.mara, by=cast.ines, version=1, language="es")
    say(mara)
    code = Concern.objects.get().code
    for address, *texts in [
        ("/space/", "Hola, Mara", "¿Hubo algo que no fue bien?", "Salir"),
        ("/space/off/", "Algo no fue bien", "A quién le llega", "Lo lee Ines Okafor."),
        ("/space/off/", "Que lo sepa otra persona, no mi terapeuta", "en 72 horas"),
        ("/space/said/", "Lo que dijiste", "Todavía sin leer"),
        (f"/space/said/{code}/", "Gracias por contarlo", "Que mi terapeuta saque el tema"),
        ("/space/between-us/", "Lo que estáis trabajando entre los dos"),
    ]:
        page = mara.get(address)
        assert page["Content-Language"] == "es"
        assert [text for text in texts if text not in page.text] == []
    assert "Elige una de estas respuestas." in say(mara, request="shout").text


@pytest.mark.parametrize("address", ["/space/", "/space/off/", "/space/said/"])
def test_weight(mara: Browser, address: str) -> None:
    for _ in range(3):
        say(mara)
    page = mara.get(address).content
    assert weight_of(page) <= LIMIT
    # The page works without it: it keeps what could not be sent.
    assert re.findall(rb"<script src=\"([^\"]+)\"", page) == [b"/static/js/connection.js"]
    assert page.count(b"<script") == 1
