"""What people do, each step as they would describe it."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect

PASSWORD = "a long enough password"
# One of them is always between seven in the morning and eight in the evening.
ZONES = ("Europe/London", "America/New_York", "Asia/Tokyo")


def daytime_zone() -> str:
    """A time zone in which "in two hours" is still today, and which sleeps no more."""
    return next(zone for zone in ZONES if 8 <= datetime.now(ZoneInfo(zone)).hour < 20)


def local(zone: str, **span: float) -> datetime:
    """That long from now on the clinic's clock, on a whole minute."""
    return (datetime.now(UTC) + timedelta(**span)).astimezone(ZoneInfo(zone)).replace(second=0)


def field(page: Page, label: str) -> Locator:
    """A field by exactly its label, which ends in an asterisk where it is required."""
    return page.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*\*?\s*$"))


def told(page: Page, words: str) -> None:
    """The page says so."""
    # As a pattern, because a plain text would find "Saved" in "Not saved", too.
    said = page.get_by_role("status").filter(has_text=re.compile(re.escape(words)))
    expect(said).to_be_visible()


def saved(page: Page) -> None:
    """The note says beneath itself that it is saved, whatever the page says above."""
    expect(page.locator("#saved")).to_have_text(re.compile(r"^\s*Saved"))


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """By e-mail address and password."""
    page.goto("/account/login/")
    field(page, "E-mail").fill(email)
    field(page, "Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("navigation", name="Main").get_by_role("link")).not_to_have_count(1)


def join(page: Page, link: str, password: str = PASSWORD) -> None:
    """Accept an invitation."""
    page.goto(link)
    field(page, "Password").fill(password)
    field(page, "The same password again").fill(password)
    page.get_by_role("button", name="Join").click()
    told(page, "Your password is set")


def add_client(page: Page, name: str, email: str) -> None:
    """From the caseload, with both consents."""
    page.get_by_role("link", name="Caseload").click()
    page.get_by_role("link", name="Add a client").first.click()
    field(page, "Name").fill(name)
    field(page, "E-mail").fill(email)
    page.get_by_label("agreed to therapy").check()
    page.get_by_label("agreed to receive check-ins").check()
    page.get_by_role("button", name="Add to my caseload").click()
    told(page, "is on your caseload")


def plan_session(page: Page, at: datetime) -> None:
    """From a client's page; a time that has passed logs a session."""
    page.get_by_role("link", name="Plan a session").click()
    field(page, "Day").fill(at.strftime("%Y-%m-%d"))
    field(page, "Time").fill(at.strftime("%H:%M"))
    page.get_by_role("button", name="Plan it").click()
    told(page, "The session is")


def open_client(page: Page, name: str) -> None:
    """From the caseload."""
    page.get_by_role("link", name="Caseload").click()
    page.get_by_role("link", name=name).click()
    expect(page.get_by_role("link", name="Plan a session")).to_be_visible()


def tap(page: Page, question: str, *answers: str) -> None:
    """Choose tiles of one question."""
    for answer in answers:
        choice(page, question, answer).check()


def choice(page: Page, question: str, answer: str) -> Locator:
    """One tile of a question; the ends of a scale say in brackets what they mean."""
    group = page.get_by_role("group", name=question)
    return group.get_by_label(re.compile(rf"^\s*{re.escape(answer)}\s*(\(.*\))?\s*$"))


def rate(page: Page, questions: Iterable[str], numbers: Iterable[int]) -> None:
    """Answer statements from 0 to 10."""
    for question, number in zip(questions, numbers, strict=True):
        tap(page, question, str(number))


WELLBEING = (
    "My mood has been all right.",
    "I have managed what I needed to do.",
    "I have felt connected to people who matter to me.",
    "I have felt able to face what is hard.",
)
CLIENTS_CHECK = (
    "My therapist gets what this is like for me.",
    "I can say what is really on my mind here, even about the therapy itself.",
    "We are working toward what matters to me.",
    "The way we work makes sense for me.",
    "I have a say in what we do.",
)
THERAPISTS_CHECK = (
    "I have a feel for what this is like for them.",
    "They could say what is on their mind, even about me or the therapy.",
    "We are working toward what matters to them.",
    "The way we work makes sense for them.",
    "They have a say in what we do.",
)


def next_page(page: Page) -> None:
    """On to the next questions of a check-in, from where the last tap leads."""
    page.wait_for_url(re.compile(r"/check-in/[\w-]+/"))
    with page.expect_navigation():
        page.get_by_role("button", name="Next").click()
