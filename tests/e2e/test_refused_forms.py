"""A form that comes back: what is to be looked at again has the focus; Back leads to the form."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import steps
from tests.e2e.conftest import Open
from tests.e2e.eyes import Complaints, examine
from tests.e2e.installation import Installation
from tests.e2e.test_space_pages import come_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.one_engine,
]


def asked_again(page: Page, button: str) -> None:
    """The form comes back, its summary in sight with the focus, and leads to what is marked."""
    page.get_by_role("button", name=button).click()
    summary = page.locator(".errors")
    expect(summary).to_be_focused()
    expect(summary).to_be_in_viewport()
    way = summary.get_by_role("link").first
    way.click()
    expect(page.locator(str(way.get_attribute("href")))).to_be_in_viewport()


def test_a_form_of_the_clients(
    house: Installation, open_window: Open, complaints: Complaints
) -> None:
    known = house.ask("everything", clinic="Yarrow Practice", zone=steps.daytime_zone())
    phone = open_window(phone=True)
    come_in(house, phone, known["client"])
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    for address, button in (
        ("/space/strengths/", "Add it"),
        ("/space/goals/", "Propose it"),
        ("/space/off/", "Send"),
    ):
        phone.goto(address)
        asked_again(phone, button)
        phone.goto("/space/")
        phone.go_back(wait_until="load")
        expect(phone).to_have_url(re.compile(rf"{address}(#id_\w+)?$"))
        expect(phone.get_by_role("button", name=button)).to_be_visible()
    found = examine(phone, thumbs=True)
    phone.context.set_offline(True)
    phone.goto("/space/strengths/")
    expect(phone.get_by_role("heading", name="No connection")).to_be_visible()
    complaints.forget("ERR_INTERNET_DISCONNECTED")
    assert "\n".join(found) == ""


def test_a_form_of_the_practice(house: Installation, open_window: Open) -> None:
    known = house.ask("everything", clinic="Tansy Practice", zone=steps.daytime_zone())
    page = open_window()
    page.set_viewport_size({"width": 390, "height": 844})
    steps.sign_in(page, known["therapist"])
    page.goto(f"/ruptures/{known['rupture']}/")
    page.get_by_text("Write down an attempt at repair").click()
    asked_again(page, "Write it down")
    assert "\n".join(examine(page)) == ""
