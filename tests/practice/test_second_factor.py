"""An authenticator app from set-up to sign-in, recovery codes, and how both are kept."""

from collections.abc import Iterator

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from cryptography.exceptions import InvalidTag
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from practice.outbox import sweep
from practice.second_factor import SecondFactorAdapter
from tests.cast import Cast
from tests.practice.conftest import PASSWORD

INES = {"login": "ines@riverside.example", "password": PASSWORD}


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that stands still, so that a code does not run out between two lines."""
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def secret(cast: Cast, browser: Client) -> str:
    """Ines has set up her app and signed out; this is the key in her app."""
    browser.post(reverse("account_login"), INES)
    asked = browser.get(reverse("mfa_activate_totp"))
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    browser.post(asked["Location"], {"password": PASSWORD})
    page = browser.get(reverse("mfa_activate_totp"))
    assert "data:image/svg+xml;base64," in page.content.decode()
    key: str = page.context["form"].secret
    done = browser.post(reverse("mfa_activate_totp"), {"code": _code(key)}, follow=True)
    assert "Keep these recovery codes safe" in done.content.decode()
    assert len(done.context["unused_codes"]) == 10
    assert all(code in done.content.decode() for code in done.context["unused_codes"])
    browser.post(reverse("account_logout"))
    return key


def _code(secret: str) -> str:
    """What an authenticator app shows now."""
    [counter] = auth.yield_hotp_counters_from_time()
    return str(auth.format_hotp_value(auth.hotp_value(secret, counter)))


def _is_signed_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


def test_signing_in_asks_for_the_apps_code(
    cast: Cast, browser: Client, secret: str, clock: time_machine.Traveller
) -> None:
    assert browser.post(reverse("account_login"), INES)["Location"] == reverse("mfa_authenticate")
    assert not _is_signed_in(browser)
    assert browser.get(reverse("account")).status_code == 302
    page = browser.get(reverse("mfa_authenticate")).content.decode()
    assert "Now your second factor" in page
    clock.shift(60)
    right = _code(secret)
    wrong = "000000" if right != "000000" else "111111"
    refused = browser.post(reverse("mfa_authenticate"), {"code": wrong})
    assert list(refused.context["form"].errors) == ["code"]
    assert not _is_signed_in(browser)
    assert browser.post(reverse("mfa_authenticate"), {"code": right}).status_code == 302
    assert _is_signed_in(browser)

    browser.post(reverse("account_logout"))
    browser.post(reverse("account_login"), INES)
    again = browser.post(reverse("mfa_authenticate"), {"code": right})
    assert list(again.context["form"].errors) == ["code"]  # seen over a shoulder, it is no use


def test_a_recovery_code_gets_one_in_once(cast: Cast, browser: Client, secret: str) -> None:
    kept = Authenticator.objects.get(user=cast.ines.user, type="recovery_codes")
    code = kept.wrap().get_unused_codes()[0]
    for signed_in in (True, False):
        browser.post(reverse("account_login"), INES)
        browser.post(reverse("mfa_authenticate"), {"code": code})
        assert _is_signed_in(browser) is signed_in
        browser.post(reverse("account_logout"))


def test_a_new_password_by_mail_does_not_go_round_the_second_factor(
    cast: Cast, browser: Client, secret: str
) -> None:
    cast.ines.user.set_password("four unrelated words here")
    cast.ines.user.save()
    typed = INES | {"password": "four unrelated words here"}
    assert browser.post(reverse("account_login"), typed)["Location"] == reverse("mfa_authenticate")


def test_the_app_is_removed_after_asking_again_and_its_owner_is_told(
    cast: Cast, browser: Client, secret: str, mailoutbox: list[EmailMessage]
) -> None:
    browser.post(reverse("account_login"), INES)
    browser.post(reverse("mfa_authenticate"), {"code": _code(secret)})
    asked = browser.get(reverse("mfa_deactivate_totp"))
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    browser.post(asked["Location"], {"password": PASSWORD})
    assert "Remove the authenticator app?" in (
        browser.get(reverse("mfa_deactivate_totp")).content.decode()
    )
    page = browser.post(reverse("mfa_deactivate_totp"), follow=True).content.decode()
    assert "A password alone protects your sign-in." in page
    assert Authenticator.objects.filter(user=cast.ines.user).count() == 0
    sweep()
    assert mailoutbox[-1].subject == "An app was removed from your sign-in"


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("mfa_index", "A password alone protects your sign-in."),
        ("mfa_add_webauthn", "Add a passkey"),
        ("mfa_list_webauthn", "Your passkeys"),
    ],
)
def test_pages_of_the_second_factor_wear_our_frame(
    cast: Cast, browser: Client, name: str, heading: str
) -> None:
    browser.post(reverse("account_login"), INES)
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = browser.get(reverse(name)).content.decode()
    assert heading in page
    assert page.count('<nav class="rail"') == 1


def test_an_invited_person_may_set_one_up_at_once(cast: Cast, browser: Client) -> None:
    """allauth asks for a proven address first; the invitation's link was the proof."""
    EmailAddress.objects.create(user=cast.ines.user, email=cast.ines.user.email, verified=False)
    browser.post(reverse("account_login"), INES)
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert browser.get(reverse("mfa_activate_totp"))["Location"] == reverse("mfa_index")
    EmailAddress.objects.update(verified=True)
    assert browser.get(reverse("mfa_activate_totp")).status_code == 200


def test_a_copy_of_the_database_holds_no_key_and_no_codes(
    settings: Settings, cast: Cast, request: pytest.FixtureRequest
) -> None:
    settings.MFA_ADAPTER = "practice.second_factor.SecondFactorAdapter"
    secret: str = request.getfixturevalue("secret")
    kept = Authenticator.objects.get(user=cast.ines.user, type="totp")
    assert secret not in str(kept.data)
    assert SecondFactorAdapter().decrypt(kept.data["secret"]) == secret
    codes = Authenticator.objects.get(user=cast.ines.user, type="recovery_codes")
    assert len(codes.wrap().get_unused_codes()) == 10
    settings.MASTER_KEY = bytes(32)
    with pytest.raises(InvalidTag):
        SecondFactorAdapter().decrypt(kept.data["secret"])


def test_a_passkey_has_a_name_before_its_owner_finds_a_better_one(
    settings: Settings, cast: Cast, browser: Client
) -> None:
    settings.MFA_ADAPTER = "practice.second_factor.SecondFactorAdapter"
    browser.post(reverse("account_login"), INES)
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert 'value="Passkey 1"' in browser.get(reverse("mfa_add_webauthn")).content.decode()


def test_new_recovery_codes_replace_the_old(cast: Cast, browser: Client, secret: str) -> None:
    browser.post(reverse("account_login"), INES)
    browser.post(reverse("mfa_authenticate"), {"code": _code(secret)})
    asked = f"{reverse('mfa_reauthenticate')}?next={reverse('mfa_index')}"
    assert "A recovery code works too." in browser.get(asked).content.decode()
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    old = browser.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    question = browser.get(reverse("mfa_generate_recovery_codes")).content.decode()
    assert "The ones you have stop working at once." in question
    page = browser.post(reverse("mfa_generate_recovery_codes"), follow=True)
    assert len(set(page.context["unused_codes"]) - set(old)) == 10
    download = browser.get(reverse("mfa_download_recovery_codes"))
    assert download.content.decode().split() == page.context["unused_codes"]
    assert download["Content-Type"].startswith("text/plain")
