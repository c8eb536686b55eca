"""Other ways to answer, in a browser: the device that is handed over, and paper."""

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

WISH = "To speak about the move."
WORK = ("Brief", "Caseload", "Mara L.", WISH)


def nothing_of_the_work(page: Page) -> None:
    """No page of the therapist stands here, and nothing that was answered."""
    shown = page.locator("body").inner_text()
    assert [word for word in WORK if word in shown] == [], page.url


def test_a_device_that_is_handed_over_shows_one_check_in_and_no_more(
    house: Installation, open_window: Open
) -> None:
    known = house.ask("practice", clinic="Hawthorn Practice", zone=steps.daytime_zone())
    page = open_window()
    steps.sign_in(page, known["therapist"])
    page.goto(known["ahead"])
    page.get_by_role("link", name="Answer in the room").click()
    found = examine(page)
    take_picture(page, "room-1", dark=True)
    page.get_by_role("button", name="Sign out and begin").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A few questions before you begin")
    found += examine(page, thumbs=True)
    for _ in range(2):  # to what stood here before the device was handed over
        page.go_back()
        nothing_of_the_work(page)
    page.goto("/check-in/room/")
    page.get_by_role("link", name="Begin").click()
    steps.rate(page, steps.WELLBEING, [4, 5, 3, 4])
    steps.next_page(page)
    found += examine(page, thumbs=True)
    page.get_by_role("textbox").fill(WISH)
    for _ in range(3):
        steps.next_page(page)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. It is sent.")
    found += examine(page, thumbs=True)
    nothing_of_the_work(page)
    page.go_back()
    nothing_of_the_work(page)
    page.goto("/check-in/thanks/")
    page.get_by_role("button", name="Give the device back").click()
    page.wait_for_url("**/account/login/")
    for _ in range(4):
        page.go_back()
        nothing_of_the_work(page)
    assert "\n".join(found) == ""
    steps.sign_in(page, known["therapist"])
    page.goto(known["ahead"])
    expect(page.get_by_text(WISH)).to_be_visible()
    expect(page.get_by_text("answered in the room")).to_be_visible()


def test_a_sheet_is_printed_and_entered(house: Installation, open_window: Open) -> None:
    known = house.ask("practice", clinic="Rowan Practice", zone=steps.daytime_zone())
    page = open_window(javascript=False)
    steps.sign_in(page, known["therapist"])
    page.goto(known["ahead"])
    page.get_by_role("link", name="Print a sheet").click()
    page.get_by_role("button", name="Add a link for a telephone").click()
    expect(page.get_by_role("img", name="A link to these questions")).to_be_visible()
    take_picture(page, "sheet")
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 2  # one leaf of paper
    page.get_by_role("link", name="Back to the session").click()
    page.get_by_role("link", name="Enter from paper").click()
    page.get_by_role("group", name=steps.WELLBEING[0]).get_by_label("4", exact=True).check()
    page.get_by_label("What would you like from the session?").fill(WISH)
    page.get_by_role("group", name="Was anything tense").get_by_label("Some").check()
    page.get_by_role("button", name="Enter it").click()
    steps.told(page, "Entered from paper.")
    expect(page.get_by_text("on paper, entered by Ines Okafor")).to_be_visible()
    expect(page.get_by_text(WISH)).to_be_visible()


def test_the_pages_for_paper_without_a_violation(house: Installation, open_window: Open) -> None:
    known = house.ask("practice", clinic="Linden Practice", zone=steps.daytime_zone())
    page = open_window()
    steps.sign_in(page, known["therapist"])
    found = []
    for address in ("sheet", "paper"):
        page.goto(f"{known['ahead']}{address}/")
        found += examine(page)
    page.get_by_role("button", name="Enter it").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was entered.")
    found += examine(page)
    page.goto("/offline/")
    found += examine(page, thumbs=True)
    assert "\n".join(found) == ""
