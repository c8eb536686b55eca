"""A button pressed twice, or a request tried anew, is one act; said again later, it is two."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from alliance.actions import say_concern
from alliance.models import Concern, Signal
from clients.actions import (
    comment_on_goal,
    comment_on_plan,
    give_exercise,
    make_statement,
    name_strength,
    propose_goal,
    report_exercise,
    say_preference,
    take_back_strength,
    write_plan,
)
from clients.models import (
    Contribution,
    Exercise,
    ExerciseReport,
    Goal,
    GoalChange,
    PlanComment,
    Preference,
    Statement,
    Strength,
)
from practice.models import AuditEvent, OutboxMessage
from tests.cast import Cast

Act = Callable[[str], Any]


def _strength(cast: Cast) -> Act:
    return lambda words: name_strength(cast.mara, words)


def _noticed(cast: Cast) -> Act:
    return lambda words: name_strength(cast.mara, words, by=cast.ines)


def _statement(cast: Cast) -> Act:
    return lambda words: make_statement(cast.mara, words=words)


def _preference(cast: Cast) -> Act:
    return lambda words: say_preference(cast.mara, words=words, lead=1)


def _goal(cast: Cast) -> Act:
    return lambda words: propose_goal(cast.mara, by=None, words=words, proposed_by="client")


def _goal_word(cast: Cast) -> Act:
    goal = propose_goal(cast.mara, by=cast.ines, words="Sleep", proposed_by="therapist")
    return lambda words: comment_on_goal(goal, by=None, words=words)


def _plan_word(cast: Cast) -> Act:
    plan = write_plan(cast.mara, by=cast.ines, words="Slowly")
    return lambda words: comment_on_plan(plan, by=None, words=words)


def _exercise(cast: Cast) -> Act:
    return lambda words: give_exercise(
        cast.mara, by=cast.ines, kind="exercise", title="A walk", words=words
    )


def _report(cast: Cast) -> Act:
    exercise = give_exercise(
        cast.mara, by=cast.ines, kind="exercise", title="A walk", words="Go for one."
    )
    return lambda words: report_exercise(exercise, done="yes", reflection=words, helpful=3)


def _concern(cast: Cast) -> Act:
    return lambda words: say_concern(cast.mara, strength="some", words=words, request="raise")


def _concern_elsewhere(cast: Cast) -> Act:
    return lambda words: say_concern(cast.mara, strength="some", words=words, request="other")


ACTS = [
    (_strength, Strength),
    (_noticed, Strength),
    (_statement, Statement),
    (_preference, Preference),
    (_goal, Goal),
    (_goal_word, GoalChange),
    (_plan_word, PlanComment),
    (_exercise, Exercise),
    (_report, ExerciseReport),
    (_concern, Concern),
    (_concern_elsewhere, Concern),
]
LEFT = (Contribution, AuditEvent, OutboxMessage, Signal)


def _counted(model: Any) -> dict[str, int]:
    return {each.__name__: each.objects.count() for each in (model, *LEFT)}


@pytest.mark.parametrize(("made", "model"), ACTS, ids=lambda each: getattr(each, "__name__", ""))
def test_twice_is_once(cast: Cast, made: Callable[[Cast], Act], model: Any) -> None:
    act = made(cast)
    before = _counted(model)
    first = act("It is quiet here")
    once = _counted(model)
    assert once[model.__name__] == before[model.__name__] + 1
    assert act("It is quiet here") == first
    assert _counted(model) == once
    act("It is not")
    assert model.objects.count() == once[model.__name__] + 1


@pytest.mark.parametrize(("made", "model"), ACTS, ids=lambda each: getattr(each, "__name__", ""))
def test_later_it_is_said_once_more(cast: Cast, made: Callable[[Cast], Act], model: Any) -> None:
    act = made(cast)
    before = model.objects.count()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        act("It is quiet here")
        clock.shift(timedelta(seconds=59))
        act("It is quiet here")
        assert model.objects.count() == before + 1
        clock.shift(timedelta(seconds=2))
        act("It is quiet here")
    assert model.objects.count() == before + 2


def test_the_same_words_of_another_person_are_theirs(cast: Cast) -> None:
    name_strength(cast.mara, "Patience")
    name_strength(cast.mara, "Patience", by=cast.ines)
    name_strength(cast.theo, "Patience")
    assert Strength.objects.count() == 3


def test_taken_back_it_may_be_said_at_once(cast: Cast) -> None:
    assert take_back_strength(name_strength(cast.mara, "Patience"))
    name_strength(cast.mara, "Patience")
    assert [each.withdrawn_at is None for each in Strength.objects.order_by("pk")] == [False, True]
