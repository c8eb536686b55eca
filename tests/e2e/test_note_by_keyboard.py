"""The note by keyboard alone: from part to part, saved, pasted into, undone, helped; enlarged."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import steps
from tests.e2e.conftest import Open
from tests.e2e.eyes import covered, examine
from tests.e2e.installation import Installation

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.one_engine,
]

PLAN = "Ask about the letter."
# What is left of 1280 by 1024 at 200 % and at 400 %.
ENLARGED = ((640, 512), (320, 256))
# Each test's two sessions lie after those of the tests before it: a note of theirs that has saved
# itself would be the last one otherwise, without a plan.
DAYS_AGO = iter(range(200, 0, -5))
_PASTE = """(words) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", words);
  document.activeElement.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""

# The focus lies on the page although the dialog is open. (The browser's own bar is no page.)
_BEHIND_THE_HELP = """() => {
  const each = document.activeElement;
  return each !== document.body && !each.closest("dialog");
}"""


@pytest.fixture(scope="module")
def known(house: Installation) -> dict[str, str]:
    answer: dict[str, str] = house.ask("practice", clinic="Ash Practice", zone=steps.daytime_zone())
    return answer


@pytest.fixture
def note(house: Installation, known: dict[str, str], open_window: Open) -> Page:
    page = open_window()
    steps.sign_in(page, known["therapist"])
    page.goto(house.ask("one_more_session", session=known["met"], days=next(DAYS_AGO)))
    steps.field(page, "Plan for next time").fill(PLAN)
    page.keyboard.press("Control+s")
    steps.saved(page)
    page.goto(house.ask("one_more_session", session=known["met"], days=next(DAYS_AGO)))
    return page


def test_from_part_to_part_and_to_signing(note: Page) -> None:
    note.keyboard.press("Alt+PageDown")
    expect(steps.field(note, "Data")).to_be_focused()
    note.keyboard.press("Tab")
    expect(steps.field(note, "Assessment")).to_be_focused()
    note.keyboard.press("Tab")
    expect(steps.field(note, "Plan")).to_be_focused()
    note.keyboard.press("Alt+PageDown")
    note.keyboard.press("Alt+PageDown")
    note.keyboard.press("Alt+PageUp")
    note.keyboard.press("Alt+PageUp")
    expect(steps.field(note, "Plan")).to_be_focused()
    note.keyboard.type("Is this a question?")
    expect(note.get_by_role("dialog")).to_be_hidden()
    assert covered(note) == []
    note.keyboard.press("Control+Enter")
    expect(note).to_have_url(re.compile("/sign/$"))
    expect(note.get_by_text("Is this a question?")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), ENLARGED)
def test_enlarged_nothing_is_lost(note: Page, width: int, height: int) -> None:
    """Whatever has the focus is seen, and a note is written, rated and signed."""
    note.set_viewport_size({"width": width, "height": height})
    assert covered(note) == []
    words = "She came back to the letter."
    steps.field(note, "Data").fill(words)
    steps.rate(note, steps.THERAPISTS_CHECK, [7, 5, 7, 6, 6])
    note.get_by_role("button", name="Save and sign").click()
    expect(note.get_by_text(words)).to_be_visible()
    assert covered(note) == []
    note.get_by_role("button", name="Sign", exact=True).click()
    expect(note.get_by_text("Signed. What comes later goes into an addendum.")).to_be_visible()
    assert covered(note) == []


def test_the_help(note: Page) -> None:
    help = note.get_by_role("dialog", name="Keyboard")
    note.keyboard.press("?")
    expect(help).to_be_visible()
    assert examine(note) == []
    for _ in range(6):
        note.keyboard.press("Tab")
        assert note.evaluate(_BEHIND_THE_HELP) is False
    note.keyboard.press("Escape")
    expect(help).to_be_hidden()
    opener = note.get_by_role("button", name="Keyboard")
    opener.press("Enter")
    help.get_by_label("Let “?” open this list").uncheck()
    note.keyboard.press("Escape")
    expect(opener).to_be_focused()
    note.keyboard.press("?")
    expect(help).to_be_hidden()


def test_what_is_pasted_is_clean_at_once_and_can_be_undone(note: Page) -> None:
    data = steps.field(note, "Data")
    data.press_sequentially("Before. ")
    note.evaluate(_PASTE, "•\tten\u00a0minutes\u200b\r\n\uf0b7\t“later”\v\x0b\n\n\n\n\nend")
    expect(data).to_have_value("Before. • ten minutes\n• “later”\n\n\nend")
    note.keyboard.press("Control+z")
    expect(data).to_have_value("Before. ")


def test_the_last_plan_is_carried_on_and_can_be_undone(note: Page) -> None:
    plan = steps.field(note, "Plan for next time")
    plan.press_sequentially("First, breathe.")
    note.get_by_role("button", name="Carry on with the last plan").press("Enter")
    expect(plan).to_have_value(f"First, breathe.\n{PLAN}")
    expect(plan).to_be_focused()
    note.keyboard.press("Control+z")
    expect(plan).to_have_value("First, breathe.")
