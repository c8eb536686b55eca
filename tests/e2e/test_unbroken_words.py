"""One long word, as an address or a name can be: no page becomes wider than its window."""

import pytest
from playwright.sync_api import Page

from tests.e2e import steps
from tests.e2e.conftest import Open
from tests.e2e.eyes import too_wide
from tests.e2e.installation import Installation
from tests.e2e.test_space_pages import UNFOLD, come_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.one_engine,
]
WORD = "Donaudampfschifffahrtsgesellschaftskapitaenswitwe" * 2
# Names of pages, by who reads them.
THERAPISTS = (
    "today caseload client client_details client_cells client_measures client_plan client_exercises"
    " client_statements goal new_goal new_session patterns pattern"
    " attachment_note give_exercise session sign_note release_note strike_note new_rupture rupture"
    " ruptures signal signals concern concerns safety_notice supervision question"
    " snippets snippet my_practice account"
)
SUPERVISORS = "caseload client supervision question co_sign rupture"
ADMINS = "clinic clinic_clients people person library library_text note_formats"
CLIENTS = (
    "space space_goals space_goal space_exercises space_exercise space_strengths space_notes"
    " space_note space_plan space_said space_concern space_answers space_opened"
)


def widened(page: Page, addresses: list[str]) -> list[str]:
    """What reaches past the edge, page by page, on a laptop and on telephones."""
    found = []
    for address in addresses:
        answer = page.goto(address)
        assert answer
        assert answer.status == 200, address
        page.evaluate(UNFOLD)
        for width in (1280, 390, 320):
            page.set_viewport_size({"width": width, "height": 844})
            found += [f"{width} {address}: {each}" for each in too_wide(page)]
    return found


def test_no_page_grows_with_a_word(house: Installation, open_window: Open) -> None:
    readers = {
        "therapist": THERAPISTS,
        "supervisor": SUPERVISORS,
        "admin": ADMINS,
        "client": CLIENTS,
    }
    known = house.ask(
        "unbroken",
        clinic="Larkspur Practice",
        zone=steps.daytime_zone(),
        word=WORD,
        addresses=" ".join(readers.values()),
    )
    left, found = iter(known["pages"]), []
    for reader, names in readers.items():
        page = open_window(phone=reader == "client")
        if reader == "client":
            come_in(house, page, known[reader], known["name"])
        else:
            steps.sign_in(page, known[reader])
        found += widened(page, [next(left) for _ in names.split()])
    assert "\n".join(found) == ""
