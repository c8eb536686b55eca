"""One of every kind of record, each with a word of its own: what a client may have, and may not."""

from typing import Any

from django.utils import timezone

from alliance.models import CheckIn, Concern, Rating, RelationalPattern, Rupture
from alliance.models.rupture import RuptureChange
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
    Statement,
    Strength,
)
from practice.models import Membership
from sessions.actions import add_addendum
from sessions.models import NoteRelease, Session
from tests.cast import ago, session_at
from tests.sessions.process import granted_process_note
from tests.signed import signed

MAY = {
    "goal", "goal-word", "plan", "plan-word", "strength", "noticed", "exercise", "why",
    "report", "preference", "wish", "hopes", "tension", "concern", "takenback", "opened",
    "ownword", "pattern", "note", "addendum", "statement", "answer",
}  # fmt: skip
MAY_NOT = {
    "process", "feeling", "withheld", "unreleased", "ownpart", "covered", "closedword",
    "kept", "absence", "unnoticed", "unsent", "therapists",
}  # fmt: skip


def word(key: str, owner: str = "mara") -> str:
    """A word that stands nowhere else."""
    return f"canary{owner}{key}".replace("-", "")


def everything(client: Client, by: Membership, owner: str = "mara") -> None:
    """Write it all into this client's record."""

    def say(key: str) -> str:
        return word(key, owner)

    own: dict[str, Any] = {"clinic": client.clinic, "client": client}
    here: dict[str, Any] = {"clinic": client.clinic}
    _agreed(own, here, by, say)
    met = session_at(by, client, at=ago(days=7))
    _meetings(client, by, met, say)
    part = met.participations.get()
    part.absence = say("absence")
    part.save()
    check_in = CheckIn.objects.create(
        **own,
        participation=part,
        begun_at=ago(days=7),
        submitted_at=ago(days=7),
        hopes=say("hopes"),
        wish=say("wish"),
        wellbeing={"week": 2},
        wellbeing_score=5.0,
        tension="some",
        tension_words=say("tension"),
        tension_request="note",
        draft={},
    )
    unsent = session_at(by, client, at=ago(days=1)).participations.get()
    CheckIn.objects.create(**own, participation=unsent, draft={"wish": say("unsent")}, wellbeing={})
    for seat, key in (("client", "alliance-client"), ("therapist", "alliance-therapist")):
        Rating.objects.create(
            **own,
            session=met,
            perspective=seat,
            instrument=key,
            instrument_version=1,
            answers={"safe": 3} if seat == "client" else {say("therapists"): 3},
            score=7.5,
            feeling={} if seat == "client" else {"words": say("feeling")},
            check_in=check_in if seat == "client" else None,
            rated_at=ago(days=7),
        )
    _between(own, here, by, met, say)


def _agreed(own: dict[str, Any], here: dict[str, Any], by: Membership, say: Any) -> None:
    goal = Goal.objects.create(**own, words=say("goal"), proposed_by="client")
    GoalChange.objects.create(**here, goal=goal, kind="commented", words=say("goal-word"), by=by)
    GoalRating.objects.create(**here, goal=goal, value=4)
    plan = PlanVersion.objects.create(**own, number=1, words=say("plan"), written_by=by)
    PlanComment.objects.create(**here, plan=plan, words=say("plan-word"))
    Strength.objects.create(**own, words=say("strength"))
    Strength.objects.create(**own, words=say("noticed"), named_by=by)
    Strength.objects.create(**own, words=say("unnoticed"), named_by=by, withdrawn_at=timezone.now())
    exercise = Exercise.objects.create(
        **own, kind="exercise", title="Five", words=say("exercise"), why=say("why"), given_by=by
    )
    ExerciseReport.objects.create(
        **here, exercise=exercise, done="partly", reflection=say("report"), helpful=3
    )
    Preference.objects.create(**own, lead=-2, words=say("preference"))
    Statement.objects.create(
        **own,
        words=say("statement"),
        answer=say("answer"),
        answered_by=by,
        answered_at=timezone.now(),
    )


def _meetings(client: Client, by: Membership, met: Session, say: Any) -> None:
    note = signed(met, by, say("note"))
    add_addendum(note, by=by, words=say("addendum"))
    release(note, client, by, "released")
    held = signed(session_at(by, client, at=ago(days=14)), by, say("withheld"))
    release(held, client, by, "released")
    release(held, client, by, "taken back")
    signed(session_at(by, client, at=ago(days=21)), by, say("unreleased"))
    if say("process") != word("process", "theo"):  # its author has one key, made once
        granted_process_note(met, by, say("process"))


def release(note: Any, client: Client, by: Membership, decision: str) -> None:
    """Decide about one note and one client."""
    NoteRelease.objects.create(
        clinic=client.clinic, note=note, client=client, decision=decision, decided_by=by
    )


def _between(
    own: dict[str, Any], here: dict[str, Any], by: Membership, met: Session, say: Any
) -> None:
    Concern.objects.create(**own, strength="some", words=say("concern"), said_at=ago(days=3))
    Concern.objects.create(
        **own, words=say("takenback"), said_at=ago(days=2), withdrawn_at=timezone.now()
    )
    opened = Rupture.objects.create(
        **own,
        session=met,
        direction="withdrawal",
        what_happened=say("covered"),
        own_part=say("ownpart"),
        opened_words=say("opened"),
        opened_at=timezone.now(),
        opened_because="therapist",
        recorded_by=by,
    )
    RuptureChange.objects.create(
        **here,
        rupture=opened,
        kind="client said",
        at=timezone.now(),
        reason=say("ownword"),
        values={"resolution": 4, "told": "space"},
    )
    Rupture.objects.create(
        **own, session=met, direction="withdrawal", opened_words=say("closedword"), recorded_by=by
    )
    words = {"of_the_other": "They go", "of_the_self": "I go", "recorded_by": by}
    RelationalPattern.objects.create(
        **own, wish=say("pattern"), shared_at=timezone.now(), shared_by=by, **words
    )
    RelationalPattern.objects.create(**own, wish=say("kept"), **words)
