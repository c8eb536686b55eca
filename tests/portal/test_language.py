"""Spoken to in one's own language, and free to choose another."""

import re

import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from django.test import Client

from alliance.models import CheckIn
from clients.actions import change_client
from tests.cast import Cast, ago, ahead, session_at
from tests.portal.conftest import ANSWERS, answer_everything, begin, deliver, secret_in

SPANISH = [
    ("arriving", "Cómo has estado", "He estado bien de ánimo."),
    ("wish", "¿Qué te gustaría que pasara en la sesión?", "Bastan unas pocas palabras."),
    ("working-together", "Nuestro trabajo en común", "Sobre la última vez, el "),
    ("between-us", "Entre tu terapeuta y tú", "Si quieres, cuéntalo con tus palabras."),
    ("review", "¿Es esto lo que quieres decir?", "Que mi terapeuta saque el tema"),
    ("help", "Si necesitas ayuda ahora", "Aquí sí te contestan:"),
]


@pytest.fixture
def carta(cast: Cast, mailoutbox: list[EmailMessage]) -> EmailMessage:
    """An invitation to Mara, who speaks Spanish now."""
    change_client(cast.mara, by=cast.ines, version=1, language="es")
    session_at(cast.ines, cast.mara, at=ago(days=7))
    session_at(cast.ines, cast.mara, at=ahead(hours=20))
    return deliver(mailoutbox)


def test_the_e_mail_is_in_the_clients_language(carta: EmailMessage) -> None:
    assert carta.subject == "Unas preguntas antes de tu cita"
    assert str(carta.body).startswith("Aquí tienes unas preguntas antes de tu próxima cita.")


def test_every_page_is_in_the_clients_language(browser: Client, carta: EmailMessage) -> None:
    token = secret_in(carta)
    assert "Unas preguntas antes de tu cita" in browser.get(f"/c/{token}/").text
    begin(browser, token)
    answer_everything(browser)
    for step, *texts in SPANISH:
        page = browser.get(f"/check-in/{step}/")
        assert '<html lang="es">' in page.text
        assert page["Content-Language"] == "es"
        assert [text for text in texts if text not in page.text] == []
    assert "Elige un número del 0 al 10" in browser.post("/check-in/arriving/", {"mood": "11"}).text
    too_long = browser.post("/check-in/wish/", {"wish": "x" * 2001}).text
    assert "Esto tiene 2001 caracteres y caben 2000." in too_long
    browser.post("/check-in/review/", {"to": "send"})
    assert "Gracias. Ya está enviado." in browser.get("/check-in/thanks/").text
    assert "Esto ya se envió" in browser.get("/check-in/wish/").text


def test_a_choice_on_the_first_page_holds_for_the_rest(browser: Client, token: str) -> None:
    page = browser.get(f"/c/{token}/?language=es")
    assert "Unas preguntas antes de tu cita" in page.text
    assert '<a href="?language=en" lang="en" hreflang="en">In English</a>' in page.text
    cookie = page.cookies["language"]
    assert (cookie.value, cookie["httponly"], cookie["max-age"]) == ("es", True, "")
    begin(browser, token)
    assert "Cómo has estado" in browser.get("/check-in/arriving/").text


def test_a_choice_on_a_page_of_questions_keeps_its_answers(
    begun: Client, check_in: CheckIn
) -> None:
    answer = begun.post("/check-in/arriving/", {**ANSWERS["arriving"], "language": "es"})
    assert answer["Location"] == "/check-in/arriving/"
    page = begun.get("/check-in/arriving/").text
    assert "Cómo has estado" in page
    assert page.count(" checked") == 3


@pytest.mark.parametrize("nonsense", ["fr", "", "<b>", "es-mx"])
def test_an_unknown_choice_is_no_choice(browser: Client, token: str, nonsense: str) -> None:
    page = browser.get(f"/c/{token}/", {"language": nonsense})
    assert page["Content-Language"] == "en"
    assert "language" not in page.cookies
    browser.cookies["language"] = nonsense
    assert browser.get(f"/c/{token}/")["Content-Language"] == "en"


def test_a_stranger_is_answered_in_the_browsers_language(browser: Client, db: None) -> None:
    page = browser.get("/c/unknown/", headers={"Accept-Language": "es-MX,es;q=0.9,en;q=0.5"})
    assert "Este enlace no lleva a ninguna parte" in page.text
    assert "This link leads nowhere" in browser.get("/c/unknown/").text


@pytest.mark.parametrize(
    ("language", "caution"),
    [
        ("en", "Nobody has tested yet how well these questions measure."),
        ("es", "Todavía nadie ha comprobado lo bien que miden estas preguntas."),
    ],
)
def test_that_a_check_is_not_validated_is_said_without_that_word(
    begun: Client, language: str, caution: str
) -> None:
    begun.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    for step in ("arriving", "working-together"):
        page = begun.get(f"/check-in/{step}/")
        assert page["Content-Language"] == language
        assert caution in page.text
        assert re.findall("validated|validad", page.text, re.IGNORECASE) == []
