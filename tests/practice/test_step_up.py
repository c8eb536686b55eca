"""A signature asks for the password again once the sign-in is older than the clinic allows."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser
from django.utils import timezone

from practice.models import Clinic, Membership
from sessions.actions import ask_co_signature, save_note
from sessions.models import CoSignature, Note, Session
from tests.cast import Cast, ago, session_at
from tests.signed import read, signed

SignIn = Callable[[Membership], Browser]
PASSWORD = "a long enough password"


@pytest.fixture
def met(cast: Cast) -> Session:
    session = session_at(cast.ines, cast.mara, at=ago(days=1))
    save_note(session, by=cast.ines, content={}, format="dap", format_version=1, version=0)
    return session


@pytest.fixture
def browser(cast: Cast) -> Browser:
    """Signed in by password now."""
    browser = Browser()
    login = {"login": cast.ines.user.email, "password": PASSWORD}
    assert browser.post("/account/login/", login).status_code == 302
    return browser


def later(**span: float) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(**span), tick=False)


def test_within_half_a_day_no_password_is_asked_for(met: Session, browser: Browser) -> None:
    path = f"/sessions/{met.code}/sign/"
    with later(hours=3, minutes=59):
        browser.post(path, read(browser, path))
    assert Note.objects.get().is_signed


def test_after_it_the_page_comes_after_the_password(met: Session, browser: Browser) -> None:
    path = f"/sessions/{met.code}/sign/"
    shown = read(browser, path)
    with later(hours=4, minutes=1):
        refused = browser.post(path, shown)
        assert refused.url == path  # type: ignore[attr-defined]
        asked = browser.get(path)
        assert asked.url == f"/account/reauthenticate/?next={path.replace('/', '%2F')}"  # type: ignore[attr-defined]
        assert not Note.objects.get().is_signed
        again = browser.post(asked.url, {"password": PASSWORD})  # type: ignore[attr-defined]
        assert again.url == path  # type: ignore[attr-defined]
        browser.post(path, read(browser, path))
    assert Note.objects.get().is_signed


def test_the_clinic_says_how_long(cast: Cast, met: Session, browser: Browser) -> None:
    Clinic.objects.update(step_up_minutes=30)
    with later(minutes=31):
        assert browser.get(f"/sessions/{met.code}/sign/").status_code == 302
    Clinic.objects.update(step_up_minutes=720)
    with later(minutes=31):
        assert browser.get(f"/sessions/{met.code}/sign/").status_code == 200


def test_a_co_signature_asks_too_and_giving_back_does_not(cast: Cast, signed_in: SignIn) -> None:
    session = session_at(cast.ines, cast.theo, at=ago(days=1))
    ask_co_signature(signed(session, cast.ines), of=cast.noor, by=cast.ines)
    browser = signed_in(cast.noor)
    with later(hours=5):
        assert browser.get(f"/sessions/{session.code}/co-sign/").status_code == 302
        browser.post(f"/sessions/{session.code}/co-sign/return/", {"return_words": "Not yet."})
    assert CoSignature.objects.get().return_words == "Not yet."


def test_who_has_nothing_to_repeat_is_not_locked_out(cast: Cast, met: Session) -> None:
    """In the invented practice nobody has a password."""
    cast.ines.user.set_unusable_password()
    cast.ines.user.save()
    browser = Browser()
    browser.force_login(cast.ines.user)
    with later(hours=5):
        assert browser.get(f"/sessions/{met.code}/sign/").status_code == 200
