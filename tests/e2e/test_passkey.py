"""A passkey in Chromium, with an authenticator that the browser makes up: added, used, gone."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import steps
from tests.e2e.conftest import Open
from tests.e2e.eyes import examine, take_picture
from tests.e2e.installation import Installation

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.one_engine]

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def come_in(house: Installation, phone: Page, email: str) -> None:
    """By a code from the mail."""
    phone.get_by_label("E-mail").fill(email)
    before = len(house.postbox.to(email))
    phone.get_by_role("button", name="Send me a code").tap()
    (number,) = re.findall(r"\b\d{6}\b", house.letter_to(email, before + 1).body)
    phone.locator("input[name=number]").fill(number)
    phone.get_by_role("button", name="Come in", exact=True).tap()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Hello, Mara")


def go_out(phone: Page, door: str) -> None:
    """Sign out, and stand before the door again."""
    with phone.expect_navigation():
        phone.get_by_role("button", name="Sign out").tap()
    phone.goto(door)


def test_a_client_adds_a_passkey_comes_in_with_it_and_takes_it_away(
    house: Installation, open_window: Open
) -> None:
    known = house.ask("practice", clinic="Medlar Practice", zone=steps.daytime_zone())
    phone, found = open_window(phone=True), []
    # A passkey belongs to a name: an address in numbers has none.
    door = f"http://localhost:{urlsplit(house.url).port}/space/"
    phone.goto(door)
    inside = phone.context.new_cdp_session(phone)
    inside.send("WebAuthn.enable")
    device = inside.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

    phone.get_by_role("button", name="Come in with a passkey").tap()  # it has none yet
    expect(phone.get_by_role("alert")).to_contain_text("did not use a passkey")
    found += examine(phone, thumbs=True)
    come_in(house, phone, known["client"])
    phone.get_by_role("link", name="Come in without a code").tap()
    found += examine(phone, thumbs=True)
    phone.get_by_label("What do you call the device?").fill("My phone")
    take_picture(phone, "71-passkeys")
    before = len(house.postbox.to(known["client"]))
    phone.get_by_role("button", name="Add a passkey").tap()
    expect(phone.get_by_role("heading", name="My phone")).to_be_visible()
    found += examine(phone, thumbs=True)
    take_picture(phone, "72-passkey-added", dark=True)
    assert house.letter_to(known["client"], before + 1).subject == "A passkey was added"

    go_out(phone, door)
    take_picture(phone, "73-passkey-door")
    phone.get_by_role("button", name="Come in with a passkey").tap()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Hello, Mara")

    phone.get_by_role("link", name="Come in without a code").tap()
    expect(phone.get_by_text("Last used on")).to_be_visible()
    phone.get_by_role("button", name=re.compile("Take it away")).tap()
    expect(phone.get_by_role("heading", name="My phone")).to_have_count(0)
    go_out(phone, door)
    phone.get_by_role("button", name="Come in with a passkey").tap()
    expect(phone.get_by_role("alert").first).to_contain_text("opens nothing here")
    found += examine(phone, thumbs=True)
    inside.send("WebAuthn.removeVirtualAuthenticator", device)
    assert "\n".join(found) == ""
