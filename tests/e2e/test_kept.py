"""What could not be saved is there again: after a closed tab, an ended sign-in, a killed server."""

import itertools
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e import steps
from tests.e2e.conftest import ARGUMENTS, PATIENCE, Open
from tests.e2e.eyes import Complaints, examine
from tests.e2e.installation import Installation

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CANARY = "nightingale"
SAVED = re.compile(r"^\s*Saved \d+:\d\d\s*$")


@pytest.fixture(scope="module")
def known(house: Installation) -> dict[str, str]:
    answer: dict[str, str] = house.ask("practice", clinic="Oak Practice", zone=steps.daytime_zone())
    return answer


@pytest.fixture
def session(house: Installation, known: dict[str, str]) -> str:
    """The address of a session that nobody has written about."""
    address: str = house.ask("one_more_session", session=known["met"], days=20)
    return address


@pytest.fixture
def note(known: dict[str, str], session: str, open_window: Open) -> Page:
    page = open_window()
    steps.sign_in(page, known["therapist"])
    page.goto(session)
    return page


@pytest.fixture(autouse=True)
def expected(complaints: Complaints) -> Iterator[None]:
    """A browser complains of a network that is away, and htmx with it."""
    yield
    for words in ("net::ERR", "htmx:"):
        complaints.forget(words)


def saved(page: Page) -> None:
    expect(page.get_by_role("status").filter(has_text=SAVED)).to_be_visible()
    expect(page.locator("#saving")).to_be_hidden()


def sealed(page: Page) -> None:
    """The page says that this browser keeps the text."""
    steps.told(page, "sealed, in this browser")


def kept(page: Page) -> list[str]:
    found: list[str] = page.evaluate("Object.keys(localStorage)")
    return found


def stored(house: Installation, session: str) -> str:
    answer: str = house.ask("stored_note", session=session)["sections"]["data"]
    return answer


@pytest.mark.one_engine
def test_a_tab_closed_without_a_connection(house: Installation, note: Page, session: str) -> None:
    steps.field(note, "Data").fill("Before the tunnel.")
    saved(note)
    assert kept(note) == []
    note.context.set_offline(True)
    steps.field(note, "Data").fill(f"Inside it, a {CANARY}.")
    sealed(note)
    context = note.context
    note.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(session)
    offer = page.get_by_role("region", name=re.compile(r"Text from \d+:\d\d was not saved"))
    expect(offer).to_contain_text(f"Inside it, a {CANARY}.")
    expect(steps.field(page, "Data")).to_have_value("Before the tunnel.")
    assert stored(house, session) == "Before the tunnel."
    assert examine(page) == []
    offer.get_by_role("button", name="Throw away").click()
    expect(offer).to_be_hidden()
    page.get_by_role("button", name="Bring it back").click()
    offer.get_by_role("button", name="Look at both").click()
    part = page.get_by_role("group", name="Data")
    expect(part.get_by_role("insertion")).to_contain_text(CANARY)
    assert examine(page) == []
    part.get_by_text("Keep mine").click()
    page.get_by_role("button", name="Save draft").click()
    expect(steps.field(page, "Data")).to_have_value(f"Inside it, a {CANARY}.")
    assert stored(house, session) == f"Inside it, a {CANARY}."
    assert kept(page) == []


@pytest.mark.one_engine
def test_a_sign_in_that_ended(
    house: Installation, note: Page, session: str, known: dict[str, str]
) -> None:
    steps.field(note, "Data").fill("Before.")
    saved(note)
    house.ask("end_sign_ins")
    steps.field(note, "Data").fill("Before, and after.")
    steps.told(note, "your sign-in has ended")
    sealed(note)
    note.goto(session)
    assert "next=/sessions/" in note.url
    steps.field(note, "E-mail").fill(known["therapist"])
    steps.field(note, "Password").fill(steps.PASSWORD)
    note.get_by_role("button", name="Sign in", exact=True).click()
    expect(note).to_have_url(re.compile(re.escape(session)))
    note.get_by_role("button", name="Take it over").click()
    expect(steps.field(note, "Data")).to_have_value("Before, and after.")
    saved(note)
    assert stored(house, session) == "Before, and after."
    assert kept(note) == []


@pytest.mark.one_engine
def test_the_same_page_goes_on_once_signed_in_elsewhere(
    house: Installation, note: Page, session: str, known: dict[str, str]
) -> None:
    house.ask("end_sign_ins")
    steps.field(note, "Data").fill("Typed while signed out.")
    sealed(note)
    other = note.context.new_page()
    steps.sign_in(other, known["therapist"])
    other.goto(session)
    # What is being typed in an open tab is not offered in another one.
    expect(steps.field(other, "Data")).to_have_value("")
    expect(other.get_by_role("button", name="Take it over")).to_be_hidden()
    note.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    saved(note)
    assert stored(house, session) == "Typed while signed out."


@pytest.mark.one_engine
def test_somebody_else_on_the_same_browser_cannot_read_it(
    note: Page, session: str, known: dict[str, str]
) -> None:
    note.context.set_offline(True)
    steps.field(note, "Data").fill(f"A {CANARY}.")
    sealed(note)
    [mine] = kept(note)
    held = note.evaluate("name => localStorage.getItem(name)", mine)
    assert CANARY not in held
    note.context.set_offline(False)
    # The same entry as another key would have sealed it: this person's opens nothing.
    other = note.context.browser.new_context(base_url=note.url.split("/sessions/")[0])  # type: ignore[union-attr]
    page = other.new_page()
    steps.sign_in(page, known["therapist"])
    page.evaluate(
        """([name, held]) => {
          const entry = JSON.parse(held);
          entry.data = btoa(atob(entry.data).split("").reverse().join(""));
          localStorage.setItem(name, JSON.stringify(entry));
        }""",
        [mine, held],
    )
    page.goto(session)
    page.wait_for_timeout(500)
    expect(page.get_by_role("button", name="Take it over")).to_be_hidden()
    assert kept(page) == [mine]
    other.close()


@pytest.mark.one_engine
def test_signing_out_clears_what_was_kept(note: Page) -> None:
    note.context.set_offline(True)
    steps.field(note, "Data").fill(f"A {CANARY}.")
    sealed(note)
    note.context.set_offline(False)
    note.goto("/account/logout/")
    note.evaluate("localStorage.setItem('note:x:y', '{}')")
    note.get_by_role("button", name="Sign out").click()
    expect(note).to_have_url(re.compile("/account/login/"))
    assert kept(note) == []


def test_an_answer_that_is_lost_is_no_conflict(
    house: Installation, note: Page, session: str
) -> None:
    def lose(route: Route) -> None:
        route.fetch()
        route.abort()
        note.unroute("**/note/")

    note.route("**/note/", lose)
    steps.field(note, "Data").fill("Arrived unheard.")
    steps.told(note, "does not answer")
    assert stored(house, session) == "Arrived unheard."
    steps.field(note, "Data").fill("Arrived unheard, and went on.")
    saved(note)
    expect(note.get_by_role("status").filter(has_text="meanwhile")).to_have_count(0)
    assert stored(house, session) == "Arrived unheard, and went on."


def test_the_server_is_killed_during_a_save(house: Installation, note: Page, session: str) -> None:
    data = steps.field(note, "Data")
    data.fill("What was saved.")
    saved(note)
    house.hold_web()
    with note.expect_request("**/note/"):
        data.press("End")
        data.press_sequentially(" What was on its way.", delay=5)
    data.press_sequentially(" What was typed meanwhile.", delay=5)
    house.kill_web()
    try:
        steps.told(note, "does not answer")
        sealed(note)
        data.press_sequentially(" What was typed without a server.", delay=5)
        assert stored(house, session) in {
            "What was saved.",
            "What was saved. What was on its way.",
        }
    finally:
        house.start_web()
    house.wait_until_ready()
    saved(note)
    everything = (
        "What was saved. What was on its way. What was typed meanwhile."
        " What was typed without a server."
    )
    expect(data).to_have_value(everything)
    assert stored(house, session) == everything
    assert kept(note) == []


def test_one_save_at_a_time(house: Installation, note: Page, session: str) -> None:
    slow = note.context.new_cdp_session(note)
    speed = {"offline": False, "latency": 500, "downloadThroughput": -1, "uploadThroughput": -1}
    slow.send("Network.emulateNetworkConditions", speed)
    data = steps.field(note, "Data")
    for number in range(3):
        data.press_sequentially(f"{number} ")
        data.press("Control+s")
    saved(note)
    times: list[list[float]] = note.evaluate(
        """() => performance.getEntriesByType("resource")
          .filter((each) => each.name.endsWith("/note/"))
          .map((each) => [each.startTime, each.responseEnd])"""
    )
    assert len(times) > 1
    assert all(begun >= answered for (_, answered), (begun, _) in itertools.pairwise(sorted(times)))
    assert stored(house, session) == "0 1 2"


@pytest.mark.one_engine
def test_no_disk_holds_it_in_the_clear(
    chromium: Browser,
    house: Installation,
    session: str,
    known: dict[str, str],
    tmp_path: Path,
) -> None:
    profile = tmp_path / "profile"
    context = chromium.browser_type.launch_persistent_context(
        profile, executable_path=shutil.which("chromium"), args=ARGUMENTS, base_url=house.url
    )
    context.set_default_timeout(PATIENCE * 1000)
    page = context.new_page()
    steps.sign_in(page, known["therapist"])
    page.goto(session)
    page.evaluate("localStorage.setItem('control', 'goldfinch')")
    context.set_offline(True)
    steps.field(page, "Data").fill(f"A {CANARY}.")
    sealed(page)
    page.wait_for_timeout(6000)  # the browser writes its store every five seconds
    context.close()
    files = [path for path in profile.rglob("*") if path.is_file()]
    assert _holding(files, "note:"), "the ciphertext is there"
    assert _holding(files, "goldfinch"), "what lies in the clear is found"
    assert _holding(files, CANARY) == []


def _holding(files: list[Path], words: str) -> list[str]:
    spellings = (words.encode(), words.encode("utf-16-le"))
    return [path.name for path in files if any(each in path.read_bytes() for each in spellings)]
