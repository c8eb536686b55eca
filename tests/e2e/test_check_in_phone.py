"""The check-in on a small telephone: by keyboard, in Spanish, enlarged, on a bad line, resumed."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import steps
from tests.e2e.conftest import Open
from tests.e2e.eyes import Complaints, examine
from tests.e2e.installation import Installation
from tests.e2e.test_without_javascript import the_client_answers

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.one_engine,
]

SMALL = (360, 740)
ENLARGED = (320, 256)  # what is left of 1280 by 1024 at 400 %
WISH = "To speak about the move."
# Kilobytes a second and seconds to and fro, as at the edge of a village.
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 40_000, "uploadThroughput": 20_000}


@pytest.fixture
def link(house: Installation, request: pytest.FixtureRequest) -> str:
    """The link in a client's mail, in a clinic of the test's own."""
    clinic = f"{request.node.name.removeprefix('test_').replace('_', '-')} Practice"
    known = house.ask("practice", clinic=clinic, zone=steps.daytime_zone())
    return house.letter_to(known["client"]).link


def small(open_window: Open, size: tuple[int, int] = SMALL, *, javascript: bool = True) -> Page:
    page = open_window(phone=True, javascript=javascript)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    return page


def begin(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_role("button", name=re.compile("Begin|Go on|Empezar|Seguir")).click()
    page.wait_for_url("**/check-in/*/")


def reach(page: Page, selector: str) -> None:
    """Tab on until that is what has the focus, and seen."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("(what) => document.activeElement.matches(what)", selector):
            expect(page.locator(":focus")).to_be_in_viewport()
            return
    raise AssertionError(f"no way to {selector} on {page.url}")


def on(page: Page, heading: str, button: str = "next") -> None:
    """By Tab to the button, Enter, and be there."""
    reach(page, f"button[value={button}]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def choose(page: Page, question: str, steps_on: int) -> None:
    """The arrow keys go from answer to answer."""
    reach(page, f'[name="{question}"]')
    page.keyboard.press("Space")
    for _ in range(steps_on):
        page.keyboard.press("ArrowRight")


def test_by_keyboard_alone(link: str, open_window: Open) -> None:
    page = small(open_window)
    page.goto(link)
    reach(page, ".begin button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("How you have been")
    for question, number in (("mood", 4), ("managed", 10), ("connected", 0), ("facing", 5)):
        choose(page, question, number)
    on(page, "What would you like from the session?")
    reach(page, "textarea")
    page.keyboard.type(WISH)
    on(page, "Working together")
    choose(page, "safe", 3)
    on(page, "Between the two of you")
    choose(page, "tension", 2)
    reach(page, "textarea")
    page.keyboard.type("The clock.")
    choose(page, "request", 1)
    on(page, "Is this what you want to say?")
    said = page.locator(".answers dd").all_inner_texts()
    assert said[:5] == ["4", "10", "0", "5", WISH]
    assert said[-3:] == ["Some", "The clock.", "I will raise it"]
    on(page, "Thank you. It is sent.", "send")


def test_enlarged_fourfold_and_without_scripts(link: str, open_window: Open) -> None:
    the_client_answers(small(open_window, ENLARGED, javascript=False), link)


def test_in_spanish_and_without_a_violation(link: str, open_window: Open) -> None:
    page = small(open_window)
    found = []
    page.goto(f"{link}?language=es")
    found += examine(page, thumbs=True)
    begin(page, f"{link}?language=es")
    for heading in ("Cómo has estado", "¿Qué te gustaría", "Nuestro trabajo", "Entre tu terapeuta"):
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
        found += examine(page, thumbs=True)
        page.locator("button[value=next]").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("¿Es esto lo que quieres decir?")
    found += examine(page, thumbs=True)
    page.locator("button[value=send]").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Gracias")
    found += examine(page, thumbs=True)
    assert "\n".join(found) == ""


def test_from_right_to_left_nothing_is_cut_off(link: str, open_window: Open) -> None:
    page = small(open_window)
    begin(page, link)
    found = []
    for address in ("arriving", "wish", "working-together", "between-us", "review"):
        page.goto(page.url.replace(page.url.split("/check-in/")[1], f"{address}/"))
        page.evaluate("document.documentElement.dir = 'rtl'")
        found += examine(page, thumbs=True)
    assert "\n".join(found) == ""


def test_on_a_slow_line_an_impatient_thumb_sends_once(link: str, open_window: Open) -> None:
    page = small(open_window)
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    begin(page, link)
    posts: list[str] = []
    page.on("request", lambda each: posts.append(each.url) if each.method == "POST" else None)
    steps.rate(page, steps.WELLBEING, [4, 5, 3, 4])
    page.locator("button[value=next]").dblclick()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What would you like")
    assert len(posts) == 1


def test_without_a_connection_the_page_stays_and_says_so(
    link: str, open_window: Open, complaints: Complaints
) -> None:
    page = small(open_window)
    begin(page, link)
    page.locator("button[value=next]").click()
    words = page.get_by_role("textbox")
    words.fill(WISH)
    page.context.set_offline(True)
    page.locator("button[value=next]").click()
    expect(page.get_by_role("alert")).to_contain_text("What you entered is still here")
    expect(words).to_have_value(WISH)
    page.context.set_offline(False)
    page.locator("button[value=next]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Working together")
    page.go_back()
    expect(page.get_by_role("textbox")).to_have_value(WISH)
    complaints.forget("ERR_INTERNET_DISCONNECTED")


def test_a_notice_of_our_own_and_nothing_of_anybody_is_kept(
    link: str, open_window: Open, complaints: Complaints
) -> None:
    page = small(open_window)
    begin(page, link)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.locator("button[value=next]").click()
    page.get_by_role("textbox").fill(WISH)
    page.locator("button[value=next]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Working together")
    assert page.evaluate(_KEPT) == ["/offline/", "/static/css/client.css", "/static/css/tokens.css"]
    page.context.set_offline(True)
    page.goto(page.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("No connection")
    expect(page.get_by_text("Nothing that you entered and saved is lost.").first).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("link", name="Try again").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Working together")
    complaints.forget("ERR_INTERNET_DISCONNECTED")


_KEPT = """async () => {
  const kept = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const each of await cache.keys()) kept.push(new URL(each.url).pathname);
  }
  return kept.sort();
}"""


def test_a_closed_browser_and_a_second_device_lose_nothing(link: str, open_window: Open) -> None:
    first = small(open_window)
    begin(first, link)
    steps.rate(first, steps.WELLBEING, [4, 5, 3, 4])
    steps.next_page(first)
    first.wait_for_url("**/wish/")
    first.get_by_role("textbox").fill(WISH)
    first.goto("about:blank")  # left without a button: what stood there goes its own way
    second = small(open_window)
    for _ in range(40):
        begin(second, link)
        if second.get_by_role("textbox").input_value() == WISH:
            break
        second.wait_for_timeout(250)
    first.context.close()
    expect(second.get_by_role("textbox")).to_have_value(WISH)
    second.get_by_role("button", name="Back").click()
    expect(steps.choice(second, steps.WELLBEING[0], "4")).to_be_checked()
