"""The brief: hopes and preferences at first; later how far goals are and what was done."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from alliance.actions import begin_check_in, submit_check_in
from alliance.models import CheckIn, CheckInLink
from clients.actions import propose_goal, rate_goal, report_exercise, say_preference
from clients.models import Client, Contribution, Exercise, GoalRating, Preference
from practice.models import Membership
from sessions.models import Session
from tests.cast import Cast, ago, ahead, session_at

SignIn = Callable[[Membership], Browser]


def sent(session: Session, answers: dict[str, Any]) -> CheckIn:
    """The check-in of a session with one client, begun and sent."""
    link = CheckInLink.objects.get(check_in__participation__session=session)
    begin_check_in(link)
    return submit_check_in(link, answers)


def given(client: Client, by: Membership, title: str) -> Exercise:
    return Exercise.objects.create(
        clinic_id=client.clinic_id,
        client=client,
        kind="exercise",
        title=title,
        words="Once a day.",
        given_by=by,
    )


def test_before_the_first_session(cast: Cast, signed_in: SignIn) -> None:
    say_preference(cast.mara, words="Mara’s alone", lead=2)
    soon = session_at(cast.ines, cast.theo, at=ahead(hours=20))
    sent(
        soon,
        {
            "hopes": "To sleep again",
            "preferences": {"lead": -2, "feeling": 0, "time": 1, "words": "Slowly please"},
            "new_goals": ["Call Ana"],
        },
    )
    page = signed_in(cast.ines).get(f"/sessions/{soon.code}/").text
    for words in (
        "“To sleep again”",
        "Clearly wants you to choose what you talk about.",
        "Would rather look at what is now and comes next.",
        "“Slowly please”",
        "“Call Ana”",
        "not agreed yet",
    ):
        assert words in page
    for words in ("calm and in control", "Mara’s alone", "Tense, misunderstood or unsaid"):
        assert words not in page


def test_later_each_goal_stands_beside_its_last_value(cast: Cast, signed_in: SignIn) -> None:
    session_at(cast.ines, cast.mara, at=ago(days=7))
    soon = session_at(cast.ines, cast.mara, at=ahead(hours=20))
    goals = [
        propose_goal(cast.mara, by=cast.ines, words=words, proposed_by="client", agreed=True)
        for words in ("Sleep", "Walk", "Write")
    ]
    GoalRating.objects.create(clinic=cast.riverside, goal=goals[0], value=4, at=ago(days=9))
    rate_goal(goals[2], 8)
    exercise = given(cast.mara, cast.ines, "Breathing out")
    other = given(cast.theo, cast.ines, "Theo’s own")
    report_exercise(other, done="yes", reflection="Theo’s words")
    sent(
        soon,
        {
            "goals": {str(goals[0].pk): 6, str(goals[1].pk): 0},
            "exercises": {
                str(exercise.pk): {"done": "partly", "helpful": 3, "reflection": "In the evening"}
            },
        },
    )
    page = signed_in(cast.ines).get(f"/sessions/{soon.code}/").text
    for words in (
        '<strong class="num">6</strong>',
        "of 10; 4 on ",
        '<strong class="num">0</strong>',
        "of 10, rated for the first time",
        "8 of 10 on ",
        "Breathing out",
        "partly; helped quite a lot",
        "“In the evening”",
    ):
        assert words in page
    assert "Theo’s" not in page


def test_the_brief_costs_one_query_more_where_exercises_were_asked_about(
    cast: Cast, signed_in: SignIn
) -> None:
    session_at(cast.ines, cast.mara, at=ago(days=7))
    soon = session_at(cast.ines, cast.mara, at=ahead(hours=20))
    browser = signed_in(cast.ines)
    sent(soon, {})
    CheckIn.objects.update(read_at=ago(hours=1), read_by=cast.ines)
    browser.get(f"/sessions/{soon.code}/")
    counts = []
    for asked in ([], [given(cast.mara, cast.ines, "Breathing out").pk]):
        CheckIn.objects.filter(participation__session=soon).update(asked_exercises=asked)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(f"/sessions/{soon.code}/").status_code == 200
        counts.append(len(captured))
    assert counts == [11, 12]


def test_what_is_said_in_the_space_waits_and_what_is_written_down_for_them_does_not(
    cast: Cast,
) -> None:
    exercise = given(cast.mara, cast.ines, "Breathing out")
    own = say_preference(cast.mara, challenge=1)
    say_preference(cast.mara, by=cast.ines, challenge=2)
    report = report_exercise(exercise, done="no")
    report_exercise(exercise, done="yes", by=cast.ines)
    assert [(each.kind, each.about) for each in Contribution.objects.all()] == [
        ("preference", own.code),
        ("exercise", report.code),
    ]
    assert [each.challenge for each in Preference.objects.all()] == [1, 2]
