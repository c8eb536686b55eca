"""One's own account."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from practice.actions import end_membership
from practice.models import AuditEvent, Membership, User
from practice.outbox import sweep
from tests.cast import Cast
from tests.practice.conftest import PASSWORD

SignIn = Callable[[Membership], Client]


@pytest.mark.parametrize("who", ["ines", "noor", "ada", "wren"])
def test_everyone_sees_their_own_account(cast: Cast, signed_in: SignIn, who: str) -> None:
    member: Membership = getattr(cast, who)
    page = signed_in(member).get(reverse("account")).content.decode()
    assert "<h1>A password alone protects your sign-in.</h1>" in page.replace("\n", "")
    assert member.user.email in page
    assert member.clinic.name in page
    assert ", ".join(member.roles) in page


def test_a_stranger_has_no_account(db: None, browser: Client) -> None:
    expected = f"{reverse('account_login')}?next={reverse('account')}"
    assert browser.get(reverse("account"))["Location"] == expected


@pytest.mark.parametrize(
    ("kinds", "sentence"),
    [
        (["totp"], "Your sign-in asks for a password and an app’s code."),
        (["webauthn"], "Your sign-in asks for a passkey."),
        (
            ["totp", "webauthn"],
            "Your sign-in asks for a password and an app’s code, or for a passkey.",
        ),
        (["recovery_codes"], "A password alone protects your sign-in."),
    ],
)
def test_the_page_says_what_protects_the_sign_in(
    cast: Cast, signed_in: SignIn, kinds: list[str], sentence: str
) -> None:
    for kind in kinds:
        Authenticator.objects.create(user=cast.ines.user, type=kind, data={"name": "Laptop"})
    page = signed_in(cast.ines).get(reverse("account")).content.decode()
    assert f"<h1>{sentence}</h1>" in page.replace("\n", "")
    assert ("Laptop" in page) == ("webauthn" in kinds)


def test_the_page_asks_four_questions(
    cast: Cast, signed_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = signed_in(cast.ines)
    with django_assert_num_queries(4):
        browser.get(reverse("account"))


def test_ones_own_name_is_changed_and_nobody_elses(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.ines)
    typed = {"name": "Dr. Ines Okafor", "email": "else@mail.example", "user": cast.ada.user_id}
    page = browser.post(reverse("change_name"), typed, follow=True).content.decode()
    assert "Your name is changed." in page
    user = User.objects.get(pk=cast.ines.user_id)
    assert (user.name, user.email) == ("Dr. Ines Okafor", "ines@riverside.example")
    assert User.objects.get(pk=cast.ada.user_id).name == "Ada Kowalski"
    event = AuditEvent.objects.latest("pk")
    assert (event.kind, event.actor, event.detail) == (
        "changed",
        cast.ines.code,
        {"fields": ["name"]},
    )


@pytest.mark.parametrize("name", ["", "   ", "x" * 121])
def test_a_name_that_is_none_is_refused_beside_the_field(
    cast: Cast, signed_in: SignIn, name: str
) -> None:
    response = signed_in(cast.ines).post(reverse("change_name"), {"name": name})
    assert list(response.context["form"].errors) == ["name"]
    assert "Ines Okafor" in response.content.decode()  # the rail still knows who this is
    assert User.objects.get(pk=cast.ines.user_id).name == "Ines Okafor"


def test_who_works_nowhere_sees_an_account_and_nothing_else(cast: Cast, signed_in: SignIn) -> None:
    end_membership(cast.tomas, by=cast.ada)
    browser = signed_in(cast.tomas)
    page = browser.get(reverse("account")).content.decode()
    assert "You do not work in a clinic here at the moment." in page
    assert "Riverside" not in page.replace("riverside.example", "")
    assert browser.post(reverse("change_name"), {"name": "Tom"}).status_code == 404
    assert browser.get(reverse("people")).status_code == 404


def test_a_new_password_signs_out_every_other_browser_and_is_announced(
    cast: Cast, browser: Client, mailoutbox: list[EmailMessage]
) -> None:
    elsewhere = Client()
    for each in (browser, elsewhere):
        each.post(
            reverse("account_login"),
            {"login": "ines@riverside.example", "password": PASSWORD},
        )
    address = reverse("account_change_password")
    assert "Change your password" in browser.get(address).content.decode()
    words = "four unrelated words here"
    typed = {"oldpassword": "not it", "password1": words, "password2": words}
    assert list(browser.post(address, typed).context["form"].errors) == ["oldpassword"]
    page = browser.post(address, typed | {"oldpassword": PASSWORD}, follow=True)
    assert "Your password is changed." in page.content.decode()
    assert browser.get(reverse("account")).status_code == 200
    assert elsewhere.get(reverse("account")).status_code == 302
    sweep()
    assert [mail.subject for mail in mailoutbox] == ["Your password was changed"]


def test_who_was_never_given_a_password_chooses_one(cast: Cast, signed_in: SignIn) -> None:
    cast.ines.user.set_unusable_password()
    cast.ines.user.save()
    browser = signed_in(cast.ines)
    page = browser.get(reverse("account_change_password"), follow=True)
    assert "Choose a password" in page.content.decode()
    words = "four unrelated words here"
    browser.post(reverse("account_set_password"), {"password1": words, "password2": words})
    assert User.objects.get(pk=cast.ines.user_id).check_password(words) is True
