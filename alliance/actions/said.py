"""What a check-in said beside its own columns: of hopes and preferences, goals and exercises.

Each goes through the one action of its noun. Only a goal that the client proposes waits on Today as
well: the rest stands in the brief, which is read before the session anyway.
"""

from typing import Any

from alliance.models import CheckIn
from clients.actions import propose_goals, rate_goals, report_exercises, say_preference
from clients.models.preference import DIMENSIONS


def keep_said(check_in: CheckIn, answers: dict[str, Any]) -> None:
    """Keep it, in the transaction that submits: 1 statement for each kind, none for an empty one.

    `answers`: {"preferences": {dimension: -2 to 2 or None, "words": text}, "new_goals": [text],
    "goals": {id: 0-10 or None}, "exercises": {id: {"done": "yes"…, "helpful": 0-4 or None,
    "reflection": text}}}. What this check-in did not ask is not taken.
    """
    if check_in.is_first:
        _keep_preference(check_in, answers.get("preferences") or {})
        if words := [each for each in answers.get("new_goals") or [] if each]:
            propose_goals(check_in.client, words)
    rated = answers.get("goals") or {}
    values = {each: rated.get(str(each)) for each in check_in.asked_goals}
    given = {goal: value for goal, value in values.items() if value is not None}
    if given:
        rate_goals(check_in.client, given, check_in=check_in.code)
    told = answers.get("exercises") or {}
    said = {each: told[str(each)] for each in check_in.asked_exercises if str(each) in told}
    done = {exercise: each for exercise, each in said.items() if each.get("done")}
    if done:
        report_exercises(check_in.client, done, check_in=check_in.code)


def _keep_preference(check_in: CheckIn, said: dict[str, Any]) -> None:
    dimensions = {name: said.get(name) for name in DIMENSIONS}
    words = said.get("words") or ""
    if words or any(value is not None for value in dimensions.values()):
        say_preference(
            check_in.client,
            by=check_in.entered_by,
            words=words,
            check_in=check_in.code,
            **dimensions,
        )
