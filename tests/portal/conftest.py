"""A check-in on its way to Mara, as it reaches her: by e-mail."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.mail import EmailMessage
from django.test import Client

from alliance.actions.invitation import INVITATION
from alliance.models import CheckIn
from practice import outbox
from practice.models import OutboxMessage
from tests.cast import Cast, ago, ahead, session_at

Rows = dict[str, list[tuple[Any, ...]]]
Post = Callable[..., Any]

LINK = re.compile(r"http://\S+/c/([^/\s]+)/")


@pytest.fixture
def letter(cast: Cast, mailoutbox: list[EmailMessage]) -> EmailMessage:
    """The invitation to the check-in before Mara's second session, delivered."""
    session_at(cast.ines, cast.mara, at=ago(days=7))
    session_at(cast.ines, cast.mara, at=ahead(hours=20))
    return deliver(mailoutbox)


@pytest.fixture
def first_letter(cast: Cast, mailoutbox: list[EmailMessage]) -> EmailMessage:
    """The invitation to the check-in before Theo's very first session."""
    session_at(cast.ines, cast.theo, at=ahead(hours=20))
    return deliver(mailoutbox)


@pytest.fixture
def token(letter: EmailMessage) -> str:
    """The secret in Mara's link."""
    return secret_in(letter)


@pytest.fixture
def check_in(token: str) -> CheckIn:
    """Mara's check-in, as it was before anything was answered."""
    return CheckIn.objects.get()


@pytest.fixture
def begun(browser: Client, token: str) -> Client:
    """A browser in which Mara's check-in was begun."""
    begin(browser, token)
    return browser


@pytest.fixture
def answered(begun: Client) -> Client:
    """The same, with every question answered and the review reached."""
    answer_everything(begun)
    return begun


def deliver(mailoutbox: list[EmailMessage]) -> EmailMessage:
    """Deliver the newest invitation and return it."""
    message = OutboxMessage.objects.filter(kind=INVITATION).latest("pk")
    assert outbox.deliver(message.pk)
    return mailoutbox[-1]


def secret_in(letter: EmailMessage) -> str:
    """The secret of the link in an e-mail."""
    found = LINK.search(str(letter.body))
    assert found is not None
    return found.group(1)


def begin(browser: Client, token: str) -> None:
    """Open the link, press Begin, and arrive at the first page that is open."""
    assert browser.get(f"/c/{token}/").status_code == 200
    answer = browser.post(f"/c/{token}/")
    assert (answer.status_code, answer["Location"]) == (302, "/check-in/")


ANSWERS: dict[str, dict[str, str]] = {
    "arriving": {"mood": "4", "managed": "6", "connected": "3", "facing": ""},
    "wish": {"wish": "Talk about the move to Lisbon"},
    "working-together": {"understood": "7", "safe": "3", "goals": "8", "fit": "10", "say": "0"},
    "between-us": {
        "tension": "some",
        "tension_words": "You looked at the clock",
        "request": "raise",
    },
}


def answer_everything(browser: Client) -> None:
    """Answer every page with ANSWERS."""
    for step, answers in ANSWERS.items():
        assert browser.post(f"/check-in/{step}/", answers).status_code == 302


def all_rows() -> Rows:
    """Every row of every table."""
    return {
        model._meta.label: sorted(model._default_manager.values_list(), key=repr)
        for model in apps.get_models()
    }
