"""The counting that the proofs rest on: it sees each half of a check-in that is missing."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser

from alliance.models import CheckIn, CheckInLink, Concern, Rating, Signal
from clients.models import Goal, GoalRating
from practice.models import OutboxMessage
from practice.sealed import seal_for
from tests.chaos.people import Waiting, agree, people, practice
from tests.chaos.whole import count

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting() -> Waiting:
    """One whose check-in is sent, and another who only began, with half a page filled in."""
    sent, begun = people(practice("Counting"), 2)
    for each in (sent, begun):
        browser = Browser()
        browser.post(f"/c/{each.token}/")
        browser.post("/check-in/working-together/", {"understood": "7", "safe": "3"})
        browser.post("/check-in/between-us/", {"tension": "some", "request": "note"})
        if each is sent:
            browser.post("/check-in/review/", {"to": "send"})
    return sent


def test_what_was_taken_whole_and_what_was_only_begun_is_right(waiting: Waiting) -> None:
    counted = count(waiting.check_in.clinic)
    assert (counted.check_ins, counted.taken, counted.wrong) == (2, 1, [])


def _rating_gone(waiting: Waiting) -> None:
    Rating.objects.filter(check_in=waiting.check_in).update(check_in=None)


def _link_open(waiting: Waiting) -> None:
    CheckInLink.objects.filter(pk=waiting.link.pk).update(used_at=None)


def _concern_gone(waiting: Waiting) -> None:
    Concern.objects.filter(check_in=waiting.check_in).update(check_in=None)


def _report_gone(waiting: Waiting) -> None:
    Signal.objects.filter(check_in=waiting.check_in).update(kind="unexpected drop")


def _letter_gone(waiting: Waiting) -> None:
    OutboxMessage.objects.filter(about=waiting.check_in.code).delete()


def _draft_left(waiting: Waiting) -> None:
    _write(waiting.check_in, draft={"wish": "Once more"})


def _goal_rated_unasked(waiting: Waiting) -> None:
    agree([waiting], waiting.check_in.participation.session.therapist)
    goal = Goal.objects.get(client=waiting.check_in.client)
    code = waiting.check_in.code
    GoalRating.objects.create(clinic_id=goal.clinic_id, goal=goal, value=7, check_in=code)


def _preference_nobody_can_have(waiting: Waiting) -> None:
    _write(waiting.check_in, draft={"preferences": {"lead": 3}})


def _number_outside(waiting: Waiting) -> None:
    _write(waiting.check_in, wellbeing={"mood": 11})


def _words_too_long(waiting: Waiting) -> None:
    _write(waiting.check_in, wish="x" * 2001)


def _write(check_in: CheckIn, **values: object) -> None:
    sealed = {name: seal_for(check_in, name, value) for name, value in values.items()}
    CheckIn.objects.filter(pk=check_in.pk).update(**sealed)


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (_rating_gone, "ratings: 0 instead of 1"),
        (_link_open, "links used: 0 instead of 1"),
        (_concern_gone, "concerns: 0 instead of 1"),
        (_report_gone, "reports: 0 instead of 1"),
        (_letter_gone, "letters to the therapist: 0 instead of 1"),
        (_draft_left, "a draft is left of what was sent"),
        (_goal_rated_unasked, "ratings of goals: 1 instead of 0"),
        (_preference_nobody_can_have, "a preference lead: 3"),
        (_number_outside, "wellbeing: mood=11"),
        (_words_too_long, "wish is longer than fits"),
    ],
)
def test_each_harm_is_seen(waiting: Waiting, harm: Callable[[Waiting], None], says: str) -> None:
    harm(waiting)
    wrong = count(waiting.check_in.clinic).wrong
    assert says in [each.partition(": ")[2] for each in wrong]
