"""Later check-ins: how far the agreed goals are, and how it went with what was given to do."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from alliance.models import CheckIn, CheckInLink, Standing
from clients.actions import propose_goal
from clients.models import Client, Contribution, Exercise, ExerciseReport, Goal, GoalRating
from practice.models import Membership
from tests.cast import Cast
from tests.portal.conftest import ANSWERS, all_rows, answer_everything, begin
from tests.portal.test_review import FRAME, send

GIVEN = {"far-1": "7", "far-2": "", "far-3": "0"}
WENT = {
    "done-1": "yes",
    "helpful-1": "3",
    "reflection-1": "Easier in the evening",
    "done-2": "no",
    "done-3": "",
}


def goal(client: Client, by: Membership, words: str, **columns: Any) -> Goal:
    """A goal that both agreed on."""
    made = propose_goal(client, by=by, words=words, proposed_by="together", agreed=True)
    Goal.objects.filter(pk=made.pk).update(**columns)
    return made


def exercise(client: Client, by: Membership, title: str, **columns: Any) -> Exercise:
    """Something given to do."""
    details = {"kind": "exercise", "words": "Once a day.", "given_by": by, **columns}
    return Exercise.objects.create(
        clinic_id=client.clinic_id, client=client, title=title, **details
    )


@pytest.fixture
def going(browser: Browser, cast: Cast, letter: Any, token: str) -> Browser:
    """Mara's second check-in, with four goals of hers and three exercises, begun."""
    propose_goal(cast.mara, by=cast.ines, words="Only proposed", proposed_by="therapist")
    goal(cast.mara, cast.ines, "Already there", reached_on=cast.mara.began_on)
    goal(cast.theo, cast.ines, "Somebody else’s")
    for words in ("Sleep through", "Call Ana", "Walk", "A fourth"):
        goal(cast.mara, cast.ines, words)
    exercise(cast.theo, cast.ines, "Theo’s own")
    exercise(cast.mara, cast.ines, "Put away", put_away_at=cast.mara.created_at)
    for title in ("Breathing out", "A letter", "Values"):
        exercise(cast.mara, cast.ines, title)
    begin(browser, token)
    return browser


@pytest.fixture
def gone(going: Browser) -> Browser:
    """The same, with every page answered."""
    answer_everything(going)
    assert going.post("/check-in/goals/", GIVEN).status_code == 302
    assert going.post("/check-in/exercises/", WENT)["Location"] == "/check-in/review/"
    return going


def test_it_asks_about_what_is_agreed_and_open_and_about_three_at_most(going: Browser) -> None:
    goals = going.get("/check-in/goals/")
    assert [str(field.label) for field in goals.context["form"]] == [
        "Sleep through",
        "Call Ana",
        "Walk",
    ]
    exercises = going.get("/check-in/exercises/")
    assert [str(each[0].label) for each in exercises.context["form"].each()] == [
        "Breathing out",
        "A letter",
        "Values",
    ]
    for page in (goals.text, exercises.text):
        for foreign in ("Somebody else", "Theo’s own", "Put away", "Already there", "A fourth"):
            assert foreign not in page


def test_without_goals_and_exercises_there_are_no_such_pages(begun: Browser) -> None:
    assert begun.get("/check-in/goals/").status_code == 404
    assert begun.get("/check-in/exercises/").status_code == 404


def test_each_answer_arrives_once_with_the_check_ins_code(gone: Browser, cast: Cast) -> None:
    assert send(gone).status_code == 302
    code = CheckIn.objects.get().code
    assert [(each.goal.words, each.value, each.check_in) for each in GoalRating.objects.all()] == [
        ("Sleep through", 7, code),
        ("Walk", 0, code),
    ]
    reports = ExerciseReport.objects.all()
    assert [
        (each.exercise.title, each.done, each.helpful, each.reflection, each.check_in)
        for each in reports
    ] == [
        ("Breathing out", "yes", 3, "Easier in the evening", code),
        ("A letter", "no", None, "", code),
    ]
    assert send(gone).status_code == 410
    assert (GoalRating.objects.count(), ExerciseReport.objects.count()) == (2, 2)


def test_the_brief_shows_it_and_nothing_waits_on_today_besides(gone: Browser) -> None:
    send(gone)
    assert Contribution.objects.count() == 0


def test_what_was_settled_stays_the_same_until_it_is_sent(going: Browser, cast: Cast) -> None:
    """Set aside, or put away, between beginning and sending: the answers find their rows."""
    going.post("/check-in/goals/", GIVEN)
    Goal.objects.filter(client=cast.mara).update(set_aside_on=cast.mara.began_on)
    Exercise.objects.update(put_away_at=cast.mara.created_at)
    assert "Sleep through" in going.get("/check-in/goals/").text
    send(going)
    assert [each.value for each in GoalRating.objects.all()] == [7, 0]


def test_going_back_shows_what_was_chosen(gone: Browser) -> None:
    page = gone.get("/check-in/exercises/").text
    assert page.count(" checked") == 3
    assert "Easier in the evening</textarea>" in page
    assert gone.get("/check-in/goals/").text.count(" checked") == 2


@pytest.mark.parametrize(
    ("body", "status", "kept"),
    [
        ({"reflection-1": "Only words"}, 422, "Only words"),
        ({"helpful-2": "4"}, 422, ""),
        ({"done-1": "perhaps"}, 422, ""),
        ({"done-1": "yes", "helpful-1": "5"}, 422, ""),
        ({"done-1": "yes", "reflection-1": "x" * 2001}, 422, ""),
        ({"done-9": "yes", "helpful-": "x", "exercises": "1"}, 302, ""),
    ],
)
def test_what_cannot_be_kept_says_why_and_the_rest_is_kept(
    going: Browser, body: dict[str, str], status: int, kept: str
) -> None:
    page = going.post("/check-in/exercises/", body)
    assert page.status_code == status
    assert page.text.count('class="error"') == (1 if status == 422 else 0)
    drafted = CheckIn.objects.get().draft["exercises"].values()
    assert "".join(each["reflection"] for each in drafted) == kept
    assert send(going).status_code == 302


@pytest.mark.parametrize("value", ["11", "-1", "5.5", "1e1", "NaN", "٣", "seven", "\x00"])
def test_a_goal_is_from_0_to_10(going: Browser, value: str) -> None:
    page = going.post("/check-in/goals/", {"far-1": value, "far-2": "4"})
    assert (page.status_code, page.text.count('class="error"')) == (422, 1)
    assert list(CheckIn.objects.get().draft["goals"].values()) == [4, None]


def test_no_id_from_a_form_is_taken(going: Browser, cast: Cast) -> None:
    foreign = Goal.objects.get(client=cast.theo).pk
    going.post("/check-in/goals/", {f"far-{foreign + 100}": "3", str(foreign): "3", "goals": "x"})
    send(going)
    assert GoalRating.objects.count() == 0


def test_reflections_that_come_too_late_are_given_back(gone: Browser) -> None:
    CheckInLink.objects.update(expires_at=CheckInLink.objects.get().created_at)
    before = all_rows()
    page = gone.post("/check-in/exercises/", {"reflection-2": "Just typed", "ruptures": "x"})
    assert page.status_code == 410
    assert ("Easier in the evening" in page.text, "Just typed" in page.text) == (True, True)
    assert all_rows() == before


@pytest.mark.parametrize(
    ("tension", "usual", "queries"),
    [
        # Session, link; link used, check-in kept; rating; standing with prior and sessions between;
        # reading, standing; goals rated; exercises reported; what came before; audit; message.
        ("none", None, 13),
        ("none", 5.6, 13),
        # And what felt off with its direct report.
        ("some", None, 15),
        ("some", 5.6, 15),
        # And a signal, where the rating is far below what was expected.
        ("none", 9.0, 14),
        ("some", 9.0, 16),
    ],
)
def test_queries_of_sending_everything(
    gone: Browser, tension: str, usual: float | None, queries: int
) -> None:
    if usual is not None:
        Standing.objects.update(n=5, mean=usual, ss=2.0, rated=5)
    gone.post("/check-in/between-us/", {**ANSWERS["between-us"], "tension": tension})
    with CaptureQueriesContext(connection) as captured:
        assert send(gone).status_code == 302
    assert len([each for each in captured if not each["sql"].startswith(FRAME)]) == queries
