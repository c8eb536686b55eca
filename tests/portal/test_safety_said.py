"""Who sees what: every sentence about it is true where a question is about safety, too."""

from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from alliance.actions import hand_over, schedule_measure
from alliance.models import CheckIn, ScheduledMeasure
from measures.schedule import Rhythm, Timing
from portal.access import BEGUN
from practice.models import Clinic
from tests.cast import Cast, ago, ahead, client, session_at
from tests.portal.conftest import begin, deliver, secret_in

PHQ9 = "/check-in/phq-9/"
NOBODY = "What you have not sent is shown to nobody."
AHEAD = "but for an answer about your safety: of that the practice is told at once."
TOLD = "but for the one answer of which the practice was told."
AT_ONCE = "One thing does not wait: if a question is about your safety"
BEFORE = "those at the practice who look after safety are told of it at once"


@pytest.fixture
def token(cast: Cast, mailoutbox: list[EmailMessage]) -> str:
    """The secret in Mara's link; her clinic asks the PHQ-9 every session."""
    schedule_measure("phq-9", Timing(Rhythm.EVERY_SESSIONS, 1), by=cast.ada, was=None)
    session_at(cast.ines, cast.mara, at=ago(days=7))
    session_at(cast.ines, cast.mara, at=ahead(hours=20))
    return secret_in(deliver(mailoutbox))


@pytest.fixture
def in_room(cast: Cast, token: str) -> Client:
    """The therapist's device, handed over to Mara."""
    link = hand_over(CheckIn.objects.get().participation, by=cast.ines)
    browser = Client()
    session = browser.session
    session[BEGUN] = str(link.code)
    session.save()
    return browser


def test_the_pages_before_the_first_question_promise_nothing_that_is_not_so(
    in_room: Client, token: str
) -> None:
    for page in (Client().get(f"/c/{token}/").text, in_room.get("/check-in/room/").text):
        assert [AT_ONCE in page, "Nobody else" in page] == [True, False]
    page = in_room.get("/check-in/room/").text
    assert [AHEAD in page, NOBODY in page] == [True, False]
    in_room.post(PHQ9, {"self_harm": "1"})
    page = in_room.get("/check-in/room/").text
    assert [TOLD in page, AHEAD in page, NOBODY in page] == [True, False, False]


def test_on_the_therapists_device_what_is_not_sent_is_shown_to_nobody_but_that(
    in_room: Client,
) -> None:
    def said(address: str) -> list[bool]:
        page = in_room.get(address).text
        return [words in page for words in (NOBODY, AHEAD, TOLD)]

    assert said("/check-in/wish/") == [True, False, False]
    assert said(PHQ9) == [False, True, False]
    in_room.post(PHQ9, {"self_harm": "1"})
    for address in (PHQ9, "/check-in/wish/", "/check-in/review/"):
        assert said(address) == [False, False, True]


@pytest.mark.parametrize(("answer", "is_told"), [("1", True), ("0", False)])
def test_closed_on_the_therapists_device(in_room: Client, answer: str, *, is_told: bool) -> None:
    in_room.post(PHQ9, {"self_harm": answer})
    with time_machine.travel(timezone.now() + timedelta(minutes=65), tick=False):
        page = in_room.get("/check-in/wish/").text
    assert ["What was not sent is shown to nobody, but for" in page] == [is_told]
    assert ["What was not sent is shown to nobody. You have" in page] == [not is_told]


def test_before_the_question_it_says_who_is_told(begun: Client) -> None:
    page = begun.get(PHQ9).text
    said = 'If your answer to that one is above “<span lang="en">Not at all</span>”, your therapist'
    assert page.index("Nobody watches these answers live.") < page.index(said)
    assert page.index(said) < page.index(BEFORE) < page.index("hurting yourself")
    assert BEFORE not in begun.get("/check-in/arriving/").text
    begun.post(PHQ9, {"self_harm": "1"})
    assert BEFORE not in begun.get(PHQ9).text  # it has happened, and the page says that


def test_in_spanish(
    cast: Cast, token: str, mailoutbox: list[EmailMessage], browser: Client
) -> None:
    lucia = client("Lucia Romero", cast.ines, language="es")
    session_at(cast.ines, lucia, at=ahead(hours=20))
    secret = secret_in(deliver(mailoutbox))
    assert "Hay algo que no espera" in browser.get(f"/c/{secret}/").text
    begin(browser, secret)
    page = browser.get(PHQ9).text
    assert "se lo decimos en el momento a tu terapeuta" in page


def test_a_sheet_of_paper_says_it_where_it_asks(cast: Cast, token: str, browser: Client) -> None:
    further = "One answer goes further"
    browser.force_login(cast.ines.user)
    session = CheckIn.objects.get().participation.session
    assert further in browser.get(f"/sessions/{session.code}/sheet/").text
    ScheduledMeasure.objects.all().delete()
    other = session_at(cast.ines, cast.theo, at=ahead(hours=20))
    assert further not in browser.get(f"/sessions/{other.code}/sheet/").text


def test_without_lines_of_the_clinics_own_it_does_not_say_that_here_somebody_answers(
    begun: Client,
) -> None:
    begun.post(PHQ9, {"self_harm": "1"})
    here, trust = "Here somebody answers:", "please talk to somebody you trust today"
    for address in ("/check-in/wish/", "/check-in/help/"):
        assert here in begun.get(address).text
    assert trust not in begun.get("/check-in/wish/").text
    Clinic.objects.update(crisis_resources="")
    for address in ("/check-in/wish/", "/check-in/help/"):
        page = begun.get(address).text
        assert [here in page, 'href="tel:112"' in page] == [False, True]
    assert trust in begun.get("/check-in/wish/").text
