"""The whole loop, as the people in it go through it: on a laptop, on a phone, by real mail."""

import pytest
from playwright.sync_api import expect

from tests.e2e import after_session, before_session, steps
from tests.e2e.conftest import Open
from tests.e2e.eyes import take_picture
from tests.e2e.installation import Installation
from tests.e2e.story import CLIENT, SECRETS, THERAPIST, Story

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_whole_loop(house: Installation, open_window: Open) -> None:
    zone = steps.daytime_zone()
    story = Story(house, open_window, zone, admin=open_window(), therapist=open_window())
    before_session.people_arrive(story)
    before_session.a_client_is_added_and_met(story)
    before_session.the_invitation_says_nothing(story)
    before_session.links_that_no_longer_work(story)
    before_session.the_client_answers(story)
    after_session.the_therapist_reads(story)
    after_session.the_note_is_written(story)
    after_session.a_rupture_and_a_repair(story)
    after_session.the_note_is_signed_once(story)
    after_session.the_next_time(story)
    the_story_is_drawn(story)
    the_admin_sees_no_words(story)
    nothing_was_said_elsewhere(story)


def the_story_is_drawn(story: Story) -> None:
    page = story.therapist
    page.get_by_role("link", name="Caseload").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "One of your two people could use your attention."
    )
    first = page.get_by_role("row").nth(1)
    expect(first).to_contain_text("Mara L.")
    # The rupture answered the signals that led to it; what is left to do stands in words.
    expect(first).to_contain_text("repair open, 1 session")
    expect(page.get_by_role("row").nth(2)).to_contain_text("Bo A.")
    take_picture(page, "40-caseload", dark=True)
    page.get_by_role("link", name="Mara L.").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Something between you and Mara is still being repaired."
    )
    take_picture(page, "41-client", dark=True)
    chart = page.locator("svg.chart-wide")
    for mark in (".band", ".c-line", ".t-line", ".c-flag", ".gap", ".tear", ".seam"):
        expect(chart.locator(mark), mark).not_to_have_count(0)
    page.get_by_text("Show as a table").click()
    table = page.get_by_role("table")
    expect(table.get_by_role("row").nth(1)).to_contain_text("7.4")
    expect(table.get_by_role("row").nth(2)).to_contain_text("3.6")
    expect(table.get_by_role("row").nth(3)).to_contain_text("no answer")


def the_admin_sees_no_words(story: Story) -> None:
    admin = story.admin
    seen = ""
    for number, path in enumerate(("/clinic/", "/clinic/clients/", "/people/", "/me/")):
        admin.goto(path)
        take_picture(admin, f"5{number}-admin{path.replace('/', '-')}", dark=number == 0)
        seen += admin.content()
    assert "Mara L." in seen
    assert "Ines Okafor" in seen
    for path in (story.client_page, story.last_week, story.today):
        answer = admin.goto(path)
        assert answer
        assert answer.status == 404
        seen += answer.text()
    take_picture(admin, "54-admin-not-found")
    assert [secret for secret in SECRETS if secret in seen] == []
    admin.goto("/clinic/clients/")
    row = admin.get_by_role("row").filter(has_text="Mara L.")
    expect(row).to_contain_text("draft")
    expect(row).to_contain_text("1 / 1")


def nothing_was_said_elsewhere(story: Story) -> None:
    """Logs and mail hold none of the words; on SQLite neither does the file."""
    letters = [*story.house.postbox.to(CLIENT), *story.house.postbox.to(THERAPIST)]
    kept = story.house.said() + "".join(letter.raw for letter in letters)
    for path in story.house.folder.glob("practice.sqlite3*"):
        kept += path.read_bytes().decode(errors="replace")
    assert [secret for secret in (*SECRETS, "Lindqvist") if secret in kept] == []
    assert "Traceback" not in kept
    assert not any(letter.link in story.house.said() for letter in letters)
