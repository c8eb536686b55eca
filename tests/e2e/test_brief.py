"""The brief as it is read and printed: one screen, one sheet, nothing cut off on a narrow phone."""

import io
from typing import Any

import pikepdf
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


@pytest.fixture(scope="module")
def known(house: Installation) -> Any:
    """A client with everything that a brief can hold, and a couple."""
    return house.ask("full_brief", clinic="Hazel Practice", zone=steps.daytime_zone())


def sheets(page: Page, paper: str) -> int:
    """How many sheets the page takes when it is printed."""
    with pikepdf.open(io.BytesIO(page.pdf(format=paper, print_background=True))) as document:
        return len(document.pages)


def test_a_full_brief_is_read_on_one_screen_and_printed_on_one_sheet(
    known: Any, open_window: Open
) -> None:
    page = open_window()
    steps.sign_in(page, known["therapist"])
    page.goto(known["full"])
    brief = page.get_by_role("region", name="Brief: Mara L.")
    for heading in ("Waits for repair", "You promised", "Last plan", "Exercise given", "Goals"):
        expect(brief.get_by_role("heading", name=heading)).to_be_visible()
    expect(brief.get_by_text("overdue: was due")).to_be_visible()
    expect(brief.get_by_text("(PHQ-9)")).to_be_visible()
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    take_picture(page, "brief", dark=True)
    assert {paper: sheets(page, paper) for paper in ("A4", "Letter")} == {"A4": 1, "Letter": 1}
    page.emulate_media(media="print")
    for gone in ("Print", "I kept it"):
        expect(page.get_by_text(gone, exact=True)).to_be_hidden()
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(brief.get_by_text("One way in:")).to_be_visible()
    page.emulate_media(media="screen")
    assert examine(page) == []


def test_the_note_is_not_printed_with_the_brief(known: Any, open_window: Open) -> None:
    page = open_window()
    steps.sign_in(page, known["therapist"])
    page.goto(known["now"])
    expect(page.get_by_role("button", name="Save draft")).to_be_visible()
    assert sheets(page, "A4") == 1
    assert examine(page) == []


def test_a_couple_side_by_side_one_beneath_the_other_and_on_two_sheets(
    known: Any, open_window: Open
) -> None:
    page = open_window()
    steps.sign_in(page, known["therapist"])
    page.goto(known["couple"])
    mara, theo = _places(page)
    assert (mara["y"], mara["x"] + mara["width"] <= theo["x"]) == (theo["y"], True)
    take_picture(page, "brief-couple")
    assert sheets(page, "A4") == 2
    page.set_viewport_size({"width": 390, "height": 844})
    mara, theo = _places(page)
    assert (mara["x"], mara["y"] + mara["height"] <= theo["y"]) == (theo["x"], True)
    assert examine(page) == []


def _places(page: Page) -> list[Any]:
    names = ("Mara L.", "Theo B.")
    return [page.get_by_role("region", name=f"Brief: {name}").bounding_box() for name in names]


def test_on_a_phone_the_brief_comes_before_the_note(known: Any, open_window: Open) -> None:
    page = open_window(phone=True)
    steps.sign_in(page, known["therapist"])
    page.goto(known["now"])
    brief = page.get_by_role("region", name="Brief: Theo B.").bounding_box()
    note = page.get_by_role("region", name="Note", exact=True).bounding_box()
    assert brief
    assert note
    assert brief["y"] + brief["height"] <= note["y"]
