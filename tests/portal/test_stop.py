"""Stopping the messages from a message: one tap, one click of a mail program, and back again."""

import re

import pytest
from django.core.mail import EmailMessage
from django.test import Client as Browser

from clients.models import Client, Consent, Contribution
from practice import tokens
from practice.models import OutboxMessage
from tests.cast import Cast, ahead, session_at
from tests.portal.conftest import deliver


@pytest.fixture
def path(cast: Cast, mailoutbox: list[EmailMessage]) -> str:
    session_at(cast.ines, cast.mara, at=ahead(hours=20))
    [found] = re.findall(r"http://localhost:8000(/stop/\S+/)", str(deliver(mailoutbox).body))
    return str(found)


def _agreed(cast: Cast) -> bool:
    kind = Consent.Kind.CHECK_INS
    return Consent.objects.filter(client=cast.mara, kind=kind, withdrawn_at=None).exists()


def test_the_headers_offer_one_click(cast: Cast, path: str, mailoutbox: list[EmailMessage]) -> None:
    headers = mailoutbox[0].extra_headers
    assert headers["List-Unsubscribe"] == f"<http://localhost:8000{path}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mailoutbox[0].message().as_string().count("List-Unsubscribe-Post") == 1


def test_looking_changes_nothing(cast: Cast, path: str) -> None:
    strict = Browser(enforce_csrf_checks=True)
    for ask in (strict.get, strict.head, strict.options):
        ask(path)
    page = strict.get(path)
    assert "Stop these messages?" in page.content.decode()
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert page.headers["Cache-Control"].count("no-store") == 1
    assert "Mara" not in page.content.decode()
    assert "Riverside" not in page.content.decode()
    assert _agreed(cast)


def test_one_click_of_a_mail_program_stops_them(cast: Cast, path: str) -> None:
    strict = Browser(enforce_csrf_checks=True)
    for _ in range(2):  # and again: nothing is doubled
        answer = strict.post(path, {"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, answer.content) == (200, b"ok\n")
    [consent] = Consent.objects.filter(client=cast.mara, kind="check-ins")
    assert (consent.withdrawn_by_client, consent.withdrawn_at is None) == (True, False)
    assert Contribution.objects.filter(client=cast.mara, kind="consent").count() == 1
    endings = set(OutboxMessage.objects.values_list("kind", "ending"))
    assert endings == {("check-in-invitation", "sent"), ("check-in-reminder", "withdrawn")}
    assert OutboxMessage.objects.get(kind="check-in-reminder").secret == {}


def test_by_hand_and_undone(cast: Cast, path: str, browser: Browser) -> None:
    page = browser.post(path, {"stop": "yes"}, follow=True)
    assert page.redirect_chain == [(path, 302)]
    assert "You get no more of these messages" in page.content.decode()
    assert not _agreed(cast)
    page = browser.post(path, {"again": "yes"}, follow=True)
    assert "Stop these messages?" in page.content.decode()
    assert _agreed(cast)
    given = Consent.objects.get(client=cast.mara, kind="check-ins", withdrawn_at=None)
    assert given.recorded_by is None


def test_what_the_therapist_withdrew_is_not_given_again_here(
    cast: Cast, path: str, browser: Browser
) -> None:
    from alliance.actions import stop_messages

    stop_messages(cast.mara, by=cast.ines)
    page = browser.post(path, {"again": "yes"}, follow=True).content.decode()
    assert "Would you like to get them again? Say so when you meet." in page
    assert not _agreed(cast)


def test_in_their_own_language_or_the_one_they_choose(
    cast: Cast, path: str, browser: Browser
) -> None:
    Client.objects.filter(pk=cast.mara.pk).update(language="es")
    assert browser.get(path).headers["Content-Language"] == "es"
    assert browser.get(f"{path}?language=en").headers["Content-Language"] == "en"
    assert _agreed(cast)


def test_no_other_token_opens_it(cast: Cast, path: str, browser: Browser) -> None:
    message = OutboxMessage.objects.get(kind="check-in-invitation")
    token = path.split("/")[2]
    assert len(token) == 44
    others = [
        tokens.bound("something else", message.code),
        tokens.bound("stop messages", cast.mara.code),
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        token[:22],
        str(message.code),
        "é" * 44,
    ]
    for other in others:
        for ask in (browser.get, browser.post):
            assert ask(f"/stop/{other}/").status_code == 404
    assert _agreed(cast)


def test_a_message_to_somebody_at_work_stops_nothing(cast: Cast, browser: Browser) -> None:
    from practice import outbox

    message = outbox.put("check-in-answered", cast.mara)
    assert browser.post(f"/stop/{tokens.bound('stop messages', message.code)}/").status_code == 404
