"""A withdrawal and a confrontation, from the first notice to each ending, with both people."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e import steps
from tests.e2e.conftest import Open
from tests.e2e.eyes import examine, take_picture
from tests.e2e.installation import Installation

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TENSION = "I said yes to the exercise and did not mean it."
MINE = "I wanted to be useful and did not look up."
FOR_HER = "I gave you a task when you needed me to listen."
HER_WORD = "Lighter. I could say no last week."
OFF = "You looked at the clock when I spoke of him."
ANSWER = "I read it. I would like to hear it from you on Thursday."
PRIVATE = [MINE, "Ashamed of my hurry."]


@dataclass
class Two:
    """Both windows, and where the rupture is."""

    house: Installation
    known: dict[str, str]
    therapist: Page
    phone: Page
    rupture: str = ""

    def part(self, title: str) -> Locator:
        """One of the things that can be done with a rupture, unfolded."""
        self.therapist.goto(self.rupture)
        summary = self.therapist.locator("summary", has_text=title)
        opened = self.therapist.locator("details", has=summary)
        if opened.get_attribute("open") is None:
            summary.click()
        return opened

    def history(self) -> str:
        """All that became of it, as the page tells."""
        self.therapist.goto(self.rupture)
        return self.therapist.locator("main").inner_text()


@pytest.fixture
def two(house: Installation, open_window: Open, request: pytest.FixtureRequest) -> Two:
    name = request.node.name.split("_")[2].capitalize()
    known = house.ask("practice", clinic=f"{name} Practice", zone=steps.daytime_zone())
    two = Two(house, known, therapist=open_window(), phone=open_window(phone=True))
    steps.sign_in(two.therapist, known["therapist"])
    return two


def test_a_withdrawal_is_repaired_comes_back_and_ends_with_the_therapy(two: Two) -> None:
    the_client_says_so(two)
    the_therapist_records_it(two)
    it_is_talked_about(two)
    the_client_says_how_it_feels(two)
    it_is_repaired_as_each_says(two)
    something_felt_off_and_is_answered(two)
    it_comes_back_and_therapy_ends(two)
    assert not [words for words in PRIVATE if words in seen_by_the_client(two)]


def test_a_confrontation_is_not_repaired(two: Two) -> None:
    page = two.therapist
    page.goto(two.known["met"])
    page.get_by_role("button", name="Something happened between us").click()
    steps.tap(page, "Which way?", "confrontation")
    steps.tap(page, "Who moved?", "both of us")
    steps.tap(page, "How strong?", "4")
    page.get_by_role("button", name="say what you did").click()
    two.rupture = page.url.split("?")[0]
    attempt(two, ["explained why we do it"], took="pushed back")
    part = two.part("Write down what the client told you")
    steps.tap(page, "How far is it repaired, as the client told you?", "1")
    steps.field(page, "In the client’s words").fill("You explained it to me again.")
    part.get_by_role("button", name="Write it down").click()
    page.goto(two.rupture)
    expect(page.locator("main")).to_contain_text("told the therapist")
    # Nobody says that it is repaired, so it cannot be called that.
    close(two, "not repaired", therapist="2", how="We left it at that, for now.")
    told = two.history()
    assert re.search(r"Not repaired, \d+ \w+ \d{4}", told)
    assert "We left it at that, for now." in told
    page.goto("/ruptures/")
    take_picture(page, "64-ruptures", dark=True)
    expect(page.locator("main")).to_contain_text("not repaired")
    # Nothing of it was opened to the client.
    come_in(two)
    two.phone.goto("/space/between-us/")
    expect(two.phone.get_by_text("Nothing stands here.")).to_be_visible()


def test_repaired_needs_somebodys_word(two: Two) -> None:
    page = two.therapist
    page.goto(two.known["met"])
    page.get_by_role("button", name="Something happened between us").click()
    steps.tap(page, "Which way?", "withdrawal")
    steps.tap(page, "Who moved?", "I did")
    steps.tap(page, "How strong?", "2")
    page.get_by_role("button", name="say what you did").click()
    two.rupture = page.url.split("?")[0]
    part = two.part("Say how it ended")
    steps.tap(page, "How did it end?", "repaired")
    part.get_by_label("How it came to that").fill("It went away.")
    part.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("Repaired is what somebody says.")).to_be_visible()
    expect(page.get_by_label("How it came to that")).to_have_value("It went away.")
    assert "Repaired," not in two.history()


def the_client_says_so(two: Two) -> None:
    phone = two.phone
    phone.goto(two.house.letter_to(two.known["client"]).link)
    phone.get_by_role("button", name="Begin").tap()
    for _ in range(3):
        steps.next_page(phone)
    steps.tap(phone, "Was anything tense, misunderstood, or left unsaid?", "Some")
    phone.get_by_label("If you like, say more about it in your own words.").fill(TENSION)
    steps.tap(phone, "What would you like done with this?", "Raise it for me")
    steps.next_page(phone)
    phone.get_by_role("button", name="Send").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you. It is sent.")


def the_therapist_records_it(two: Two) -> None:
    page = two.therapist
    page.goto("/")
    expect(page.locator("main")).to_contain_text(TENSION)
    page.goto(two.known["met"])
    page.get_by_role("button", name="Something happened between us").click()
    steps.tap(page, "Which way?", "withdrawal")
    steps.tap(page, "Who moved?", "both of us")
    steps.tap(page, "How strong?", "3")
    steps.tap(page, "Who noticed first?", "the client")
    page.get_by_role("button", name="say what you did").click()
    steps.told(page, "Recorded.")
    two.rupture = page.url.split("?")[0]
    steps.field(page, "My part in it").fill(MINE)
    steps.field(page, "How it was for me").fill(PRIVATE[1])
    page.get_by_role("button", name="Save", exact=True).click()
    steps.told(page, "Saved.")


def it_is_talked_about(two: Two) -> None:
    page = two.therapist
    attempt(two, ["acknowledged my part", "apologised"], took="eased a little", promise=True)
    take_picture(page, "60-rupture-repairing", dark=True)
    assert examine(page) == []
    part = two.part("Say what would count as repaired")
    part.get_by_label("What would count as repaired?").fill("She says no, and stays.")
    part.get_by_role("button", name="Write it down").click()
    part = two.part("Open it to the client, in words for them")
    part.get_by_label("What they read about it").fill(FOR_HER)
    part.get_by_role("button", name="Open it").click()
    page.goto("/")
    expect(page.locator("main")).to_contain_text("To ask before I offer anything.")


def attempt(two: Two, did: list[str], *, took: str, promise: bool = False) -> None:
    page = two.therapist
    part = two.part("Write down an attempt at repair")
    steps.tap(page, "What did you do?", *did)
    if promise:
        part.get_by_label("What I apologised for").fill("For the task, in that moment.")
        part.get_by_label("What I said it was like for them").fill("Like being sent away.")
        part.get_by_label("What I said I will do differently").fill("Ask first.")
        part.get_by_label("What I promised").fill("To ask before I offer anything.")
        day = steps.local(steps.daytime_zone(), days=7).strftime("%Y-%m-%d")
        part.get_by_label("By when").fill(day)
    steps.tap(page, "How did they take it?", took)
    part.get_by_role("button", name="Write it down").click()
    expect(page.get_by_role("article").first).to_contain_text(did[0])


def come_in(two: Two) -> None:
    """The client comes into their own space by a code from the mail."""
    phone, email = two.phone, two.known["client"]
    phone.goto("/space/")
    phone.get_by_label("E-mail").fill(email)
    before = len(two.house.postbox.to(email))
    phone.get_by_role("button", name="Send me a code").tap()
    letter = two.house.letter_to(email, before + 1)
    (number,) = re.findall(r"\b\d{6}\b", letter.body)
    phone.locator("input[name=number]").fill(number)
    phone.get_by_role("button", name="Come in").tap()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Hello, Mara")


def the_client_says_how_it_feels(two: Two) -> None:
    phone = two.phone
    come_in(two)
    take_picture(phone, "61-space", dark=True)
    phone.get_by_role("link", name="How does it feel now?").tap()
    expect(phone.get_by_text(FOR_HER)).to_be_visible()
    phone.get_by_label("Mostly all right").check()
    phone.locator("textarea").fill(HER_WORD)
    take_picture(phone, "62-space-rupture")
    phone.get_by_role("button", name="Send").tap()
    expect(phone.get_by_text(HER_WORD)).to_be_visible()


def it_is_repaired_as_each_says(two: Two) -> None:
    page = two.therapist
    page.goto(two.rupture)
    expect(page.locator("main")).to_contain_text(HER_WORD)
    expect(page.locator("main")).to_contain_text("in their own space")
    page.get_by_role("button", name="I kept it").click()
    close(two, "repaired", therapist="4", how="She said no, and stayed.")
    told = two.history()
    for words in ("Repaired, ", "4 of 5", HER_WORD, "kept a promise"):
        assert words.lower() in told.lower(), words
    take_picture(page, "63-rupture-repaired")


def close(two: Two, outcome: str, *, therapist: str, how: str) -> None:
    part = two.part("Say how it ended")
    steps.tap(two.therapist, "How did it end?", outcome)
    own = part.get_by_role("group", name="How far is it repaired, as you see it?")
    own.get_by_label(re.compile(rf"^\s*{therapist}\b")).check()
    part.get_by_label("How it came to that").fill(how)
    part.get_by_role("button", name="Write it down").click()
    expect(two.therapist.locator("#stands")).to_contain_text(outcome.capitalize())


def something_felt_off_and_is_answered(two: Two) -> None:
    phone, page = two.phone, two.therapist
    phone.goto("/space/off/")
    phone.get_by_label("Some", exact=True).check()
    phone.locator("textarea").fill(OFF)
    phone.get_by_label("Just note it").check()
    take_picture(phone, "65-space-off", dark=True)
    phone.get_by_role("button", name="Send").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you for saying it")
    said = phone.url
    page.goto("/concerns/")
    # The check-in's words wait there as well, and longer.
    page.get_by_role("link", name=re.compile("^Open")).last.click()
    expect(page.locator("main")).to_contain_text(OFF)
    page.locator("textarea").fill(ANSWER)
    take_picture(page, "66-concern")
    page.get_by_role("button", name="Send it").click()
    phone.goto(said)
    expect(phone.get_by_text(ANSWER)).to_be_visible()
    phone.get_by_role("button", name="Take it back").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("You took this back")
    page.goto("/concerns/")
    expect(page.locator("main")).not_to_contain_text(OFF)
    page.goto(two.known["story"])
    expect(page.locator("main")).not_to_contain_text(OFF)


def it_comes_back_and_therapy_ends(two: Two) -> None:
    page = two.therapist
    part = two.part("It is back: reopen it")
    part.get_by_label("How did it come back?").fill("She said yes again, and looked away.")
    part.get_by_role("button", name="Reopen it").click()
    page.goto(two.rupture)
    expect(page.locator("#stands")).to_have_text("How it stands")
    close(two, "therapy ended", therapist="2", how="She moved to another town.")
    told = two.history()
    for words in ("She said yes again, and looked away.", "She moved to another town.", HER_WORD):
        assert words in told, words


def seen_by_the_client(two: Two) -> str:
    seen = ""
    for path in ("/space/", "/space/between-us/", "/space/said/"):
        two.phone.goto(path)
        seen += two.phone.content()
    return seen
