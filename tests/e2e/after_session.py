"""Chapters of the story from the brief to the next check-in."""

import re
from datetime import datetime

from playwright.sync_api import Page, expect

from tests.e2e import steps
from tests.e2e.eyes import take_picture
from tests.e2e.story import (
    ADDED,
    ASSESSED,
    FEELING,
    HAPPENED,
    NOTED,
    OWN_PART,
    PLANNED,
    PROMISED,
    REPAIRED,
    TENSION,
    WISH,
    Story,
)


def the_therapist_reads(story: Story) -> None:
    page = story.therapist
    page.get_by_role("link", name="Today", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Two sessions today. One person brought something you will want to read first."
    )
    meeting = page.get_by_role("listitem").filter(has_text="session 4")
    expect(meeting).to_contain_text(TENSION)
    expect(meeting).to_contain_text("asks you to raise something")
    expect(meeting).to_contain_text("check-in answered")
    take_picture(page, "20-today", dark=True)
    meeting.get_by_role("link", name="Open brief").click()
    brief = page.get_by_role("region", name="Brief: Mara L.")
    expect(brief).to_contain_text(TENSION)
    expect(brief).to_contain_text(WISH)
    expect(brief).to_contain_text(re.compile(r"3\.6\s+this time; \d\.\d to \d+\.\d was expected\."))
    expect(brief).to_contain_text("asks you to raise it")
    expect(brief).to_contain_text("“I can say what is really on my mind here")
    expect(brief).to_contain_text("you would like me to bring it up")
    take_picture(page, "21-brief", dark=True)
    page.get_by_role("link", name="Caseload").click()
    take_picture(page, "22-caseload-signals", dark=True)
    page.get_by_role("link", name="lower than expected").click()
    expect(page.get_by_text("How often this rule is wrong")).to_be_visible()
    take_picture(page, "23-signal")


def the_note_is_written(story: Story) -> None:
    page = story.therapist
    page.goto(story.last_week)
    take_picture(page, "24-note-empty", dark=True)
    steps.field(page, "Data").fill(NOTED)
    steps.field(page, "Assessment").fill(ASSESSED)
    steps.field(page, "Plan").fill("Slower, with her choosing.")
    page.get_by_label("validated", exact=True).check()
    page.get_by_label("validated: how they took it").select_option("welcomed")
    page.get_by_label("named my part", exact=True).check()
    steps.tap(page, "What we worked with", "attachment", "emotion-focused")
    steps.field(page, "Plan for next time").fill(PLANNED)
    steps.field(page, "What I promised").fill(PROMISED)
    steps.rate(page, steps.THERAPISTS_CHECK, [7, 5, 7, 6, 6])
    steps.tap(page, "From where I sat, was anything tense", "A little")
    steps.field(page, "How was I in the room?").fill(FEELING)
    steps.saved(page)
    take_picture(page, "25-note-written", dark=True)


def a_rupture_and_a_repair(story: Story) -> None:
    page = story.therapist
    page.get_by_role("button", name="Something happened between us").click()
    take_picture(page, "26-rupture-new")
    steps.tap(page, "Which way?", "withdrawal")
    steps.tap(page, "Who moved?", "the client")
    steps.tap(page, "Who noticed first?", "the client")
    steps.tap(page, "How strong?", "3")
    page.get_by_text("More, if you like").click()
    steps.tap(
        page,
        "What did it look like in them?",
        "shutting down: denial, minimal response, giving up",
        "masking: appeasing, or feeling that does not match the words",
    )
    steps.tap(page, "What was it about?", "how we work")
    steps.field(page, "What happened").fill(HAPPENED)
    steps.field(page, "My part in it").fill(OWN_PART)
    take_picture(page, "27-rupture-filled")
    page.get_by_role("button", name="say what you did").click()
    steps.told(page, "Recorded. What did you do about it?")
    take_picture(page, "28-rupture-open")
    steps.tap(page, "What did you do?", "acknowledged my part")
    steps.tap(page, "How did they take it?", "eased a little")
    steps.field(page, "What was said").fill(REPAIRED)
    page.get_by_role("group", name="What did you do?").scroll_into_view_if_needed()
    page.get_by_role("button", name="Write it down").first.click()
    steps.told(page, "It is being repaired.")
    expect(page.get_by_role("article")).to_contain_text("acknowledged my part")
    take_picture(page, "29-rupture-repairing")


def the_note_is_signed_once(story: Story) -> None:
    page = story.therapist
    page.goto(story.last_week)
    expect(steps.field(page, "Data")).to_have_value(NOTED)
    page.get_by_role("button", name="Save and sign").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Signing locks exactly this text.")
    expect(page.get_by_role("article")).to_contain_text(ASSESSED)
    take_picture(page, "30-sign")
    stale = page.context.new_page()
    stale.goto(page.url)
    page.get_by_role("button", name="Sign", exact=True).click()
    steps.told(page, "Signed.")
    expect(page.get_by_text("The text is locked.")).to_be_visible()
    expect(steps.field(page, "Data")).to_have_count(0)
    take_picture(page, "31-signed", dark=True)
    stale.get_by_role("button", name="Sign", exact=True).click()
    steps.told(stale, "This note was signed already.")
    stale.close()
    steps.field(page, "Addendum").fill(ADDED)
    page.get_by_role("button", name="Add and sign").click()
    expect(page.get_by_role("heading", name="Addendum 1")).to_be_visible()
    take_picture(page, "32-addendum")
    note = story.house.ask("stored_note", session=story.last_week)
    assert note["sections"] == {
        "data": NOTED,
        "assessment": ASSESSED,
        "plan": "Slower, with her choosing.",
    }
    assert (note["signatures"], note["digest"]) == (1, note["sha256"])


def the_next_time(story: Story) -> None:
    """Today's session begins, is rated, and is answered about before the one after it."""
    page = story.therapist
    page.goto(story.today)
    page.get_by_role("link", name="Move").click()
    _fill_time(page, steps.local(story.zone, minutes=-55))
    take_picture(page, "33-move")
    page.get_by_role("button", name="Move it").click()
    brief = page.get_by_role("region", name=re.compile("^Brief"))
    expect(brief.get_by_text(PLANNED)).to_be_visible()
    expect(page.get_by_text(PROMISED)).to_be_visible()
    steps.rate(page, steps.THERAPISTS_CHECK, [7, 6, 7, 7, 7])
    steps.field(page, "Data").fill("We talked about us first.")
    page.get_by_role("button", name="Save draft").click()
    steps.saved(page)
    page.goto(story.client_page)
    steps.plan_session(page, steps.local(story.zone, hours=4))
    # She was written to a moment ago: by itself the next message keeps two hours' distance.
    page.locator(".lede a[href^='/sessions/']").click()
    page.get_by_text("Attendance: expected").click()
    page.get_by_role("button", name="Send the check-in now").click()
    steps.told(page, "The check-in is on its way.")
    page.goto(story.client_page)
    phone = story.open_window(phone=True)
    phone.goto(story.letter(3).link)
    phone.get_by_role("button", name="Begin").tap()
    steps.next_page(phone)
    steps.next_page(phone)
    steps.rate(phone, steps.CLIENTS_CHECK, [7, 7, 8, 7, 8])
    steps.next_page(phone)
    steps.tap(phone, "Was anything tense, misunderstood, or left unsaid?", "No")
    steps.next_page(phone)
    phone.get_by_role("button", name="Send").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you. It is sent.")


def _fill_time(page: Page, at: datetime) -> None:
    steps.field(page, "Day").fill(at.strftime("%Y-%m-%d"))
    steps.field(page, "Time").fill(at.strftime("%H:%M"))
