"""Coming into one's own space: nobody learns who is a client, and a code works once."""

import re
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.mail import EmailMessage
from django.test import Client as Browser
from django.utils import timezone

from clients.actions import change_client
from clients.models import Client
from clients.names import email_digest
from portal.models import SignIn
from practice.models import AuditEvent, Membership, OutboxMessage
from tests.cast import Cast
from tests.portal.space import ask, code_in, come_in

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')
SECRETS = ["Mara", "Lindqvist", "mara@mail.example", "Ines", "Riverside"]
OPEN = ["/space/sign-in/", "/space/code/", "/space/which/"]
WITHIN = ["/space/", "/space/off/", "/space/said/", "/space/between-us/"]


def test_a_client_comes_in_by_the_code_in_the_mail(
    cast: Cast, browser: Browser, mailoutbox: list[EmailMessage]
) -> None:
    come_in(browser, cast.mara, mailoutbox)
    page = browser.get("/space/")
    assert page.status_code == 200
    assert "Hello, Mara" in page.text
    assert page["Cache-Control"] == "no-store, private"
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    traces = AuditEvent.objects.filter(kind="signed in", client_code=cast.mara.code, actor=None)
    assert traces.count() == 1


def test_the_mail_says_nothing_but_the_code(
    cast: Cast, browser: Browser, mailoutbox: list[EmailMessage]
) -> None:
    ask(browser, "  MARA@mail.example ")
    code = code_in(mailoutbox)
    [letter] = mailoutbox
    assert (letter.to, letter.subject) == (["mara@mail.example"], "Your code")
    assert str(letter.body).startswith(f"Your code is {code}\n")
    for secret in [*SECRETS, "therap", "practice", "clinic"]:
        assert secret.lower() not in f"{letter.subject} {letter.body}".lower()


def test_the_mail_is_in_the_clients_language(
    cast: Cast, browser: Browser, mailoutbox: list[EmailMessage]
) -> None:
    change_client(cast.mara, by=cast.ines, version=1, language="es")
    ask(browser, cast.mara.email)
    code = code_in(mailoutbox)
    assert mailoutbox[-1].subject == "Tu código"
    assert str(mailoutbox[-1].body).startswith(f"Tu código es {code}\n")


def test_a_stranger_and_a_client_get_the_same_bytes(cast: Cast) -> None:
    heard = []
    for address in ["mara@mail.example", "nobody@mail.example", "ines@riverside.example"]:
        browser = Browser()
        answer = browser.post("/space/sign-in/", {"email": address})
        page = browser.get("/space/code/")
        wrong = browser.post("/space/code/", {"number": "not a code"})
        headers = sorted(set(answer.headers) | set(page.headers))
        statuses = (answer.status_code, answer["Location"], page.status_code, wrong.status_code)
        heard.append(
            (statuses, headers, TOKEN.sub(b"", page.content), TOKEN.sub(b"", wrong.content))
        )
    assert heard[0] == heard[1] == heard[2]
    assert [address for address in SECRETS if address.encode() in heard[0][2]] == []
    # The mails differ: only the client's was queued.
    assert OutboxMessage.objects.filter(kind="space-code").count() == 1
    assert SignIn.objects.count() == 3


def test_a_code_works_once(cast: Cast, browser: Browser, mailoutbox: list[EmailMessage]) -> None:
    ask(browser, cast.mara.email)
    code = code_in(mailoutbox)
    assert browser.post("/space/code/", {"number": f"{code[:3]} {code[3:]}"}).status_code == 302
    other = Browser()
    ask(other, cast.mara.email)
    session = other.session
    session["space_sign_in"] = str(SignIn.objects.order_by("pk")[0].code)
    session.save()
    again = other.post("/space/code/", {"number": code})
    assert (again.status_code, "opens nothing" in again.text) == (422, True)


def test_a_code_opens_only_where_it_was_asked_for(
    cast: Cast, browser: Browser, mailoutbox: list[EmailMessage]
) -> None:
    ask(browser, cast.mara.email)
    code = code_in(mailoutbox)
    stranger = Browser()
    assert stranger.post("/space/code/", {"number": code})["Location"] == "/space/sign-in/"
    ask(stranger, "nobody@mail.example")
    assert stranger.post("/space/code/", {"number": code}).status_code == 422
    assert browser.post("/space/code/", {"number": code}).status_code == 302


def test_a_code_is_good_for_ten_minutes(
    cast: Cast, browser: Browser, mailoutbox: list[EmailMessage]
) -> None:
    ask(browser, cast.mara.email)
    code = code_in(mailoutbox)
    sign_in = SignIn.objects.get()
    assert sign_in.expires_at - sign_in.created_at <= timedelta(minutes=10, seconds=1)
    SignIn.objects.update(expires_at=timezone.now())
    assert browser.post("/space/code/", {"number": code}).status_code == 422
    assert browser.get("/space/")["Location"] == "/space/sign-in/"


def test_five_tries_and_no_more(
    cast: Cast, browser: Browser, mailoutbox: list[EmailMessage]
) -> None:
    ask(browser, cast.mara.email)
    code = code_in(mailoutbox)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        assert browser.post("/space/code/", {"number": wrong}).status_code == 422
    assert browser.post("/space/code/", {"number": code}).status_code == 422
    assert SignIn.objects.get().tries == 5


def test_the_code_does_not_stand_in_the_database(
    cast: Cast, browser: Browser, mailoutbox: list[EmailMessage]
) -> None:
    ask(browser, cast.mara.email)
    sealed = bytes(OutboxMessage.objects.filter(kind="space-code").values_list("secret")[0][0])
    code = code_in(mailoutbox)
    row = SignIn.objects.values_list("digest", "address").get()
    assert code.encode() not in sealed + b"".join(map(bytes, row))
    assert b"mara" not in b"".join(map(bytes, row))


@pytest.mark.parametrize("address", ["mara@mail.example", "nobody@mail.example"])
def test_an_address_gets_five_codes_an_hour_known_or_not(cast: Cast, address: str) -> None:
    for _ in range(5):
        ask(Browser(), address)
    answer = Browser().post("/space/sign-in/", {"email": address})
    assert (answer.status_code, "Please wait a little" in answer.text) == (429, True)
    ask(Browser(), "theo@mail.example")


def test_a_computer_gets_twenty_codes_an_hour(cast: Cast) -> None:
    for number in range(20):
        ask(Browser(), f"person{number}@mail.example")
    answer = Browser().post("/space/sign-in/", {"email": "mara@mail.example"})
    assert answer.status_code == 429
    assert OutboxMessage.objects.filter(kind="space-code").count() == 0


def test_what_is_no_address_stays_with_a_word_beside_it(db: None, browser: Browser) -> None:
    page = browser.post("/space/sign-in/", {"email": "mara at home"})
    assert page.status_code == 422
    assert 'value="mara at home"' in page.text
    assert "This does not look like an e-mail address." in page.text


def test_a_changed_address_opens_at_once_and_the_old_one_no_more(
    cast: Cast, browser: Browser, mailoutbox: list[EmailMessage]
) -> None:
    change_client(cast.mara, by=cast.ines, version=1, email="new@mail.example")
    ask(browser, "mara@mail.example")
    assert OutboxMessage.objects.filter(kind="space-code").count() == 0
    ask(browser, "new@mail.example")
    browser.post("/space/code/", {"number": code_in(mailoutbox)})
    assert "Hello, Mara" in browser.get("/space/").text


def test_an_accent_makes_another_address(cast: Cast, browser: Browser) -> None:
    change_client(cast.mara, by=cast.ines, version=1, email="josé@mail.example")
    ask(browser, "jose@mail.example")
    assert OutboxMessage.objects.filter(kind="space-code").count() == 0


def test_nobody_is_found_by_no_address(cast: Cast) -> None:
    change_client(cast.mara, by=cast.ines, version=1, email="")
    assert list(Client.objects.addressed(b"")) == []


def test_one_address_in_two_clinics_chooses_after_the_code(
    cast: Cast, browser: Browser, mailoutbox: list[EmailMessage]
) -> None:
    change_client(cast.otto, by=cast.wren, version=1, email=cast.mara.email)
    ask(browser, cast.mara.email)
    assert OutboxMessage.objects.filter(kind="space-code").count() == 1
    answer = browser.post("/space/code/", {"number": code_in(mailoutbox)})
    assert answer["Location"] == "/space/which/"
    assert browser.get("/space/")["Location"] == "/space/sign-in/"
    page = browser.get("/space/which/").text
    assert [each in page for each in ("Mara, Riverside", "Otto, Hillside", "Theo")] == [
        True,
        True,
        False,
    ]
    browser.post("/space/which/", {"space": str(cast.theo.code)})
    assert browser.get("/space/")["Location"] == "/space/sign-in/"
    browser.post("/space/which/", {"space": str(cast.otto.code)})
    assert "Hello, Otto" in browser.get("/space/").text
    assert browser.get("/space/which/")["Location"] == "/space/sign-in/"


def test_a_space_closes_after_half_an_hour_and_gives_back_what_was_typed(
    cast: Cast, browser: Browser, mailoutbox: list[EmailMessage]
) -> None:
    come_in(browser, cast.mara, mailoutbox)
    session = browser.session
    session["space_seen"] -= 31 * 60
    session.save()
    page = browser.post("/space/off/", {"words": "You looked away", "request": "raise"})
    assert page.status_code == 403
    assert "You looked away" in page.text
    assert browser.get("/space/")["Location"] == "/space/sign-in/"


def test_signing_out_leaves_nothing(
    cast: Cast, browser: Browser, mailoutbox: list[EmailMessage]
) -> None:
    come_in(browser, cast.mara, mailoutbox)
    assert browser.get("/space/sign-out/").status_code == 405
    page = browser.post("/space/sign-out/")
    assert (page.status_code, "You are signed out" in page.text) == (200, True)
    assert "space" not in browser.session
    assert browser.get("/space/")["Location"] == "/space/sign-in/"


def test_somebody_at_work_has_no_space_and_a_client_no_work(
    cast: Cast,
    browser: Browser,
    signed_in: Callable[[Membership], Browser],
    mailoutbox: list[EmailMessage],
) -> None:
    at_work = signed_in(cast.ines)
    for address in WITHIN:
        assert at_work.get(address)["Location"] == "/space/sign-in/"
    come_in(at_work, cast.mara, mailoutbox)  # the one ends the other
    for page in ["/", "/caseload/", f"/clients/{cast.mara.code}/", "/people/"]:
        assert at_work.get(page)["Location"].startswith("/account/login/")
    at_work.force_login(cast.ines.user)
    assert at_work.get("/space/")["Location"] == "/space/sign-in/"
    assert at_work.get("/caseload/").status_code == 200
    at_work.logout()
    assert at_work.get("/space/")["Location"] == "/space/sign-in/"


def test_no_form_goes_through_without_its_token(
    cast: Cast, browser: Browser, mailoutbox: list[EmailMessage]
) -> None:
    come_in(browser, cast.mara, mailoutbox)
    strict = Browser(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    for address in [*OPEN, "/space/sign-out/", "/space/check-in/", "/space/off/"]:
        assert strict.post(address, {"request": "raise", "words": "x"}).status_code == 403
    assert browser.get("/space/").status_code == 200


def test_every_page_of_the_door_is_in_spanish(cast: Cast, browser: Browser) -> None:
    for address, text in [
        ("/space/sign-in/?language=es", "Entra en tu espacio"),
        ("/space/sign-in/", "Enviarme un código"),
    ]:
        page = browser.get(address)
        assert page["Content-Language"] == "es"
        assert text in page.text
    ask(browser, "nobody@mail.example")
    assert "Mira tu correo" in browser.get("/space/code/").text
    assert "Este código no abre nada" in browser.post("/space/code/", {"number": "1"}).text
    assert "Has salido" in browser.post("/space/sign-out/").text
    asked = [browser.post("/space/sign-in/", {"email": "nobody@mail.example"}) for _ in range(5)]
    assert "Espera un poco" in asked[-1].text
    ended = browser.post("/space/off/", {"words": "Miraste el reloj"}).text
    assert ("Tu espacio se ha cerrado" in ended, "Miraste el reloj" in ended) == (True, True)


def test_the_migration_indexes_addresses_that_are_there_already(cast: Cast) -> None:
    Client.objects.update(email_digest=b"")
    assert list(Client.objects.addressed(email_digest(cast.mara.email))) == []
    fill = import_module("clients.migrations.0003_email_digest").fill
    fill(apps, None)
    assert list(Client.objects.addressed(email_digest(cast.mara.email))) == [cast.mara]
