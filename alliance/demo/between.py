"""What check-ins said of goals and exercises, and the first one of how therapy should be."""

from collections.abc import Iterator
from datetime import date, timedelta

from alliance.demo.meetings import Course
from alliance.models import CheckIn
from clients.models import Client, Exercise, ExerciseReport, Goal, GoalRating, Preference
from practice.models import Membership

AT_MOST = 3
UNEVEN = (0, 0, 1, 0, -1, 1, 0, -2, 1)
"""Nobody comes nearer to a goal in a straight line."""

LAST_TIME = ("partly", 2, "Twice. The second time I did not have to think about it.")
"""What somebody says about an exercise which has just been given."""


def like(course: Course, check_ins: list[list[CheckIn]]) -> None:
    """Write down how they would like therapy to be, as they said it before the first session."""
    if not (course.story.likes and check_ins):
        return
    Preference.objects.bulk_create(
        Preference(
            clinic_id=course.clinic_id,
            client=each.client,
            said_at=each.submitted_at,
            check_in=each.code,
            **course.story.likes,
        )
        for each in check_ins[0]
        if each.submitted_at
    )


def follow(therapist: Membership) -> None:
    """Let the check-ins of a caseload tell how far the goals are, and of the exercises given."""
    for client in Client.objects.on_caseload_of(therapist):
        sent = list(
            CheckIn.objects.filter(client=client, submitted_at__isnull=False, is_first=False)
            .select_related("participation")
            .order_by("submitted_at")
        )
        GoalRating.objects.bulk_create(
            rating for goal in client.goals.all() for rating in _ratings(goal, sent)
        )
        if sent:
            _report(client, sent[-1])
        CheckIn.objects.bulk_update(sent, ["asked_goals", "asked_exercises"])


def _ratings(goal: Goal, sent: list[CheckIn]) -> Iterator[GoalRating]:
    """From the day on which it was agreed, nearer with time; reached at 9 or 10."""
    if goal.agreed_on is None:
        return
    until = goal.reached_on or date.max
    asking = [
        (each, each.submitted_at)
        for each in sent
        if each.submitted_at
        and goal.agreed_on < each.submitted_at.date() <= until
        and len(each.asked_goals) < AT_MOST
    ]
    top = 9 if goal.reached_on else 7
    for number, (each, at) in enumerate(asking, 1):
        each.asked_goals = [*each.asked_goals, goal.pk]
        along = 2 + (top - 2) * number / len(asking)
        value = round(along) + UNEVEN[(number + goal.pk) % len(UNEVEN)]
        yield GoalRating(
            clinic_id=goal.clinic_id,
            goal=goal,
            value=min(10, max(0, value)),
            check_in=each.code,
            at=at,
        )


def _report(client: Client, last: CheckIn) -> None:
    """The latest check-in says how it went with what was given last and is not put away."""
    assert last.submitted_at is not None
    given = Exercise.objects.filter(client=client, put_away_at=None)
    latest = given.filter(given_at__lt=last.submitted_at - timedelta(days=1)).order_by("-given_at")
    for exercise in latest[:1]:
        done, helpful, words = LAST_TIME
        last.asked_exercises = [exercise.pk]
        ExerciseReport.objects.create(
            clinic_id=client.clinic_id,
            exercise=exercise,
            done=done,
            helpful=helpful,
            reflection=words,
            check_in=last.code,
            at=last.submitted_at,
        )
