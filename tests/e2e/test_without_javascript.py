"""The therapist's and the client's part with scripts turned off."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import steps
from tests.e2e.conftest import Open
from tests.e2e.installation import Installation

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.one_engine,
]

TENSION = "You were looking at the clock."


def test_both_of_them_get_through(house: Installation, open_window: Open) -> None:
    zone = steps.daytime_zone()
    known = house.ask("practice", clinic="Ginkgo Practice", zone=zone)
    page = open_window(javascript=False)
    steps.sign_in(page, known["therapist"])
    steps.add_client(page, "Theo Baptiste", "theo@ginkgo.mail.example")
    story = page.url
    steps.plan_session(page, steps.local(zone, days=-6))
    met = page.url
    page.goto(story)
    steps.plan_session(page, steps.local(zone, hours=3))

    the_client_answers(
        open_window(phone=True, javascript=False),
        house.letter_to("theo@ginkgo.mail.example").link,
    )
    page.goto("/")
    expect(page.get_by_role("listitem").filter(has_text=TENSION)).to_contain_text(
        "will raise something"
    )
    page.goto(met)
    the_note_is_written_and_signed(page)
    note = house.ask("stored_note", session=met)
    assert (note["signatures"], note["digest"]) == (1, note["sha256"])


def the_client_answers(phone: Page, link: str) -> None:
    phone.goto(link)
    phone.get_by_role("button", name="Begin").click()
    phone.get_by_text("I need help now").click()
    expect(phone.get_by_role("link", name="112")).to_be_visible()
    phone.get_by_role("link", name="Back to the questions").click()
    steps.rate(phone, steps.WELLBEING, [4, 5, 3, 4])
    steps.next_page(phone)
    steps.next_page(phone)
    steps.rate(phone, steps.CLIENTS_CHECK, [3, 2, 4, 3, 10])
    steps.next_page(phone)
    steps.tap(phone, "Was anything tense, misunderstood, or left unsaid?", "A lot")
    phone.get_by_label("If you like, say more").fill(TENSION)
    steps.tap(phone, "What would you like done with this?", "I will raise it")
    steps.next_page(phone)
    phone.get_by_role("link", name=re.compile("Change.*How you have been")).click()
    steps.tap(phone, steps.WELLBEING[0], "6")
    phone.get_by_role("button", name="Done").click()
    expect(phone.get_by_text(TENSION)).to_be_visible()
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you. It is sent.")


def the_note_is_written_and_signed(page: Page) -> None:
    session = page.url
    page.get_by_label("Format").select_option("soap")
    page.get_by_role("button", name="Use this format").click()
    steps.field(page, "Subjective").fill("He spoke of the clock.")
    page.get_by_label("apologised", exact=True).check()
    page.get_by_label("apologised: how they took it").select_option("accepted")
    steps.rate(page, steps.THERAPISTS_CHECK, [6, 6, 6, 6, 6])
    page.get_by_role("button", name="Save draft").click()
    steps.told(page, "Draft saved.")
    expect(steps.field(page, "Subjective")).to_have_value("He spoke of the clock.")
    page.get_by_role("button", name="Something happened between us").click()
    steps.tap(page, "Which way?", "confrontation")
    steps.tap(page, "Who moved?", "both of us")
    page.get_by_role("button", name="say what you did").click()
    steps.told(page, "Recorded.")
    page.goto(session)
    page.get_by_role("button", name="Save and sign").click()
    expect(page.get_by_role("article")).to_contain_text("apologised: accepted")
    page.get_by_role("button", name="Sign", exact=True).click()
    steps.told(page, "Signed.")
