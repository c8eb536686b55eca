"""Chapters of the story up to the check-in that was sent."""

import re

from playwright.sync_api import Page, expect

from tests.e2e import steps
from tests.e2e.eyes import take_picture
from tests.e2e.story import (
    ADMIN,
    CLIENT,
    CLINIC,
    CLINICAL,
    PASSWORD,
    SECRETS,
    TENSION,
    THERAPIST,
    WISH,
    Story,
)


def people_arrive(story: Story) -> None:
    printed = story.house.manage(
        "create_clinic",
        *("--name", CLINIC, "--admin-name", "Ada Kowalski", "--admin-email", ADMIN),
        *("--time-zone", story.zone),
    )
    link = printed.split()[-1]
    admin = story.admin
    admin.goto(link)
    take_picture(admin, "01-join")
    steps.join(admin, link, PASSWORD)
    take_picture(admin, "02-clinic-empty")
    assert admin.goto(link).status == 410  # type: ignore[union-attr]
    admin.goto("/people/")
    admin.get_by_role("link", name="Invite somebody").click()
    steps.field(admin, "Name").fill("Ines Okafor")
    steps.field(admin, "E-mail").fill(THERAPIST)
    admin.get_by_label("therapist").check()
    take_picture(admin, "03-invite")
    admin.get_by_role("button", name="Send the invitation").click()
    steps.told(admin, THERAPIST)
    take_picture(admin, "04-people")
    steps.join(story.therapist, story.house.letter_to(THERAPIST).link, PASSWORD)
    expect(story.therapist.get_by_role("heading", level=1)).to_have_text("No sessions today.")
    expect(story.therapist.get_by_text("Nothing is planned yet.")).to_be_visible()
    take_picture(story.therapist, "05-today-empty", dark=True)


def a_client_is_added_and_met(story: Story) -> None:
    page = story.therapist
    steps.add_client(page, "Bo Ahlgren", "bo@mail.example")
    steps.plan_session(page, steps.local(story.zone, hours=3))
    page.get_by_role("link", name="Caseload").click()
    page.get_by_role("link", name="Add a client").click()
    take_picture(page, "06-new-client")
    steps.add_client(page, "Mara Lindqvist", CLIENT)
    story.client_page = page.url
    take_picture(page, "07-client-empty")
    steps.plan_session(page, steps.local(story.zone, days=-14))
    steps.open_client(page, "Mara L.")
    steps.plan_session(page, steps.local(story.zone, days=-7))
    steps.told(page, "Write its note while it is fresh.")
    story.last_week = page.url
    story.house.ask("one_more_session", session=story.last_week, days=21, rated=8)
    page.goto(story.client_page)
    page.get_by_role("link", name="Plan a session").click()
    take_picture(page, "08-plan-session")
    page.goto(story.client_page)
    steps.plan_session(page, steps.local(story.zone, hours=2))
    page.get_by_role("link", name=re.compile(r"^\w+day \d+ \w+, \d+:\d\d$")).click()
    expect(page.get_by_text("The note opens when the session begins.")).to_be_visible()
    story.today = page.url


def the_invitation_says_nothing(story: Story) -> None:
    letter = story.letter()
    for word in ("Mara", "Lindqvist", "Ines", "Okafor", CLINIC, "Meadow", *CLINICAL):
        assert word.lower() not in letter.raw.replace(CLIENT, "").lower(), word
    assert letter.subject == "A few questions before we meet"


def links_that_no_longer_work(story: Story) -> None:
    # Another client's runs out; a new one takes this client's first one back.
    expired = story.house.letter_to("bo@mail.example").link
    assert story.house.ask("expire", link=expired) == 1
    phone = story.open_window(phone=True)
    assert _open(phone, expired) == (410, "This link is no longer open")
    take_picture(phone, "09-link-expired")
    page = story.therapist
    page.goto(story.today)
    page.get_by_text("Attendance: expected").click()
    page.get_by_role("button", name="Send a new check-in link").click()
    steps.told(page, "the old one no longer works")
    assert _open(phone, story.letter().link) == (410, "This link was taken back")
    assert _open(phone, story.letter(2).link[:-2] + "/") == (404, "This link leads nowhere")
    phone.context.close()


def _open(page: Page, link: str) -> tuple[int, str]:
    answer = page.goto(link)
    assert answer
    return answer.status, page.get_by_role("heading", level=1).inner_text()


def the_client_answers(story: Story) -> None:
    link = story.letter(2).link
    scanner = story.open_window()  # somebody else's machine opened it first, and left it
    assert _open(scanner, link) == (200, "A few questions before you meet")
    scanner.get_by_role("button", name="Begin").click()
    expect(scanner.get_by_role("heading", level=1)).to_have_text("How you have been")
    phone = story.open_window(phone=True)
    assert _open(phone, link) == (200, "A few questions before you meet")
    take_picture(phone, "10-check-in-link", dark=True)
    phone.get_by_role("button", name=re.compile("Begin|Go on")).tap()
    phone.wait_for_url("**/check-in/arriving/")  # the secret is out of the address
    steps.rate(phone, steps.WELLBEING, [4, 5, 3, 4])
    take_picture(phone, "11-check-in-wellbeing", dark=True)
    steps.next_page(phone)
    phone.get_by_label("What would you like from the session?").fill(WISH)
    take_picture(phone, "12-check-in-wish", dark=True)
    steps.next_page(phone)
    steps.rate(phone, steps.CLIENTS_CHECK, [4, 2, 5, 3, 4])
    take_picture(phone, "13-check-in-working-together", dark=True)
    steps.next_page(phone)
    take_picture(phone, "14-check-in-between-us")
    steps.tap(phone, "Was anything tense, misunderstood, or left unsaid?", "Some")
    phone.get_by_label("If you like, say more about it in your own words.").fill(TENSION)
    steps.tap(phone, "What would you like done with this?", "Raise it for me")
    take_picture(phone, "15-check-in-between-us-answered", dark=True)
    steps.next_page(phone)
    expect(phone.get_by_text(TENSION)).to_be_visible()
    take_picture(phone, "16-check-in-review", dark=True)
    phone.get_by_role("button", name="Send").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you. It is sent.")
    take_picture(phone, "17-check-in-thanks", dark=True)
    assert _open(phone, link) == (410, "This has been sent already")
    take_picture(phone, "18-link-used")
    scanner.reload()
    expect(scanner.get_by_role("heading", level=1)).to_have_text("This has been sent already")
    assert TENSION not in scanner.content()
    assert story.house.ask("stored_check_in", link=link) == {
        "sent": True,
        "wish": WISH,
        "ratings": 1,
        "reports": 1,
        "messages": 1,
    }
    told = story.house.letter_to(THERAPIST, 2)
    assert told.subject == "There is something new to read"
    assert not any(secret in told.raw for secret in (*SECRETS, "Mara", "Lindqvist"))
