"""The first check-in of a therapy: hopes, goals to propose, how it should be; nothing to rate."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from alliance.actions.invitation import new_link
from alliance.models import CheckIn, CheckInLink, Rating
from clients.models import Contribution, Goal, GoalChange, Preference
from practice.models import AuditEvent
from sessions.models import Participation
from tests.cast import Cast, ago, ahead, session_at
from tests.portal.conftest import all_rows, begin, deliver, secret_in
from tests.portal.test_review import FRAME, send

FIRST: dict[str, dict[str, str]] = {
    "arriving": {"mood": "4", "managed": "6", "connected": "3", "facing": ""},
    "hopes": {"hopes": "To sleep, and not to dread Mondays"},
    "new-goals": {"goal-1": "Call Ana once a week", "goal-2": "", "goal-3": "Walk to work"},
    "preferences": {
        "lead": "-1",
        "feeling": "0",
        "time": "2",
        "challenge": "",
        "preference_words": "Please tell me when I ramble",
    },
    "wish": {"wish": "Say how this works"},
}


@pytest.fixture
def theo(browser: Browser, first_letter: Any) -> Browser:
    """A browser in which Theo's very first check-in was begun."""
    begin(browser, secret_in(first_letter))
    return browser


@pytest.fixture
def told(theo: Browser) -> Browser:
    """The same, with every page answered."""
    for step, answers in FIRST.items():
        assert theo.post(f"/check-in/{step}/", answers).status_code == 302
    return theo


def test_the_pages_in_order(theo: Browser) -> None:
    visited, address = [], "/check-in/arriving/"
    while address != "/check-in/review/":
        visited.append((address, theo.get(address).context["place"].count))
        address = theo.post(address, {"to": "next"})["Location"]
    assert visited == [(f"/check-in/{step}/", 6) for step in FIRST]


def test_what_is_asked_only_later_has_no_page(theo: Browser) -> None:
    for step in ("working-together", "between-us", "goals", "exercises"):
        assert theo.get(f"/check-in/{step}/").status_code == 404
        assert theo.post(f"/check-in/{step}/", {"far-1": "3"}).status_code == 404


def test_everything_arrives_through_the_action_of_its_noun(told: Browser, cast: Cast) -> None:
    assert send(told).status_code == 302
    check_in = CheckIn.objects.get()
    assert (check_in.is_first, check_in.about, check_in.draft) == (True, None, {})
    assert check_in.hopes == "To sleep, and not to dread Mondays"
    assert check_in.wish == "Say how this works"
    liked = Preference.objects.get()
    assert (liked.lead, liked.feeling, liked.time, liked.challenge) == (-1, 0, 2, None)
    assert liked.words == "Please tell me when I ramble"
    assert (liked.client, liked.said_by, liked.check_in) == (cast.theo, None, check_in.code)
    goals = list(Goal.objects.filter(client=cast.theo))
    assert [goal.words for goal in goals] == ["Call Ana once a week", "Walk to work"]
    for goal in goals:
        assert (goal.proposed_by, goal.agreed_on) == ("client", None)
        assert (bool(goal.agreed_by_client_on), goal.agreed_by_therapist_on) == (True, None)
    said = GoalChange.objects.order_by("pk")
    assert [(each.goal, each.kind, each.words, each.by) for each in said] == [
        (goal, "proposed", goal.words, None) for goal in goals
    ]
    assert Rating.objects.count() == 0


def test_only_the_proposed_goals_wait_on_today(told: Browser, cast: Cast) -> None:
    send(told)
    waiting = Contribution.objects.filter(client=cast.theo, seen_at=None)
    assert [(each.kind, each.about) for each in waiting] == [
        ("goal", goal.code) for goal in Goal.objects.all()
    ]


def test_each_part_leaves_a_trace_without_words(told: Browser, cast: Cast) -> None:
    before = AuditEvent.objects.latest("pk").pk
    send(told)
    traces = AuditEvent.objects.filter(pk__gt=before).order_by("pk")
    assert [(each.kind, each.about) for each in traces] == [
        ("created", "clients.preference"),
        ("created", "clients.goal"),
        ("created", "clients.goal"),
        ("submitted", "alliance.checkin"),
    ]
    assert {(each.actor, each.client_code) for each in traces} == {(None, cast.theo.code)}
    assert [each.detail for each in traces] == [{}, {}, {}, {"way": "link"}]


def test_the_review_shows_what_was_chosen_in_words(told: Browser) -> None:
    page = told.get("/check-in/review/")
    assert {
        section.slug: [line.answer for line in section.lines]
        for section in page.context["sections"]
        if section.slug in {"hopes", "new-goals", "preferences"}
    } == {
        "hopes": ["To sleep, and not to dread Mondays"],
        "new-goals": ["Call Ana once a week", "Walk to work"],
        "preferences": [
            "rather: my therapist",
            "both, or no preference",
            "clearly: what is now and comes next",
            "",
            "Please tell me when I ramble",
        ],
    }


def test_thanks_shows_the_words_and_what_becomes_of_the_goals(told: Browser) -> None:
    send(told)
    page = told.get("/check-in/thanks/").text
    for words in (
        "To sleep, and not to dread Mondays",
        "Please tell me when I ramble",
        "Say how this works",
        "Call Ana once a week",
        "Walk to work",
        "they become goals once you both agree",
    ):
        assert words in page


def test_nothing_answered_makes_nothing(theo: Browser) -> None:
    theo.post("/check-in/preferences/", {"to": "next"})
    theo.post("/check-in/new-goals/", {"to": "next"})
    send(theo)
    assert CheckIn.objects.get().is_submitted
    for model in (Goal, GoalChange, Preference, Contribution):
        assert model.objects.count() == 0


def test_the_middle_is_an_answer_and_left_out_is_none(theo: Browser) -> None:
    theo.post("/check-in/preferences/", {"lead": "0"})
    send(theo)
    liked = Preference.objects.get()
    assert (liked.lead, liked.feeling, liked.time, liked.challenge) == (0, None, None, None)


@pytest.mark.parametrize("value", ["3", "-3", "1.5", "NaN", "x" * 2001, "٣", "<script>", "\x00"])
def test_what_no_line_offers_stays_on_the_page(theo: Browser, value: str) -> None:
    page = theo.post("/check-in/preferences/", {"lead": value, "time": "1"})
    assert (page.status_code, page.text.count('class="error"')) == (422, 1)
    assert CheckIn.objects.get().draft["preferences"]["time"] == 1
    assert "lead" not in CheckIn.objects.get().draft["preferences"]


@pytest.mark.parametrize("step", ["hopes", "new-goals", "preferences"])
@pytest.mark.parametrize(
    "body",
    [
        {"goals": "1", "exercises": "1", "preferences": "1", "new_goals": "1", "ruptures": "1"},
        {"goal-0": "x", "goal-4": "x", "goal-": "x", "far-1": "2", "done-1": "yes", "at": "x"},
        {"hopes": ["a", "b"], "lead": ["1", "9"], "goal-1": ["", "\ud7ff" * 2000]},
    ],
)
def test_malformed_pages_never_break_anything(
    theo: Browser, step: str, body: dict[str, Any]
) -> None:
    assert theo.post(f"/check-in/{step}/", body).status_code in {302, 422}
    assert send(theo).status_code == 302
    # What comes too late with such names is no reason to fail either.
    assert theo.post(f"/check-in/{step}/", body).status_code == 410


def test_words_that_come_too_late_are_given_back(told: Browser) -> None:
    CheckInLink.objects.update(expires_at=CheckInLink.objects.get().created_at)
    before = all_rows()
    page = told.post("/check-in/new-goals/", {"goal-1": "Typed in the last minute"})
    assert page.status_code == 410
    for words in (
        "To sleep, and not to dread Mondays",
        "Call Ana once a week",
        "Please tell me when I ramble",
        "Typed in the last minute",
    ):
        assert words in page.text
    assert all_rows() == before


def test_queries_of_sending_the_first(told: Browser) -> None:
    """Session, link; link used, check-in kept; preference; goals, their history, contributions;
    what came before; audit; message."""
    with CaptureQueriesContext(connection) as captured:
        assert send(told).status_code == 302
    assert len([each for each in captured if not each["sql"].startswith(FRAME)]) == 11


@pytest.mark.parametrize(
    ("attendance", "is_first"), [("attended", False), ("no-show", True), ("client cancelled", True)]
)
def test_an_appointment_that_was_missed_was_no_meeting(
    browser: Browser, cast: Cast, mailoutbox: list[Any], attendance: str, is_first: bool
) -> None:
    session_at(cast.ines, cast.theo, at=ago(days=7))
    Participation.objects.update(attendance=attendance, attendance_at=ago(days=7))
    session_at(cast.ines, cast.theo, at=ahead(hours=20))
    begin(browser, secret_in(deliver(mailoutbox)))
    check_in = CheckIn.objects.get(participation__session__starts_at__gt=ago(days=1))
    assert check_in.is_first == is_first


def test_whoever_answered_one_before_is_not_asked_as_if_it_were_the_first(
    told: Browser, cast: Cast
) -> None:
    send(told)
    Participation.objects.update(attendance="no-show", attendance_at=ago(hours=1))
    soon = session_at(cast.ines, cast.theo, at=ahead(hours=22))
    check_in = CheckIn.objects.get(participation__session=soon)
    other = Browser()
    begin(other, new_link(check_in, expires_at=soon.starts_at))
    assert CheckIn.objects.latest("pk").is_first is False
    assert other.get("/check-in/hopes/").status_code == 404
    assert other.get("/check-in/").headers["Location"] == "/check-in/arriving/"
