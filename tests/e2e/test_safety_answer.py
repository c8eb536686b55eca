"""A question about safety is answered: where to turn shows at once, and waits for no button."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import steps
from tests.e2e.conftest import Open
from tests.e2e.eyes import Complaints, examine
from tests.e2e.installation import Installation
from tests.e2e.test_check_in_phone import begin, small

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.one_engine]


@pytest.fixture
def known(house: Installation, request: pytest.FixtureRequest) -> dict[str, str]:
    """A clinic of the test's own that asks the PHQ-9."""
    clinic = f"{request.node.name.removeprefix('test_').replace('_', '-')} Practice"
    answer: dict[str, str] = house.ask("practice", clinic=clinic, zone=steps.daytime_zone())
    house.ask("ask_about_safety", admin=answer["admin"])
    return answer


@pytest.fixture
def page(house: Installation, known: dict[str, str], open_window: Open) -> Page:
    page = small(open_window)
    begin(page, house.letter_to(known["client"]).link)
    page.goto("/check-in/phq-9/")
    return page


def tap(page: Page, answer: int) -> None:
    page.locator(f'label:has([name="self_harm"][value="{answer}"])').click()


def standing(house: Installation, known: dict[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = house.ask("safety_notices", admin=known["admin"])
    return found


def test_a_tap_is_enough(house: Installation, known: dict[str, str], page: Page) -> None:
    tap(page, 0)
    expect(page.locator(".care")).to_have_count(0)
    with page.expect_response("**/check-in/phq-9/") as taken:
        tap(page, 2)
    assert taken.value.status == 200
    care = page.locator("#questions .care")
    expect(care.get_by_role("heading")).to_be_in_viewport()
    expect(care.get_by_role("link", name="116 123")).to_be_visible()
    assert page.url.endswith("/check-in/phq-9/")
    assert "\n".join(examine(page, thumbs=True)) == ""
    for answer in (3, 1):  # in this order, however fast
        tap(page, answer)
    page.wait_for_load_state("networkidle")
    expect(page.locator(".care")).to_have_count(1)
    (notice,) = standing(house, known)
    assert (notice["answer"], notice["highest"]) == (1, 3)
    assert notice["draft"]["phq-9"]["answers"]["self_harm"] == 1
    page.locator("button[value=next]").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What would you like")
    expect(page.locator(".care")).to_be_visible()


def test_closed_meanwhile(
    house: Installation, known: dict[str, str], page: Page, complaints: Complaints
) -> None:
    house.ask("take_back_links", admin=known["admin"])
    tap(page, 1)
    expect(page.locator(".care")).to_contain_text("What you just entered could not be kept")
    (notice,) = standing(house, known)
    assert (notice["answer"], notice["late"]) == (1, True)
    complaints.forget("410")


def test_without_a_connection(
    house: Installation, known: dict[str, str], page: Page, complaints: Complaints
) -> None:
    """The lines that the page holds anyway open; the answer goes once there is a connection."""
    page.context.set_offline(True)
    tap(page, 1)
    expect(page.locator("details.help[open]").get_by_role("link", name="116 123")).to_be_visible()
    expect(page.locator("[data-unsent]")).to_be_visible()
    assert standing(house, known) == []
    with page.expect_response("**/check-in/phq-9/"):
        page.context.set_offline(False)
    assert [each["answer"] for each in standing(house, known)] == [1]
    complaints.forget("net::ERR")
