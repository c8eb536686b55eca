"""While a note is written: its boxes grow, the brief and one row of buttons stay in sight."""

import pytest
from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.conftest import Open
from tests.e2e.installation import Installation

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.one_engine,
]
ONE_ROW = 72  # pixels: a button with the space around it


def test_what_stays_in_sight(house: Installation, open_window: Open) -> None:
    known = house.ask("practice", clinic="Sorrel Practice", zone=steps.daytime_zone())
    page = open_window()
    steps.sign_in(page, known["therapist"])
    page.goto(known["met"])
    box, bar = steps.field(page, "Data"), page.locator("#note-form .stay")
    page.set_viewport_size({"width": 1280, "height": 800})
    box.fill("\n".join(f"line {number}" for number in range(14)))
    steps.saved(page)
    assert box.evaluate("each => each.scrollHeight <= each.clientHeight")
    box.fill("\n".join(f"line {number}" for number in range(80)))
    assert box.evaluate("each => each.offsetHeight") <= 0.6 * 800 + 1
    steps.saved(page)
    page.locator("#note-form textarea").last.focus()
    expect(page.locator(".briefs h2").first).to_be_in_viewport()
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert bar.evaluate("each => each.offsetHeight") <= ONE_ROW, width
    rail = page.get_by_role("navigation", name="Main")
    assert rail.evaluate("each => each.scrollWidth <= each.clientWidth")
    for link in rail.get_by_role("link").all():
        assert link.evaluate("each => each.getBoundingClientRect().right <= innerWidth")
