"""Goals and the plan with both voices, strengths, exercises, how therapy should be."""

from django.db.models import Prefetch, Q

from clients.models import (
    Client,
    Exercise,
    ExerciseReport,
    Goal,
    GoalChange,
    GoalRating,
    PlanComment,
    PlanVersion,
    Preference,
    Strength,
)
from portal.export.row import Row, who


def goals(client: Client) -> list[Row]:
    """Each with who said what of it, and how far it was. 3 queries."""
    rows = Goal.objects.filter(client=client).prefetch_related(
        Prefetch("changes", GoalChange.objects.select_related("by__user")),
        Prefetch("ratings", GoalRating.objects.all()),
    )
    return [_goal(each) for each in rows]


def _goal(goal: Goal) -> Row:
    return {
        "words": goal.words,
        "proposed_by": goal.proposed_by,
        "proposed_on": goal.proposed_on,
        "agreed_by_me_on": goal.agreed_by_client_on,
        "agreed_by_therapist_on": goal.agreed_by_therapist_on,
        "agreed_on": goal.agreed_on,
        "reached_on": goal.reached_on,
        "set_aside_on": goal.set_aside_on,
        "history": [
            {"at": each.at, "by": who(each.by), "change": each.kind, "words": each.words}
            for each in goal.changes.all()
        ],
        "ratings": [{"at": each.at, "of_10": each.value} for each in goal.ratings.all()],
    }


def plans(client: Client) -> list[Row]:
    """Every version, with what was said about it. 2 queries."""
    said = Prefetch("comments", PlanComment.objects.select_related("by__user"))
    rows = PlanVersion.objects.filter(client=client).select_related("written_by__user")
    return [
        {
            "version": each.number,
            "words": each.words,
            "how_often": each.how_often,
            "review_on": each.review_on,
            "written_by": each.written_by.name,
            "written_at": each.written_at,
            "agreed_by_me_at": each.agreed_at,
            "comments": [
                {"at": one.at, "by": who(one.by), "words": one.words} for one in each.comments.all()
            ],
        }
        for each in rows.prefetch_related(said)
    ]


def strengths(client: Client) -> list[Row]:
    """All of their own, and those of a therapist that were not taken back. 1 query."""
    rows = Strength.objects.filter(Q(named_by=None) | Q(withdrawn_at=None), client=client)
    return [
        {
            "words": each.words,
            "named_by": who(each.named_by),
            "named_at": each.named_at,
            "taken_back_at": each.withdrawn_at,
        }
        for each in rows.select_related("named_by__user")
    ]


def exercises(client: Client) -> list[Row]:
    """Each with what they said about doing it. 2 queries."""
    reports = Prefetch("reports", ExerciseReport.objects.all())
    rows = Exercise.objects.filter(client=client).select_related("given_by__user")
    return [
        {
            "title": each.title,
            "words": each.words,
            "why": each.why,
            "given_by": each.given_by.name,
            "given_at": each.given_at,
            "put_away_at": each.put_away_at,
            "reports": [
                {
                    "at": one.at,
                    "done": one.done,
                    "words": one.reflection,
                    "helpful_of_4": one.helpful,
                }
                for one in each.reports.all()
            ],
        }
        for each in rows.prefetch_related(reports)
    ]


def preferences(client: Client) -> list[Row]:
    """What they said of how therapy should be, each time. 1 query."""
    rows = Preference.objects.filter(client=client).select_related("said_by__user")
    return [
        {
            "said_at": each.said_at,
            "written_by": who(each.said_by),
            "lead": each.lead,
            "feeling": each.feeling,
            "time": each.time,
            "challenge": each.challenge,
            "words": each.words,
        }
        for each in rows
    ]
