"""Snippets in a real browser: typed out, pressed, undone, saved; an editor that looks ahead."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import steps
from tests.e2e.conftest import Open
from tests.e2e.eyes import examine
from tests.e2e.installation import Installation

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.one_engine,
]


@pytest.fixture(scope="module")
def known(house: Installation) -> dict[str, str]:
    answer: dict[str, str] = house.ask(
        "practice", clinic="Maple Practice", zone=steps.daytime_zone()
    )
    return answer


def keep(page: Page, name: str, key: str, words: str) -> None:
    page.goto("/snippets/")
    page.get_by_role("link", name="Add one of yours").click()
    steps.field(page, "Name").fill(name)
    steps.field(page, "Short key").fill(key)
    steps.field(page, "Text").fill(words)
    page.get_by_role("button", name="Save", exact=True).click()
    steps.told(page, "Kept.")


def test_a_key_and_a_space_become_the_text_and_undo_takes_it_back(
    house: Installation, known: dict[str, str], open_window: Open
) -> None:
    page = open_window()
    steps.sign_in(page, known["therapist"])
    found = []
    page.goto("/snippets/")
    found += examine(page)
    keep(page, "Grounding", ";ground", "We closed with grounding.\nShe left settled.")
    keep(page, "Plan", "plan", "We agreed on this together.")
    found += examine(page)
    page.goto(known["met"])
    data, plan = steps.field(page, "Data"), steps.field(page, "Plan")
    data.press_sequentially("Late. ;ground ")
    expect(data).to_have_value("Late. We closed with grounding.\nShe left settled. ")
    data.press("Control+z")
    expect(data).to_have_value("Late. ;ground ")
    data.press_sequentially("and x;ground ;nothing ")
    expect(data).to_have_value("Late. ;ground and x;ground ;nothing ")
    page.get_by_text("Snippets 2").click()
    found += examine(page)
    plan.fill("Next: again.")
    for _ in range(len(" again.")):
        plan.press("ArrowLeft")
    with page.expect_response(lambda answer: answer.url.endswith("/note/") and answer.ok):
        page.get_by_role("button", name="Insert Plan").click()
    expect(plan).to_have_value("Next: We agreed on this together. again.")
    expect(plan).to_be_focused()
    # What was put in is saved like what was typed.
    page.reload()
    expect(plan).to_have_value("Next: We agreed on this together. again.")
    assert "\n".join(found) == ""


def test_without_javascript_they_are_read(known: dict[str, str], open_window: Open) -> None:
    page = open_window(javascript=False)
    steps.sign_in(page, known["therapist"])
    keep(page, "Limits", "limits", "We spoke about limits.")
    page.goto(known["met"])
    page.get_by_text("Snippets").first.click()
    expect(page.get_by_text("We spoke about limits.")).to_be_visible()
    expect(page.get_by_role("button", name="Insert Limits")).to_have_count(0)


def test_the_editor_of_a_format(known: dict[str, str], open_window: Open) -> None:
    page = open_window()
    steps.sign_in(page, known["admin"])
    page.goto("/clinic/note-formats/")
    found = examine(page)
    page.get_by_role("link", name="Begin from SOAP").click()
    steps.field(page, "Name").first.fill("Intake")
    page.get_by_role("button", name="Move section 4 up").click()
    expect(page.get_by_role("button", name="Move section 3 up")).to_be_focused()
    page.get_by_role("button", name="Add a section").click()
    fifth = page.get_by_role("group", name="Section 5").get_by_label("Name")
    expect(fifth).to_be_focused()
    fifth.fill("Risk")
    preview = page.get_by_role("region", name="How the note page will look")
    expect(preview.get_by_text("Risk")).to_be_visible()  # while typing, and nothing was pressed
    found += examine(page)
    page.get_by_role("button", name="Save the format").click()
    steps.told(page, "Saved. Therapists can choose it from now on.")
    expect(steps.field(page, "Name").nth(4)).to_have_value("Assessment")
    found += examine(page)
    page.get_by_role("button", name="Retire this format").click()
    steps.told(page, "Retired.")
    found += examine(page)
    assert "\n".join(found) == ""
