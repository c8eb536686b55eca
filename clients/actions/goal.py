"""Goals: proposed by one, agreed by both, in words that both can change.

`by` is the therapist who acts, or None where the client does, in their space or in a check-in.
What a client does waits on Today; each word stays in `Goal.changes`. `version` counts the wordings:
somebody agrees to the words they read, and what does not touch the words never outdates a form.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from clients.actions.contribution import contribute, contribute_all
from clients.models import Client, Contribution, Goal, GoalChange, GoalRating
from practice import audit
from practice.again import said_already
from practice.models import Membership
from practice.versions import ChangedMeanwhile

Kind = GoalChange.Kind


@transaction.atomic
def propose_goal(
    client: Client, *, by: Membership | None, words: str, proposed_by: str, agreed: bool = False
) -> Goal:
    """Write down a goal in the client's words; `agreed` when both already agree to it.

    Whose idea it was agrees to it; an idea of both, as a therapist wrote it down, waits for the
    client's own yes. The same once more within a minute is the same.
    """
    proposed = GoalChange.objects.filter(goal__client=client, kind=Kind.PROPOSED, by=by)
    if again := said_already(client, proposed.select_related("goal"), words=words):
        return again.goal
    today = timezone.localdate()
    clients_own = by is None or agreed or proposed_by == Goal.ProposedBy.CLIENT
    therapists_own = agreed or (by is not None and proposed_by != Goal.ProposedBy.CLIENT)
    goal = Goal.objects.create(
        clinic_id=client.clinic_id,
        client=client,
        words=words,
        proposed_by=proposed_by,
        agreed_by_client_on=today if clients_own else None,
        agreed_by_therapist_on=today if therapists_own else None,
        agreed_on=today if agreed else None,
    )
    _say(goal, Kind.PROPOSED, by, words)
    if agreed:
        _say(goal, Kind.TOGETHER, by, "")
    audit.record(audit.Kind.CREATED, goal, by=by, client=client.code)
    if by is None:
        contribute(client, Contribution.Kind.GOAL, goal)
    return goal


@transaction.atomic
def agree_goal(
    goal: Goal, *, by: Membership | None, words: str = "", version: int | None = None
) -> None:
    """Record who agrees: the client (`by` is None) or the therapist. Twice changes nothing.

    Raises ChangedMeanwhile when the words are others than those of `version`.
    """
    fresh = _locked(goal, version)
    mine = _agreed(by)
    if getattr(fresh, mine) or not fresh.is_current:
        return
    setattr(fresh, mine, timezone.localdate())
    _settle(fresh)
    _save(fresh, Kind.AGREED, by, words)
    if by is None:
        contribute(fresh.client, Contribution.Kind.GOAL_AGREED, fresh)


@transaction.atomic
def agree_goal_together(goal: Goal, *, by: Membership, version: int | None = None) -> None:
    """Both said yes in the room, and the therapist writes it down. Twice changes nothing.

    Raises ChangedMeanwhile when the words are others than those of `version`.
    """
    fresh = _locked(goal, version)
    if fresh.agreed_on or not fresh.is_current:
        return
    today = timezone.localdate()
    fresh.agreed_by_client_on = fresh.agreed_by_client_on or today
    fresh.agreed_by_therapist_on = fresh.agreed_by_therapist_on or today
    _settle(fresh)
    _save(fresh, Kind.TOGETHER, by)


@transaction.atomic
def disagree_goal(
    goal: Goal, *, by: Membership | None, words: str = "", version: int | None = None
) -> None:
    """Take one's own agreement back, with why if one likes. The other's stays."""
    fresh = _locked(goal)
    mine = _agreed(by)
    if getattr(fresh, mine) is None or not fresh.is_current:
        return
    setattr(fresh, mine, None)
    _settle(fresh)
    _save(fresh, Kind.DISAGREED, by, words)
    _wait(fresh, by)


@transaction.atomic
def reword_goal(
    goal: Goal, *, by: Membership | None, words: str, version: int | None = None
) -> None:
    """Put it in other words. Whoever does so agrees to them; the other one is asked again.

    Raises ChangedMeanwhile when others stand there by now, or it is not worked toward any more.
    """
    fresh = _locked(goal, version)
    if not fresh.is_current:
        raise ChangedMeanwhile
    if fresh.words == words:
        return
    fresh.words = words
    fresh.version += 1
    fresh.agreed_by_client_on = fresh.agreed_by_therapist_on = fresh.agreed_on = None
    setattr(fresh, _agreed(by), timezone.localdate())
    _save(fresh, Kind.REWORDED, by, words)
    _wait(fresh, by)


@transaction.atomic
def comment_on_goal(
    goal: Goal, *, by: Membership | None, words: str, version: int | None = None
) -> None:
    """Say something about it, whatever became of it. It stays.

    The same once more within a minute is the same.
    """
    fresh = _locked(goal)
    said = GoalChange.objects.filter(goal=fresh, kind=Kind.COMMENTED, by=by)
    if said_already(fresh.client, said, words=words):
        return
    _say(fresh, Kind.COMMENTED, by, words)
    audit.record(
        audit.Kind.CHANGED, fresh, by=by, client=fresh.client.code, change=Kind.COMMENTED.value
    )
    _wait(fresh, by)


@transaction.atomic
def reach_goal(
    goal: Goal, *, by: Membership | None, words: str = "", version: int | None = None
) -> None:
    """Call it reached, today. Twice changes nothing."""
    fresh = _locked(goal)
    if fresh.is_current:
        fresh.reached_on = timezone.localdate()
        _save(fresh, Kind.REACHED, by, words)
        _wait(fresh, by)


@transaction.atomic
def set_goal_aside(
    goal: Goal, *, by: Membership | None, words: str = "", version: int | None = None
) -> None:
    """Leave it for now: it is kept, and nobody is asked about it. Twice changes nothing."""
    fresh = _locked(goal)
    if fresh.is_current:
        fresh.set_aside_on = timezone.localdate()
        _save(fresh, Kind.SET_ASIDE, by, words)
        _wait(fresh, by)


@transaction.atomic
def resume_goal(
    goal: Goal, *, by: Membership | None, words: str = "", version: int | None = None
) -> None:
    """Take it up again, with who agreed to it as it was. Twice changes nothing."""
    fresh = _locked(goal)
    if not fresh.is_current:
        fresh.reached_on = fresh.set_aside_on = None
        _save(fresh, Kind.RESUMED, by, words)
        _wait(fresh, by)


ACTS: dict[str, Callable[..., None]] = {
    "agree": agree_goal,
    "disagree": disagree_goal,
    "reword": reword_goal,
    "say": comment_on_goal,
    "reached": reach_goal,
    "set-aside": set_goal_aside,
    "resume": resume_goal,
}
"""What either of the two can do with a goal, by the name it has in a form."""


def act_on_goal(goal: Goal, act: str, *, by: Membership | None, **said: Any) -> None:
    """Do one of ACTS. Raises ChangedMeanwhile."""
    ACTS[act](goal, by=by, **said)


def _agreed(by: Membership | None) -> str:
    return "agreed_by_client_on" if by is None else "agreed_by_therapist_on"


def _wait(goal: Goal, by: Membership | None) -> None:
    if by is None:
        contribute(goal.client, Contribution.Kind.GOAL_WORD, goal)


def _settle(goal: Goal) -> None:
    both: list[date] = [
        day for day in (goal.agreed_by_client_on, goal.agreed_by_therapist_on) if day
    ]
    goal.agreed_on = max(both) if len(both) == 2 else None


def _locked(goal: Goal, version: int | None = None) -> Goal:
    """The row as it is now, held. Raises ChangedMeanwhile when the form was out of date."""
    rows = Goal.objects.select_for_update(of=["self"]).select_related("client")
    fresh = rows.get(pk=goal.pk)
    if version is not None and fresh.version != version:
        raise ChangedMeanwhile
    return fresh


def _save(goal: Goal, kind: Kind, by: Membership | None, words: str = "") -> None:
    goal.save()
    _say(goal, kind, by, words)
    audit.record(audit.Kind.CHANGED, goal, by=by, client=goal.client.code, change=kind.value)


def _say(goal: Goal, kind: Kind, by: Membership | None, words: str) -> None:
    GoalChange.objects.create(clinic_id=goal.clinic_id, goal=goal, kind=kind, words=words, by=by)


@transaction.atomic
def rate_goal(goal: Goal, value: int, *, check_in: UUID | None = None) -> GoalRating:
    """Keep how far the client says a goal is, 0 to 10. `check_in` is the code of its check-in."""
    rating = GoalRating.objects.create(
        clinic_id=goal.clinic_id, goal=goal, value=value, check_in=check_in
    )
    audit.record(audit.Kind.CREATED, rating, by=None, client=goal.client.code)
    return rating


@transaction.atomic
def propose_goals(client: Client, words: Iterable[str]) -> list[Goal]:
    """Keep what the client would like to work toward, several at once: 3 statements and the audit.

    As `propose_goal` does with each. The therapist's own yes is still to come, so it waits on
    Today.
    """
    today = timezone.localdate()
    goals = Goal.objects.bulk_create(
        Goal(
            clinic_id=client.clinic_id,
            client=client,
            words=each,
            proposed_by=Goal.ProposedBy.CLIENT,
            proposed_on=today,
            agreed_by_client_on=today,
        )
        for each in words
    )
    GoalChange.objects.bulk_create(
        GoalChange(clinic_id=client.clinic_id, goal=goal, kind=Kind.PROPOSED, words=goal.words)
        for goal in goals
    )
    contribute_all(client, Contribution.Kind.GOAL, goals)
    audit.record_all(audit.Kind.CREATED, goals, by=None, client=client.code)
    return goals


@transaction.atomic
def rate_goals(client: Client, values: Mapping[int, int], *, check_in: UUID) -> list[GoalRating]:
    """Keep how far each of these goals is in one check-in, by the goals' ids: 1 statement.

    The ids are those that the check-in was settled to ask about, never any that came in a form.
    """
    ratings = GoalRating.objects.bulk_create(
        GoalRating(clinic_id=client.clinic_id, goal_id=goal, value=value, check_in=check_in)
        for goal, value in values.items()
    )
    audit.record_all(audit.Kind.CREATED, ratings, by=None, client=client.code)
    return ratings
