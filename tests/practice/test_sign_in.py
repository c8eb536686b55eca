"""Signing in and out, a forgotten password, and the invented practice's one click."""

import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pytest_django import Settings

from practice.actions import end_membership
from practice.models import AuditEvent, Membership, User
from practice.outbox import sweep
from tests.cast import Cast
from tests.practice.conftest import PASSWORD, link_in

SignIn = Callable[[Membership], Client]
INES = {"login": "ines@riverside.example", "password": PASSWORD}
NEW = "four unrelated words here"


def _is_signed_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


def test_signing_in_leaves_a_trace_and_signing_out_ends_it(cast: Cast, browser: Client) -> None:
    assert browser.post(reverse("account_login"), INES).status_code == 302
    event = AuditEvent.objects.latest("pk")
    assert (event.kind, event.actor, event.clinic) == ("signed in", cast.ines.code, cast.riverside)
    assert "Sign out of this browser?" in browser.get(reverse("account_logout")).content.decode()
    assert _is_signed_in(browser)
    assert browser.post(reverse("account_logout"))["Location"] == reverse("account_login")
    assert not _is_signed_in(browser)


def test_a_wrong_password_and_an_unknown_address_sound_the_same(
    cast: Cast, browser: Client
) -> None:
    answers = [
        browser.post(reverse("account_login"), typed).context["form"].non_field_errors()
        for typed in (INES | {"password": "wrong"}, INES | {"login": "nobody@riverside.example"})
    ]
    assert answers[0] == answers[1]
    assert not _is_signed_in(browser)


def test_who_was_deactivated_does_not_get_in(cast: Cast, browser: Client) -> None:
    User.objects.filter(pk=cast.ines.user_id).update(is_active=False)
    response = browser.post(reverse("account_login"), INES, follow=True)
    assert "This sign-in is closed" in response.content.decode()
    assert not _is_signed_in(browser)


def test_a_guesser_is_stopped_even_with_the_right_password(cast: Cast, browser: Client) -> None:
    for _ in range(5):
        browser.post(reverse("account_login"), INES | {"password": "wrong"})
    response = browser.post(reverse("account_login"), INES)
    assert "Too many failed" in response.content.decode()
    assert not _is_signed_in(browser)


def test_nobody_signs_up(db: None, browser: Client) -> None:
    typed = {"email": "new@mail.example", "password1": NEW, "password2": NEW}
    for response in (
        browser.get(reverse("account_signup")),
        browser.post(reverse("account_signup"), typed),
    ):
        assert "People come by invitation" in response.content.decode()
    assert User.objects.count() == 0


@pytest.mark.parametrize(
    "name",
    ["account_email", "account_confirm_login_code", "account_email_verification_sent"],
)
def test_pages_of_allauth_that_nobody_needs_are_shut(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_a_password_is_forgotten_and_chosen_anew(
    cast: Cast, browser: Client, mailoutbox: list[EmailMessage]
) -> None:
    elsewhere = Client()
    elsewhere.post(reverse("account_login"), INES)
    page = browser.post(
        reverse("account_reset_password"), {"email": "ines@riverside.example"}, follow=True
    )
    assert "Look into your mail" in page.content.decode()
    sweep()
    assert (mailoutbox[0].to, mailoutbox[0].subject) == (
        ["ines@riverside.example"],
        "Choose a new password",
    )
    link = link_in(mailoutbox[0])
    form = browser.get(link, follow=True)
    assert "Choose a new password" in form.content.decode()
    address = form.redirect_chain[-1][0]
    assert address.endswith("set-password/")  # the secret is out of the address bar
    done = browser.post(address, {"password1": NEW, "password2": NEW}, follow=True)
    assert "Your password is changed" in done.content.decode()
    sweep()
    assert mailoutbox[1].subject == "Your password was changed"
    assert elsewhere.get(reverse("account")).status_code == 302
    assert "This link no longer works" in Client().get(link, follow=True).content.decode()
    assert browser.post(reverse("account_login"), INES).status_code == 200
    assert browser.post(reverse("account_login"), INES | {"password": NEW}).status_code == 302


def test_an_unknown_address_gets_the_same_page_and_a_mail_without_a_link(
    cast: Cast, browser: Client, mailoutbox: list[EmailMessage]
) -> None:
    pages = []
    for email in ("ines@riverside.example", "nobody@riverside.example"):
        page = browser.post(reverse("account_reset_password"), {"email": email}, follow=True)
        pages.append(re.sub(r'nonce="[^"]*"', "", page.content.decode()))
    assert pages[0] == pages[1]
    assert mailoutbox[0].to == ["nobody@riverside.example"]
    assert "http" not in mailoutbox[0].body


def test_asking_for_new_passwords_again_and_again_is_stopped_kindly(
    cast: Cast, browser: Client
) -> None:
    ask = {"email": "ines@riverside.example"}
    answers = [browser.post(reverse("account_reset_password"), ask) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert "Too many tries" in answers[-1].content.decode()


def test_other_browsers_can_be_signed_out(cast: Cast, browser: Client) -> None:
    elsewhere = Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"})
    for each in (browser, elsewhere):
        each.post(reverse("account_login"), INES)
    page = browser.get(reverse("usersessions_list")).content.decode()
    assert "2 browsers are signed in as you." in page
    assert "Firefox on Windows" in page
    page = browser.post(reverse("usersessions_list"), follow=True).content.decode()
    assert "You are signed in here and nowhere else." in page
    assert elsewhere.get(reverse("account")).status_code == 302
    assert browser.get(reverse("account")).status_code == 200


@pytest.mark.parametrize("name", ["account_login", "account_reset_password", "account_signup"])
def test_every_script_carries_the_pages_own_nonce(db: None, browser: Client, name: str) -> None:
    response = browser.get(reverse(name))
    scripts = re.findall(r"<script[^>]*>", response.content.decode())
    inline = [script for script in scripts if "src=" not in script]
    [nonce] = set(re.findall(r"'nonce-([^']+)'", response["Content-Security-Policy"])) or {""}
    assert [f'nonce="{nonce}"' in script for script in inline] == [True] * len(inline)


# --- The invented practice -------------------------------------------------------------------


def _invent(member: Membership) -> str:
    email = member.user.email.replace("@riverside.example", "@demo.example")
    User.objects.filter(pk=member.user_id).update(email=email)
    return email


@pytest.mark.parametrize("method", ["get", "post"])
def test_one_click_does_not_exist_outside_the_invented_practice(
    cast: Cast, browser: Client, method: str
) -> None:
    email = _invent(cast.ines)
    response = getattr(browser, method)(reverse("demo_sign_in"), {"email": email})
    assert response.status_code == 404
    assert not _is_signed_in(browser)
    page = browser.get(reverse("account_login")).content.decode()
    assert "invented practice" not in page
    assert reverse("demo_sign_in") not in page


def test_one_click_signs_in_as_somebody_invented(
    cast: Cast, browser: Client, settings: Settings
) -> None:
    settings.DEMO = True
    email = _invent(cast.ines)
    page = browser.get(reverse("account_login")).content.decode()
    assert re.findall(r'name="email" value="([^"]+)"', page) == [email]
    assert "Ines Okafor" in page
    assert "Riverside Practice" in page
    response = browser.post(reverse("demo_sign_in"), {"email": email})
    assert response["Location"] == reverse("today")
    assert _is_signed_in(browser)
    assert AuditEvent.objects.latest("pk").kind == "signed in"
    assert browser.get(reverse("demo_sign_in")).status_code == 405


def test_before_the_practice_is_invented_the_page_says_so(
    db: None, browser: Client, settings: Settings
) -> None:
    settings.DEMO = True
    page = browser.get(reverse("account_login")).content.decode()
    assert "The practice is not invented yet." in page


@pytest.mark.parametrize("who", ["tomas@riverside.example", "nobody@demo.example", ""])
def test_one_click_signs_in_as_nobody_else(
    cast: Cast, browser: Client, settings: Settings, who: str
) -> None:
    settings.DEMO = True
    assert browser.post(reverse("demo_sign_in"), {"email": who}).status_code == 404
    assert not _is_signed_in(browser)


def test_one_click_is_not_for_who_left_and_asks_for_a_second_factor(
    cast: Cast, browser: Client, settings: Settings
) -> None:
    settings.DEMO = True
    left, careful = _invent(cast.tomas), _invent(cast.ines)
    end_membership(cast.tomas, by=cast.ada)
    assert browser.post(reverse("demo_sign_in"), {"email": left}).status_code == 404
    Authenticator.objects.create(user=cast.ines.user, type="totp", data={"secret": ""})
    response = browser.post(reverse("demo_sign_in"), {"email": careful})
    assert response["Location"] == reverse("mfa_authenticate")
    assert not _is_signed_in(browser)


def test_one_click_needs_the_pages_own_form(cast: Cast, settings: Settings) -> None:
    settings.DEMO = True
    stranger = Client(enforce_csrf_checks=True)
    response = stranger.post(reverse("demo_sign_in"), {"email": _invent(cast.ines)})
    assert response.status_code == 403
    assert not _is_signed_in(stranger)
