"""Something happened: recorded from the workspace in six presses and half a minute."""

import re
import time

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e import steps
from tests.e2e.conftest import Open
from tests.e2e.eyes import examine
from tests.e2e.installation import Installation

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.one_engine,
]

MOST_PRESSES = 6
LONGEST = 30.0  # seconds, from the workspace and back to it

QUICK = (
    ("Which way?", "withdrawal"),
    ("Who moved?", "both of us"),
    ("How strong?", "3"),
    ("Who noticed first?", "the client"),
)
_NAMED = "(e) => e === document.activeElement"


@pytest.fixture(scope="module")
def known(house: Installation) -> dict[str, str]:
    answer: dict[str, str] = house.ask(
        "practice", clinic="Spindle Practice", zone=steps.daytime_zone()
    )
    return answer


def workspace(page: Page, known: dict[str, str]) -> float:
    """Signed in, and on the page of the session that took place; when that was."""
    steps.sign_in(page, known["therapist"])
    page.goto(known["met"])
    expect(page.get_by_role("button", name="Something happened between us")).to_be_visible()
    return time.monotonic()


@pytest.mark.parametrize("phone", [False, True])
def test_in_six_presses(known: dict[str, str], open_window: Open, phone: bool) -> None:
    page = open_window(phone=phone)
    begun, presses = workspace(page, known), 0

    def press(what: Locator) -> None:
        nonlocal presses
        presses += 1
        if phone:
            what.tap()
        else:
            what.click()

    press(page.get_by_role("button", name="Something happened between us"))
    for question, answer in QUICK:
        press(steps.choice(page, question, answer))
    press(page.get_by_role("button", name="Record, and back to the note"))
    steps.told(page, "Recorded.")
    assert presses <= MOST_PRESSES
    assert time.monotonic() - begun <= LONGEST
    expect(page).to_have_url(re.compile("/sessions/"))
    as_recorded(page)
    assert examine(page) == []


def test_by_keyboard_alone(known: dict[str, str], open_window: Open) -> None:
    page = open_window()
    begun = workspace(page, known)
    tab_to(page, page.get_by_role("button", name="Something happened between us"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/rupture/"))
    for question, answer in QUICK:
        wanted = steps.choice(page, question, answer)
        tab_to_group(page, question)
        page.keyboard.press("Space")
        for _ in range(5):
            if wanted.evaluate(_NAMED):
                break
            page.keyboard.press("ArrowRight")
        expect(wanted).to_be_checked()
    tab_to(page, page.get_by_role("button", name="Record, and back to the note"))
    page.keyboard.press("Enter")
    steps.told(page, "Recorded.")
    assert time.monotonic() - begun <= LONGEST
    as_recorded(page)


def tab_to(page: Page, wanted: Locator) -> None:
    """With the tabulator, as far as it takes."""
    for _ in range(200):
        if wanted.evaluate(_NAMED):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not get there")


def tab_to_group(page: Page, question: str) -> None:
    """Into a group of radios, onto the one that takes the focus."""
    group = page.get_by_role("group", name=question)
    for _ in range(60):
        if group.evaluate("(e) => e.contains(document.activeElement)"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not get to {question}")


def as_recorded(page: Page) -> None:
    """It stands on the client's list as it was told."""
    page.goto("/ruptures/")
    first = page.get_by_role("main").get_by_role("listitem").first
    expect(first).to_contain_text("withdrawal, from both of you")
    first.get_by_role("link").click()
    expect(steps.choice(page, "How strong?", "3")).to_be_checked()
    expect(steps.choice(page, "Who noticed first?", "the client")).to_be_checked()
