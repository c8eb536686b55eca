"""The link in the e-mail: opened by scanners, strangers, and the one it was made for."""

from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from alliance.actions import renew_link
from alliance.models import CheckIn, CheckInLink
from practice.models import AuditEvent
from tests.cast import Cast
from tests.portal.conftest import all_rows, begin, deliver, secret_in

CLOSED = {
    "used": "This has been sent already",
    "revoked": "This link was taken back",
    "expired": "This link is no longer open",
}


def close(why: str) -> None:
    now = timezone.now()
    column = {"used": "used_at", "revoked": "revoked_at", "expired": "expires_at"}[why]
    CheckInLink.objects.update(**{column: now - timedelta(minutes=1)})


def test_the_e_mail_names_nobody(letter: EmailMessage, token: str) -> None:
    assert letter.to == ["mara@mail.example"]
    assert letter.subject == "A few questions before we meet"
    stop = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert letter.body == (
        "Here are a few questions before your next appointment. They take about three minutes.\n\n"
        f"http://localhost:8000/c/{token}/\n\n"
        "You can stop and go on later. Nobody reads messages sent to this address.\n\n"
        f"You do not want these messages any more? Here you can stop them:\n{stop}"
    )


@pytest.mark.parametrize("method", ["get", "head", "options", "put", "delete", "patch"])
def test_looking_at_a_link_changes_nothing(browser: Client, token: str, method: str) -> None:
    before = all_rows()
    answer = getattr(browser, method)(f"/c/{token}/")
    assert answer.status_code == (200 if method in {"get", "head"} else 405)
    assert all_rows() == before


def test_choosing_a_language_changes_nothing(browser: Client, token: str) -> None:
    before = all_rows()
    assert browser.get(f"/c/{token}/?language=es").status_code == 200
    assert all_rows() == before


def test_a_link_opened_a_hundred_times_still_works(browser: Client, token: str) -> None:
    assert {Client().get(f"/c/{token}/").status_code for _ in range(100)} == {200}
    begin(browser, token)
    assert browser.get("/check-in/", follow=True).status_code == 200


def test_begin_exchanges_the_secret_for_a_session(
    browser: Client, token: str, check_in: CheckIn
) -> None:
    browser.get("/account/login/")
    key_before = browser.session.session_key
    begin(browser, token)
    assert browser.session["check_in"] == str(check_in.links.get().code)
    assert browser.session.session_key != key_before
    assert "_auth_user_id" not in browser.session
    check_in.refresh_from_db()
    assert check_in.begun_at is not None
    assert [event.kind for event in AuditEvent.objects.filter(about="alliance.checkin")] == [
        "created",
        "opened by client",
    ]
    answer = browser.get("/check-in/")
    assert (answer.status_code, answer["Location"]) == (302, "/check-in/arriving/")


def test_begin_is_refused_to_another_site(token: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.get(f"/c/{token}/")
    before = all_rows()
    assert browser.post(f"/c/{token}/").status_code == 403
    assert all_rows() == before


def test_begin_works_with_the_forms_own_token(token: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(f"/c/{token}/")
    form = {"csrfmiddlewaretoken": str(page.context["csrf_token"])}
    origin = {"Origin": "http://testserver"}
    assert browser.post(f"/c/{token}/", form, headers=origin).status_code == 302


@pytest.mark.parametrize("why", ["used", "revoked", "expired"])
@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_a_closed_link_says_so_kindly(browser: Client, token: str, why: str, method: str) -> None:
    close(why)
    before = all_rows()
    answer = getattr(browser, method)(f"/c/{token}/")
    assert answer.status_code == 410
    if method != "head":
        assert f"<h1>{CLOSED[why]}</h1>" in answer.text
        assert '<a href="tel:116123" rel="noreferrer">116 123</a>' in answer.text
    assert all_rows() == before


def test_an_unknown_link_says_so_kindly(browser: Client, cast: Cast) -> None:
    answers = {browser.get(f"/c/{token}/").text for token in ["x", "y" * 43, "ñ", "%00"]}
    assert len(answers) == 1
    assert "<h1>This link leads nowhere</h1>" in answers.pop()
    before = all_rows()
    assert browser.get("/c/x/").status_code == 404
    assert browser.post("/c/x/").status_code == 404
    assert all_rows() == before


def test_a_new_link_goes_on_where_the_old_one_stopped(
    begun: Client, token: str, check_in: CheckIn, cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    begun.post("/check-in/arriving/", {"mood": "4"})
    renew_link(check_in, by=cast.ines)
    assert begun.get("/check-in/wish/").status_code == 410
    new_token = secret_in(deliver(mailoutbox))
    assert new_token != token
    begin(begun, new_token)
    assert begun.get("/check-in/")["Location"] == "/check-in/wish/"
    assert 'value="4" checked' in begun.get("/check-in/arriving/").text


def test_it_is_read_closes_the_loop(answered: Client, token: str, cast: Cast) -> None:
    answered.post("/check-in/review/", {"to": "send"})
    assert "It has been read." not in Client().get(f"/c/{token}/").text
    CheckIn.objects.update(read_at=timezone.now(), read_by=cast.ines)
    assert "It has been read." in Client().get(f"/c/{token}/").text
    assert "Ines Okafor read it on " in answered.get("/check-in/thanks/").text
