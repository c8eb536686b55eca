"""A passkey, from adding it to signing in with it and removing it."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practice.models import AuditEvent
from tests.cast import Cast
from tests.practice.conftest import PASSWORD
from tests.practice.passkey import Passkey, mangled

INES = {"login": "ines@riverside.example", "password": PASSWORD}


def _is_signed_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


@pytest.fixture
def passkey(cast: Cast, browser: Client) -> Passkey:
    """Ines has added one, named Laptop, and is signed in."""
    browser.post(reverse("account_login"), INES)
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = browser.get(reverse("mfa_add_webauthn"))
    made = Passkey()
    credential = made.create(page.context["js_data"]["creation_options"])
    typed = {"name": "Laptop", "passwordless": "on", "credential": credential}
    added = browser.post(reverse("mfa_add_webauthn"), typed)
    assert added["Location"] == reverse("mfa_view_recovery_codes")
    return made


def test_the_pages_name_it(cast: Cast, browser: Client, passkey: Passkey) -> None:
    listed = browser.get(reverse("mfa_list_webauthn")).content.decode()
    assert "Laptop" in listed
    assert "Signs you in without a password." in listed
    for name in ("mfa_index", "account"):
        page = browser.get(reverse(name)).content.decode()
        assert "Your sign-in asks for a passkey." in page
        assert "Laptop" in page


def test_it_signs_in_alone(cast: Cast, browser: Client, passkey: Passkey) -> None:
    browser.post(reverse("account_logout"))
    asked = browser.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})
    credential = passkey.get(asked.json()["request_options"])
    browser.post(reverse("mfa_login_webauthn"), {"credential": credential})
    assert _is_signed_in(browser)
    assert AuditEvent.objects.latest("pk").kind == "signed in"

    replayed = Client()
    replayed.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})
    replayed.post(reverse("mfa_login_webauthn"), {"credential": credential})
    assert not _is_signed_in(replayed)


def test_it_follows_a_password(cast: Cast, browser: Client, passkey: Passkey) -> None:
    browser.post(reverse("account_logout"))
    assert browser.post(reverse("account_login"), INES)["Location"] == reverse("mfa_authenticate")
    page = browser.get(reverse("mfa_authenticate"))
    stranger = Passkey(code=passkey.code, user=passkey.user)
    for key, gets_in in ((stranger, False), (passkey, True)):
        credential = key.get(page.context["js_data"]["request_options"])
        page = browser.post(reverse("mfa_authenticate"), {"credential": credential})
        assert _is_signed_in(browser) is gets_in


def test_it_says_that_it_is_still_you(cast: Cast, browser: Client, passkey: Passkey) -> None:
    address = f"{reverse('mfa_reauthenticate_webauthn')}?next={reverse('account')}"
    page = browser.get(address)
    assert "Is it still you?" in page.content.decode()
    assert reverse("account_reauthenticate") in page.content.decode()  # or by password
    credential = passkey.get(page.context["js_data"]["request_options"])
    typed = {"credential": credential, "next": reverse("account")}
    assert browser.post(address, typed)["Location"] == reverse("account")


def test_it_is_renamed_and_removed(cast: Cast, browser: Client, passkey: Passkey) -> None:
    key = Authenticator.objects.get(user=cast.ines.user, type="webauthn")
    rename = reverse("mfa_edit_webauthn", kwargs={"pk": key.pk})
    assert "Rename this passkey" in browser.get(rename).content.decode()
    browser.post(rename, {"name": "Desk"})
    remove = reverse("mfa_remove_webauthn", kwargs={"pk": key.pk})
    assert "Remove “Desk”?" in browser.get(remove).content.decode()
    page = browser.post(remove, follow=True).content.decode()
    assert "None yet." in page
    assert Authenticator.objects.filter(user=cast.ines.user).count() == 0


def test_somebody_elses_is_not_there(cast: Cast, browser: Client, passkey: Passkey) -> None:
    key = Authenticator.objects.get(user=cast.ines.user, type="webauthn")
    tomas = Client()
    tomas.post(reverse("account_login"), INES | {"login": "tomas@riverside.example"})
    tomas.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        address = reverse(name, kwargs={"pk": key.pk})
        assert (tomas.get(address).status_code, tomas.post(address).status_code) == (404, 404)
    assert Authenticator.objects.filter(pk=key.pk).count() == 1


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_whatever_a_browser_answers_at_any_door_is_no_error_of_ours(
    cast: Cast, passkey: Passkey, settings: Any, data: st.DataObject
) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.MFA_RATE_LIMITS = False

    known = Client()
    known.force_login(cast.ines.user)
    known.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = known.get(reverse("mfa_add_webauthn"))
    strange = data.draw(mangled(Passkey().create(page.context["js_data"]["creation_options"])))
    answer = known.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": strange})
    assert answer.status_code in {200, 302}

    address = reverse("mfa_reauthenticate_webauthn")
    page = known.get(address)
    strange = data.draw(mangled(passkey.get(page.context["js_data"]["request_options"])))
    assert known.post(address, {"credential": strange}).status_code in {200, 302}

    after_a_password = Client()
    after_a_password.post(reverse("account_login"), INES)
    page = after_a_password.get(reverse("mfa_authenticate"))
    strange = data.draw(mangled(passkey.get(page.context["js_data"]["request_options"])))
    answer = after_a_password.post(reverse("mfa_authenticate"), {"credential": strange})
    assert answer.status_code in {200, 302}

    alone = Client()
    asked = alone.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})
    strange = data.draw(mangled(passkey.get(asked.json()["request_options"])))
    answer = alone.post(reverse("mfa_login_webauthn"), {"credential": strange})
    assert answer.status_code in {200, 302}


@pytest.mark.parametrize("answer", ["[" * 9_000, "[]", "3", "x", "", "{" + " " * 20_000 + "}"])
def test_what_is_no_answer_at_all_opens_nothing(db: None, browser: Client, answer: str) -> None:
    page = browser.post(reverse("mfa_login_webauthn"), {"credential": answer}, follow=True)
    assert page.status_code == 200
    assert not _is_signed_in(browser)
