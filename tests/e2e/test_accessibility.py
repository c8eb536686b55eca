"""Every page of the story under axe, in both widths, light and dark, and in a narrow window."""

import re
from typing import Literal

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


def visit(page: Page, *addresses: str) -> list[str]:
    """Go to each page and examine it."""
    found = []
    for address in addresses:
        page.goto(address)
        found += examine(page)
    return found


def press(page: Page, role: Literal["button", "link"], name: str | re.Pattern[str]) -> None:
    """Go where a button or a link leads, and be there."""
    with page.expect_navigation():
        page.get_by_role(role, name=name).first.click()


def test_the_therapists_pages(house: Installation, open_window: Open) -> None:
    known = house.ask("practice", clinic="Alder Practice", zone=steps.daytime_zone())
    house.ask("one_more_session", session=known["met"], days=14, rated=8)
    _answer(open_window(phone=True), house.letter_to(known["client"]).link)
    page = open_window()
    story, met, ahead = known["story"], known["met"], known["ahead"]
    found = visit(page, "/account/login/", "/account/password/reset/")
    steps.sign_in(page, known["therapist"])
    found += visit(page, "/", "/?day=2020-01-01", "/caseload/", "/caseload/?name=nobody")
    press(page, "link", "Show everybody")
    press(page, "link", "lower than expected")
    found += examine(page)
    found += visit(page, "/clients/new/")
    press(page, "button", "Add to my caseload")
    found += examine(page)  # with errors beside the fields
    found += visit(page, f"{story}details/", f"{story}goals/new/", f"{story}sessions/new/")
    found += visit(page, ahead, f"{ahead}move/", met)
    steps.field(page, "Data").fill("She spoke of the week.")
    page.get_by_label("validated", exact=True).check()
    steps.rate(page, steps.THERAPISTS_CHECK, [7, 5, 7, 6, 6])
    steps.saved(page)
    found += examine(page)
    for width, height in ((1280, 900), (390, 664)):  # a telephone with its address bar
        page.set_viewport_size({"width": width, "height": height})
        found += [f"{width}: the focus is covered: {each}" for each in covered(page)]
    press(page, "button", "Save and sign")
    found += examine(page)
    press(page, "button", re.compile("^Sign$"))
    found += examine(page)
    found += visit(page, f"{met}rupture/")
    for question, answer in (("Which way?", "both"), ("Who moved?", "both of us")):
        steps.tap(page, question, answer)
    press(page, "button", "Record")
    steps.told(page, "Recorded.")
    page.get_by_text("Say how it ended").click()
    found += examine(page)
    page.goto(story)
    page.get_by_text("Show as a table").click()
    page.get_by_text("Write down a goal").click()
    found += examine(page)
    found += visit(page, "/clients/00000000-0000-4000-8000-000000000000/")
    assert "\n".join(found) == ""


def test_the_admins_and_everybodys_own_pages(house: Installation, open_window: Open) -> None:
    known = house.ask("practice", clinic="Birch Practice", zone=steps.daytime_zone())
    page = open_window()
    printed = house.manage(
        "create_clinic",
        *("--name", "Cedar", "--admin-name", "Noor", "--admin-email", "noor@cedar.example"),
    )
    found = visit(page, printed.split()[-1], "/join/nothing/")
    steps.sign_in(page, known["admin"])
    found += visit(page, "/clinic/", "/clinic/clients/", "/clinic/settings/", "/people/")
    found += visit(page, "/people/invite/")
    press(page, "button", "Send the invitation")
    found += examine(page)
    page.goto("/people/")
    press(page, "link", "Change Ines Okafor")
    found += examine(page)
    press(page, "link", "End their work here")
    found += examine(page)
    found += visit(page, "/me/", "/account/password/change/", "/account/2fa/", "/account/sessions/")
    found += visit(page, "/account/logout/")
    assert "\n".join(found) == ""


def test_the_pages_under_a_signature(house: Installation, open_window: Open) -> None:
    known = house.ask("practice", clinic="Elm Practice", zone=steps.daytime_zone())
    asked = house.ask("signed_and_asked", session=known["met"])
    session, therapist, supervisor = known["met"], open_window(), open_window(phone=True)
    steps.sign_in(therapist, known["therapist"])
    found = visit(therapist, session, f"{session}release/", f"{session}strike/")
    found += visit(therapist, f"{session}strike/?addendum=2", f"{session}sign/")
    steps.sign_in(supervisor, asked["supervisor"])
    found += visit(supervisor, "/supervision/", f"{session}co-sign/")
    supervisor.get_by_text("Give it back instead").click()
    found += examine(supervisor)
    supervisor.get_by_label("What should change?").fill("Say what was agreed.")
    press(supervisor, "button", "Give it back")
    found += visit(therapist, "/", session)
    therapist.get_by_text("Read what was struck through").click()
    therapist.get_by_text("Every step").click()
    found += examine(therapist)
    press(therapist, "button", "Ask Noor Haddad again")
    supervisor.goto(f"{session}co-sign/")
    press(supervisor, "button", "I have read it: co-sign")
    found += examine(supervisor)
    found += visit(therapist, session)
    assert "\n".join(found) == ""


def test_the_clients_pages(house: Installation, open_window: Open) -> None:
    known = house.ask("practice", clinic="Dogwood Practice", zone=steps.daytime_zone())
    link = house.letter_to(known["client"]).link
    page = open_window(phone=True)
    page.goto("/check-in/")
    found = examine(page, thumbs=True)  # nothing was begun here
    page.goto("/c/nothing/")
    found += examine(page, thumbs=True)
    page.goto(link)
    page.get_by_text("I need help now").click()
    found += examine(page, thumbs=True)
    press(page, "button", "Begin")
    for numbers in ([0, 10, 5, 3], None, [1, 2, 3, 4, 5]):
        page.wait_for_url("**/check-in/*/")
        found += examine(page, thumbs=True)
        if numbers:
            asked = steps.WELLBEING if len(numbers) == 4 else steps.CLIENTS_CHECK
            steps.rate(page, asked, numbers)
            found += examine(page, thumbs=True)
        else:
            page.get_by_role("textbox").fill("To slow down. " * 150)
            steps.next_page(page)
            found += examine(page, thumbs=True)  # too long: it says so and keeps it
            page.get_by_role("textbox").fill("To slow down.")
        steps.next_page(page)
    steps.tap(page, "Was anything tense, misunderstood, or left unsaid?", "A lot")
    page.get_by_label("If you like, say more").fill("The homework felt like failing.")
    found += examine(page, thumbs=True)
    steps.next_page(page)
    found += examine(page, thumbs=True)
    page.goto("/check-in/help/")
    found += examine(page, thumbs=True)
    page.goto("/check-in/review/")
    press(page, "button", "Send")
    found += examine(page, thumbs=True)
    page.goto(link)
    found += examine(page, thumbs=True)
    page.goto("/check-in/thanks/")
    press(page, "button", "Take it off this device")
    found += examine(page, thumbs=True)
    assert "\n".join(found) == ""


def _answer(page: Page, link: str) -> None:
    """A low check-in, in a minute."""
    page.goto(link)
    page.get_by_role("button", name=re.compile("Begin")).click()
    steps.next_page(page)
    page.get_by_role("textbox").fill("To slow down.")
    steps.next_page(page)
    steps.rate(page, steps.CLIENTS_CHECK, [3, 2, 4, 3, 3])
    steps.next_page(page)
    steps.tap(page, "Was anything tense, misunderstood, or left unsaid?", "Some")
    page.get_by_label("If you like, say more").fill("The homework felt like failing.")
    steps.next_page(page)
    press(page, "button", "Send")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. It is sent.")
