"""A1: every address × method × actor against one committed table (`access.txt`)."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client as Browser
from django.urls import get_resolver
from django.utils import timezone

from practice.models import Membership
from tests.cast import Cast, staff
from tests.trust import addresses
from tests.trust.owner import owner_of
from tests.trust.scene import Scene, absent, of_hillside, of_riverside

TABLE = Path(__file__).parent / "access.txt"
ACTORS = ("anonymous", "ines", "noor", "tomas", "ada", "owner", "wren", "olga", "gone")


class _Undo(Exception):
    pass


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is rolled back: each cell of the table starts from the same scene."""
    try:
        with transaction.atomic():
            yield
            raise _Undo
    except _Undo:
        pass


@pytest.fixture
def browsers(cast: Cast) -> dict[str, Browser]:
    """A browser for every actor; "gone" worked here, "owner" awaits an agreement to supervise."""
    gone = staff(cast.riverside, "Gone Away", is_therapist=True)
    others = {"gone": gone, "owner": owner_of(cast.riverside)}
    found = {"anonymous": Browser()}
    for name in ACTORS[1:]:
        member = others.get(name) or getattr(cast, name)
        found[name] = Browser()
        found[name].force_login(member.user)
    Membership.objects.filter(pk=gone.pk).update(ended_at=timezone.now())
    return found


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return of_riverside(cast)


def outcome(response: Any) -> str:
    """The status; for a redirect also whether it leads to signing in."""
    if response.status_code == 302:
        return "login" if response["Location"].startswith("/account/login/") else "302"
    return str(response.status_code)


def asked(browser: Browser, method: str, path: str) -> Any:
    """One request, after which database and browser are as before."""
    held = SimpleCookie(browser.cookies.output(header="", sep=";"))
    with undone():
        answer = browser.generic(method, path)
    browser.cookies = held
    return answer


METHODS = ("GET", "POST")


def committed() -> list[list[str]]:
    """The table's rows: address, method, and what each actor gets."""
    return [line.split() for line in TABLE.read_text().splitlines()]


def test_every_address_has_its_two_lines() -> None:
    """A new address fails here until its line is written, and read, in access.txt."""
    expected = [["address", "method", *ACTORS]]
    expected += [[name, method] for name in addresses.names() for method in METHODS]
    assert [row[:2] if n else row for n, row in enumerate(committed())] == expected


@pytest.mark.parametrize("actor", ACTORS)
def test_every_address_answers_every_actor_as_the_table_says(
    browsers: dict[str, Browser], scene: Scene, actor: str
) -> None:
    column = 2 + ACTORS.index(actor)
    found = {
        (name, method): outcome(asked(browsers[actor], method, addresses.path(name, scene)))
        for name in addresses.names()
        for method in METHODS
    }
    assert found == {(row[0], row[1]): row[column] for row in committed()[1:]}


@pytest.mark.parametrize("actor", ["ines", "noor", "tomas", "ada", "owner"])
@pytest.mark.parametrize("method", METHODS)
def test_another_clinics_row_and_no_row_get_the_same_answer(
    cast: Cast, browsers: dict[str, Browser], method: str, actor: str
) -> None:
    """A3: same status, same bytes."""
    theirs, nothing = of_hillside(cast), absent()
    open_to_link_holders = {"calendar_feed", "check_in_link", "join", "stop_messages"}
    compared = 0
    for name in set(addresses.pointing()) - open_to_link_holders:
        foreign = asked(browsers[actor], method, addresses.path(name, theirs))
        missing = asked(browsers[actor], method, addresses.path(name, nothing))
        assert foreign.status_code == missing.status_code, name
        assert without_token(foreign) == without_token(missing), name
        compared += 1
    assert compared == len(addresses.pointing()) - len(open_to_link_holders)


def without_token(response: Any) -> bytes:
    """The body, but for the CSRF token, which differs at every rendering."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", response.content)


def test_the_pages_open_without_signing_in_are_these() -> None:
    """Closed by default; what is open is named here."""
    found = {
        name
        for name, pattern in addresses.walk(get_resolver())
        if not getattr(pattern.callback, "login_required", True)
    }
    assert found == {
        "account_inactive",
        "account_login",
        "account_logout",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "account_signup",
        "calendar_feed",
        "check_in",
        "check_in_give_back",
        "check_in_help",
        "check_in_link",
        "check_in_review",
        "check_in_room",
        "check_in_step",
        "check_in_thanks",
        "demo_mail",
        "demo_sign_in",
        "health_live",
        "health_ready",
        "join",
        "manifest",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "offline",
        "space",
        "space_answers",
        "space_calendar",
        "space_calendar_away",
        "space_check_in",
        "space_choice",
        "space_code",
        "space_concern",
        "space_consents",
        "space_note",
        "space_note_pdf",
        "space_notes",
        "space_export",
        "space_export_json",
        "space_export_pdf",
        "space_export_fhir",
        "space_export_schema",
        "space_off",
        "space_opened",
        "space_goal",
        "space_goals",
        "space_plan",
        "space_exercise",
        "space_exercises",
        "space_library",
        "space_library_text",
        "space_passkey",
        "space_passkeys",
        "space_preferences",
        "space_rupture",
        "space_ruptures",
        "space_said",
        "space_sign_in",
        "space_sign_out",
        "space_statements",
        "space_take_away_passkey",
        "space_take_back",
        "stop_messages",
        "worker",
        "space_strengths",
        "space_take_back_strength",
    }
