"""Words are not lost: to another tab, to a network that is away, to a sign-in that ended."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e import steps
from tests.e2e.conftest import Open
from tests.e2e.eyes import Complaints
from tests.e2e.installation import Installation

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def known(house: Installation) -> dict[str, str]:
    answer: dict[str, str] = house.ask("practice", clinic="Fir Practice", zone=steps.daytime_zone())
    return answer


@pytest.fixture
def note(house: Installation, known: dict[str, str], open_window: Open) -> Page:
    """The empty note of a session that nobody has written about."""
    session = house.ask("one_more_session", session=known["met"], days=20)
    page = open_window()
    steps.sign_in(page, known["therapist"])
    page.goto(session)
    steps.told(page, "Not begun")
    return page


@contextmanager
def saving(page: Page) -> Iterator[None]:
    """What is done in here is saved by itself, and the page says so."""
    with page.expect_response(lambda answer: answer.url.endswith("/note/") and answer.ok):
        yield
    told_saved(page)


def told_saved(page: Page) -> None:
    said = page.get_by_role("status").filter(has_text=re.compile(r"^\s*Saved \d+:\d\d\s*$"))
    expect(said).to_be_visible()
    expect(page.locator("#saving")).to_be_hidden()


def stored(house: Installation, page: Page) -> str:
    answer: str = house.ask("stored_note", session=page.url.split("#")[0])["sections"]["data"]
    return answer


def in_turn(page: Page, *answers: Callable[[Route], None]) -> None:
    """Answer the page's own address like this, once each; then the server does."""
    left = iter(answers)

    def answer(route: Route) -> None:
        next(left, Route.continue_)(route)

    page.route(page.url, answer)


def test_a_pause_saves(house: Installation, note: Page) -> None:
    data = steps.field(note, "Data")
    with saving(note):
        data.fill("She came late")
    assert stored(house, note) == "She came late"
    with saving(note):
        data.press("End")
        data.press_sequentially(" and said so.")
    assert stored(house, note) == "She came late and said so."
    note.reload()
    expect(data).to_have_value("She came late and said so.")
    data.fill("By keyboard.")
    with saving(note):
        data.press("Control+s")
    data.fill("By keyboard, to the end.")
    data.press("Control+Enter")
    expect(note.get_by_role("article")).to_contain_text("By keyboard, to the end.")


def test_a_page_that_is_drawn_before_the_last_save_is_in_has_its_words(
    house: Installation, note: Page
) -> None:
    """Reloaded within a second of typing, while the save of the page before is on its way."""
    before = note.context.request.get(note.url)
    data = steps.field(note, "Data")
    data.fill("Typed and reloaded.")
    in_turn(note, lambda route: route.fulfill(response=before))
    note.reload()
    expect(data).to_have_value("Typed and reloaded.")
    told_saved(note)
    expect(note.get_by_role("region", name="was not saved")).to_be_hidden()
    with saving(note):
        data.press("End")
        data.press_sequentially(" And on.")
    assert stored(house, note) == "Typed and reloaded. And on."


def test_what_is_typed_before_they_are_there_stays_beside_them(
    house: Installation, note: Page
) -> None:
    before = note.context.request.get(note.url)
    steps.field(note, "Data").fill("Typed and reloaded.")
    held: list[Route] = []
    in_turn(note, lambda route: route.fulfill(response=before), held.append)
    note.reload()
    steps.field(note, "Plan").first.fill("Typed at once.")
    with saving(note):
        held[0].continue_()
    expect(steps.field(note, "Data")).to_have_value("Typed and reloaded.")
    assert stored(house, note) == "Typed and reloaded."
    note.reload()
    expect(steps.field(note, "Plan").first).to_have_value("Typed at once.")


def test_the_later_tab_is_told_and_sees_both_texts(
    house: Installation, note: Page, complaints: Complaints
) -> None:
    other = note.context.new_page()
    other.goto(note.url)
    with saving(note):
        steps.field(note, "Data").fill("What the first tab wrote.")
    steps.field(other, "Data").fill("What the second tab wrote.")
    steps.told(other, "Not saved: you saved this note in another window meanwhile.")
    assert stored(house, note) == "What the first tab wrote."
    other.get_by_role("button", name="Save draft").click()
    alert = other.get_by_role("alert")
    expect(alert).to_contain_text("You saved this note in another window meanwhile")
    part = other.get_by_role("group", name="Data")
    expect(part.get_by_role("insertion")).to_contain_text("second")
    expect(part.get_by_role("deletion")).to_contain_text("first")
    expect(part.get_by_label("Both, one after the other")).to_be_checked()
    other.get_by_role("button", name="Save draft").click()
    told_saved(other)
    assert stored(house, note) == "What the first tab wrote.\n\nWhat the second tab wrote."
    expect(steps.field(other, "Data")).to_have_value(stored(house, note))


def test_a_lost_connection_is_said_and_made_up_for(
    house: Installation, note: Page, complaints: Complaints
) -> None:
    with saving(note):
        steps.field(note, "Data").fill("Before the tunnel.")
    note.context.set_offline(True)
    steps.field(note, "Data").fill("Before the tunnel, and inside it.")
    steps.told(note, "Not saved: offline, kept on this page")
    assert stored(house, note) == "Before the tunnel."
    with saving(note):
        note.context.set_offline(False)
    assert stored(house, note) == "Before the tunnel, and inside it."
    complaints.forget("ERR_INTERNET_DISCONNECTED")
    complaints.forget("htmx")


def test_a_sign_in_that_ended_is_said_and_the_words_stay(
    house: Installation, note: Page, known: dict[str, str], complaints: Complaints
) -> None:
    data = steps.field(note, "Data")
    with saving(note):
        data.fill("Before the break.")
    note.context.clear_cookies(name="session")
    data.fill("Before the break, and after it.")
    steps.told(note, "Not saved")
    expect(note.get_by_role("heading", level=1)).to_have_count(1)
    expect(data).to_have_value("Before the break, and after it.")
    other = note.context.new_page()
    steps.sign_in(other, known["therapist"])
    other.close()
    with saving(note):
        data.fill("Before the break, and well after it.")
    assert stored(house, note) == "Before the break, and well after it."
    complaints.forget("Response Status Error Code 403")
