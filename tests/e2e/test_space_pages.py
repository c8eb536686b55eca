"""Every page of a client's own space, and their therapist's beside it, with something on each."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import steps
from tests.e2e.conftest import Open
from tests.e2e.eyes import examine, take_picture
from tests.e2e.installation import Installation

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.one_engine,
]
UNFOLD = "for (const each of document.querySelectorAll('main details')) each.open = true"


def come_in(house: Installation, phone: Page, email: str, name: str = "Mara") -> None:
    """Into the client's space, by a code from the mail; from whatever page asks for it."""
    phone.goto("/space/sign-in/")
    phone.locator("input[type=email]").fill(email)
    before = len(house.postbox.to(email))
    phone.locator("form.door button").first.tap()
    letters = (house.letter_to(email, number) for number in range(before + 1, before + 9))
    code = next(found for each in letters if (found := re.search(r"\b\d{6}\b", each.body)))
    phone.locator("input[name=number]").fill(code.group())
    phone.locator("form.door button").first.tap()
    expect(phone.get_by_role("heading", level=1)).to_contain_text(name)


def test_the_clients_rooms(house: Installation, open_window: Open) -> None:
    known = house.ask("everything", clinic="Bryony Practice", zone=steps.daytime_zone())
    phone, found = open_window(phone=True), []
    come_in(house, phone, known["client"])
    found += examine(phone, thumbs=True)
    take_picture(phone, "80-space", dark=True)
    rooms = [each.get_attribute("href") for each in phone.locator(".rooms a").all()]
    assert len(rooms) == 15
    inner = [f"/space/{name}/{known[key]}/" for name, key in ONE_ROW]
    for address in [*map(str, rooms), *inner, "/space/off/", "/space/said/"]:
        answer = phone.goto(address)
        assert answer
        assert answer.status == 200, address
        phone.evaluate(UNFOLD)
        found += examine(phone, thumbs=True)
        name = address.strip("/").split("/")[1]
        take_picture(phone, f"81-{name}-one" if address in inner else f"81-{name}", dark=True)
    assert "\n".join(found) == ""


ONE_ROW = (("goals", "goal"), ("exercises", "exercise"), ("notes", "note"))


def test_in_spanish_nothing_is_left_in_english(house: Installation, open_window: Open) -> None:
    known = house.ask("everything", clinic="Campion Practice", zone=steps.daytime_zone())
    phone, found = open_window(phone=True), []
    come_in(house, phone, known["client"])
    phone.goto("/space/?language=es")
    expect(phone.locator("html")).to_have_attribute("lang", "es")
    for each in [None, *(each.get_attribute("href") for each in phone.locator(".rooms a").all())]:
        if each:
            phone.goto(each)
        text = phone.locator("main").inner_text()
        found += [f"{each}: {word.group()}" for word in _ENGLISH.finditer(text)]
        phone.set_viewport_size({"width": 320, "height": 640})
        wide = phone.evaluate("document.documentElement.scrollWidth")
        found += [] if wide <= 320 else [f"{each}: {wide} wide"]
    assert "\n".join(found) == ""


# Words of the pages, none of which is Spanish or stands in what the people of the test wrote.
_ENGLISH = re.compile(r"\b(your|you|with|when|from|they|what|have|this)\b", re.IGNORECASE)


def test_the_therapists_pages_beside_it(house: Installation, open_window: Open) -> None:
    known = house.ask("everything", clinic="Teasel Practice", zone=steps.daytime_zone())
    page, found, story = open_window(), [], known["story"]
    steps.sign_in(page, known["therapist"])
    beside = [f"{story}{each}/" for each in ("plan", "exercises", "exercises/give", "corrections")]
    for address in ["/", story, *beside, f"/goals/{known['goal']}/"]:
        answer = page.goto(address)
        assert answer
        assert answer.status == 200, address
        page.evaluate(UNFOLD)
        found += examine(page)
        name = address.strip("/").replace("/", "-")
        take_picture(page, f"82-{re.sub('[0-9a-f-]{36}', 'one', name) or 'today'}", dark=True)
    page = open_window()
    steps.sign_in(page, known["admin"])
    for address in ("library", "library/new", f"library/{known['library_text']}/en"):
        page.goto(f"/clinic/{address}/")
        found += examine(page)
        take_picture(page, f"83-{address.replace('/', '-')}", dark=True)
    assert "\n".join(found) == ""
