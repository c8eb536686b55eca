"""A client's goals and plan in their space: proposing, agreeing, other words, how far."""

from uuid import uuid4

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from clients.actions import (
    agree_goal,
    comment_on_goal,
    comment_on_plan,
    propose_goal,
    rate_goal,
    reword_goal,
    set_goal_aside,
    write_plan,
)
from clients.models import Client, Contribution, Goal, GoalRating, PlanVersion
from portal.pages.goal import plan_waits, waiting_goals
from practice.models import AuditEvent
from tests.cast import Cast
from tests.portal.space import come_in
from tests.portal.test_weight import LIMIT, weight_of


@pytest.fixture
def mara(cast: Cast, browser: Browser, mailoutbox: list[EmailMessage]) -> Browser:
    """A browser in which Mara's space is open."""
    return come_in(browser, cast.mara, mailoutbox)


@pytest.fixture
def goal(cast: Cast) -> Goal:
    """One that Ines proposed to Mara."""
    return propose_goal(cast.mara, by=cast.ines, words="Rest on Sundays", proposed_by="therapist")


def waiting(client: Client) -> list[str]:
    """What of this client's waits on Today."""
    return list(Contribution.objects.filter(client=client).values_list("kind", flat=True))


def said(goal: Goal) -> list[tuple[str, str, bool]]:
    """Kind and words of everything that was said of it, and whether by the client."""
    return [(each.kind, each.words, each.by is None) for each in goal.changes.all()]


def test_a_goal_is_proposed_and_waits_for_the_therapist(cast: Cast, mara: Browser) -> None:
    assert "No goal stands here yet." in mara.get("/space/goals/").text
    answer = mara.post("/space/goals/", {"words": "Sleep through\r\nthe night"})
    found = Goal.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/space/goals/{found.code}/")
    assert (found.client, found.words, found.proposed_by) == (
        cast.mara,
        "Sleep through\nthe night",
        "client",
    )
    assert (found.agreed_by_client_on is None, found.agreed_on) == (False, None)
    assert said(found) == [("proposed", "Sleep through\nthe night", True)]
    assert waiting(cast.mara) == ["goal"]
    page = mara.get(answer["Location"]).text
    assert "You agree. Your therapist has not said so yet" in page
    assert "Ines Okafor reads what you write here." in page


def test_agreeing_is_to_the_words_that_were_read(cast: Cast, mara: Browser, goal: Goal) -> None:
    path = f"/space/goals/{goal.code}/"
    assert "Your therapist agrees. Do you?" in mara.get(path).text
    reword_goal(goal, by=cast.ines, words="Rest every day", version=1)
    late = mara.post(path, {"act": "agree", "version": "1"})
    assert late.status_code == 422
    assert "This was changed just now. Please read it again first." in late.text
    assert "Rest every day" in late.text
    assert Goal.objects.get().agreed_by_client_on is None
    assert mara.post(path, {"act": "agree", "version": "2"}).status_code == 302
    mara.post(path, {"act": "agree", "version": "2"})  # twice changes nothing
    assert Goal.objects.get().agreed_on is not None
    assert "You both agreed on" in mara.get(path).text
    assert [kind for kind, *_ in said(goal)] == ["proposed", "reworded", "agreed"]
    assert waiting(cast.mara) == ["goal agreed"]


def test_a_comment_of_the_other_outdates_nothing(cast: Cast, mara: Browser, goal: Goal) -> None:
    comment_on_goal(goal, by=cast.ines, words="Only if it fits.")
    mara.post(f"/space/goals/{goal.code}/", {"act": "agree", "version": "1"})
    assert Goal.objects.get().agreed_on is not None


def test_other_words_ask_the_therapist_again(cast: Cast, mara: Browser, goal: Goal) -> None:
    path = f"/space/goals/{goal.code}/"
    agree_goal(goal, by=None)
    mara.post(path, {"act": "reword", "words": "Rest when I am tired", "version": "1"})
    found = Goal.objects.get()
    assert (found.words, found.version) == ("Rest when I am tired", 2)
    assert (found.agreed_by_client_on is None, found.agreed_by_therapist_on) == (False, None)
    assert waiting(cast.mara) == ["goal agreed", "goal word"]
    page = mara.get(path).text
    for text in ("You put it in other words", "Ines Okafor proposed it", "Rest on Sundays"):
        assert text in page
    # Both put it in other words at once: the later one is told, and keeps what they typed.
    late = mara.post(path, {"act": "reword", "words": "Third words", "version": "1"})
    assert (late.status_code, "Third words" in late.text) == (422, True)
    assert Goal.objects.get().words == "Rest when I am tired"
    assert (
        mara.post(path, {"act": "reword", "words": "Third words", "version": "2"})["Location"]
        == path
    )


def test_saying_and_turning_it(cast: Cast, mara: Browser, goal: Goal) -> None:
    path = f"/space/goals/{goal.code}/"
    agree_goal(goal, by=None)
    for act, words in [
        ("say", "Sundays are hard"),
        ("disagree", "Not now"),
        ("set-aside", ""),
        ("say", "Still true"),
        ("resume", ""),
        ("reached", "At last"),
    ]:
        assert mara.post(path, {"act": act, "words": words}).status_code == 302
    assert said(goal)[2:] == [
        ("commented", "Sundays are hard", True),
        ("disagreed", "Not now", True),
        ("set aside", "", True),
        ("commented", "Still true", True),
        ("resumed", "", True),
        ("reached", "At last", True),
    ]
    found = Goal.objects.get()
    assert (found.reached_on is None, found.set_aside_on) == (False, None)
    assert (found.agreed_by_client_on, found.agreed_by_therapist_on is None) == (None, False)
    assert waiting(cast.mara) == ["goal agreed", *["goal word"] * 6]
    assert "Reached, or set aside" in mara.get("/space/goals/").text


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"act": "say", "words": " "}, "Please write a word or two."),
        ({"act": "reword", "words": ""}, "Please write a word or two."),
        ({"act": "say", "words": "x" * 2001}, "Nothing was cut off: please make it shorter."),
        ({"act": "rate", "value": ""}, "Please choose a number."),
        ({"act": "rate", "value": "11"}, "Please choose a number from 0 to 10."),
        ({"act": "rate", "value": "five"}, "Please choose a number from 0 to 10."),
        ({"act": "shout", "words": "Loud"}, "It is not sent yet."),
        ({}, "It is not sent yet."),
        ({"act": "agree", "version": "x"}, "It is not sent yet."),
        ({"act": "say", "words": "a\x00b"}, "There is a character in it that cannot be kept."),
    ],
)
def test_an_error_stands_beside_its_field_and_nothing_is_lost(
    mara: Browser, goal: Goal, sent: dict[str, str], error: str
) -> None:
    page = mara.post(f"/space/goals/{goal.code}/", sent)
    assert (page.status_code, error in page.text) == (422, True)
    assert len(said(goal)) == 1
    assert GoalRating.objects.count() == 0
    if sent.get("words", "").strip() and "\x00" not in sent["words"]:
        assert sent["words"] in page.text


def test_how_far_it_is_over_time(cast: Cast, mara: Browser, goal: Goal) -> None:
    path = f"/space/goals/{goal.code}/"
    mara.post(path, {"act": "rate", "value": "3"})
    assert "<svg" not in mara.get(path).text
    mara.post(path, {"act": "rate", "value": "0"})
    mara.post(path, {"act": "rate", "value": "7"})
    assert list(goal.ratings.values_list("value", flat=True)) == [3, 0, 7]
    page = mara.get(path).text
    assert ("rated 3 times." in page, page.count("course-dot")) == (True, 3)
    assert "7 of 10" in mara.get("/space/goals/").text
    set_goal_aside(goal, by=cast.ines)
    mara.post(path, {"act": "rate", "value": "9"})
    assert goal.ratings.count() == 3
    assert waiting(cast.mara) == []


def test_the_plan_is_agreed_to_in_this_very_version(cast: Cast, mara: Browser) -> None:
    assert "No plan is written down yet." in mara.get("/space/plan/").text
    assert mara.post("/space/plan/", {"act": "agree", "version": "0"}).status_code == 422
    write_plan(cast.mara, by=cast.ines, words="We go slowly", how_often="Weekly")
    assert (plan_waits(cast.mara), plan_waits(cast.theo)) == (True, False)
    mara.post("/space/plan/", {"act": "say", "version": "1", "words": "Slowly is good"})
    write_plan(cast.mara, by=cast.ines, words="We go more slowly", version=1)
    late = mara.post("/space/plan/", {"act": "agree", "version": "1"})
    assert late.status_code == 422
    assert "This was changed just now. Please read it again first." in late.text
    assert list(PlanVersion.objects.filter(agreed_at__isnull=False)) == []
    for _twice in range(2):
        assert mara.post("/space/plan/", {"act": "agree", "version": "2"}).status_code == 302
    agreed = PlanVersion.objects.get(agreed_at__isnull=False)
    assert (agreed.number, plan_waits(cast.mara)) == (2, False)
    assert waiting(cast.mara) == ["plan word", "plan agreed"]
    page = mara.get("/space/plan/").text
    for text in ("We go more slowly", "You agreed on", "The plan before", "Slowly is good"):
        assert text in page
    # A word about an earlier version stays with that one; an empty one is asked for again.
    mara.post("/space/plan/", {"act": "say", "version": "1", "words": "Still good"})
    assert [each.plan.number for each in agreed.comments.model.objects.all()] == [1, 1]
    empty = mara.post("/space/plan/", {"act": "say", "version": "2", "words": ""})
    assert (empty.status_code, "Please write a word or two." in empty.text) == (422, True)


def test_anothers_goals_and_plan_are_nowhere(cast: Cast, mara: Browser) -> None:
    for other, therapist in ((cast.theo, cast.ines), (cast.otto, cast.wren)):
        theirs = propose_goal(other, by=None, words="kingfisher", proposed_by="client")
        plan = write_plan(other, by=therapist, words="kingfisher")
        comment_on_plan(plan, by=None, words="kingfisher")
        none = f"/space/goals/{uuid4()}/"
        path = f"/space/goals/{theirs.code}/"
        assert mara.get(path).status_code == 404
        assert mara.get(path).content == mara.get(none).content
        assert mara.post(path, {"act": "say", "words": "Mine"}).status_code == 404
        assert mara.post(path, {"act": "rate", "value": "1"}).status_code == 404
        mara.post("/space/plan/", {"act": "agree", "version": "1"})
        mara.post("/space/plan/", {"act": "say", "version": "1", "words": "Mine"})
        assert (theirs.changes.count(), theirs.ratings.count(), plan.comments.count()) == (1, 0, 1)
        assert PlanVersion.objects.filter(agreed_at__isnull=False).count() == 0
    for address in ("/space/", "/space/goals/", "/space/plan/"):
        assert "kingfisher" not in mara.get(address).text
    assert waiting(cast.mara) == []


def test_words_come_back_when_the_space_had_closed(browser: Browser, goal: Goal) -> None:
    for path in ("/space/goals/", f"/space/goals/{goal.code}/", "/space/plan/"):
        answer = browser.post(path, {"act": "say", "words": "Not lost"})
        assert (answer.status_code, "Not lost" in answer.text) == (403, True)
    assert said(goal) == [("proposed", "Rest on Sundays", False)]


def test_each_act_leaves_its_trace(cast: Cast, mara: Browser, goal: Goal) -> None:
    before = AuditEvent.objects.latest("id").pk
    path = f"/space/goals/{goal.code}/"
    mara.post(path, {"act": "agree", "version": "1"})
    mara.post(path, {"act": "say", "words": "Words"})
    mara.post(path, {"act": "rate", "value": "4"})
    traces = AuditEvent.objects.filter(pk__gt=before).order_by("id")
    assert [(each.kind, each.actor, each.detail.get("change")) for each in traces] == [
        ("changed", None, "agreed"),
        ("changed", None, "commented"),
        ("created", None, None),
    ]


@pytest.mark.parametrize("many", [1, 3])
def test_queries_and_weight(cast: Cast, mara: Browser, goal: Goal, many: int) -> None:
    for number in range(many):
        goal = propose_goal(
            cast.mara, by=cast.ines, words=f"Goal {number}", proposed_by="therapist"
        )
        rate_goal(goal, 4)
        rate_goal(goal, 6)
        comment_on_goal(goal, by=None, words=f"Said {number}")
        plan = write_plan(cast.mara, by=cast.ines, words=f"Plan {number}", version=number)
        comment_on_plan(plan, by=None, words="Said")
    assert waiting_goals(cast.mara) == many + 1
    counts = []
    for path in ("/space/goals/", f"/space/goals/{goal.code}/", "/space/plan/"):
        with CaptureQueriesContext(connection) as captured:
            answer = mara.get(path)
        counts.append(len(captured))
        assert (answer.status_code, weight_of(answer.content) <= LIMIT) == (200, True)
    assert counts == [6, 6, 5]
