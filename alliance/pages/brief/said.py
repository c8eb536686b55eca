"""What a check-in said of goals and exercises, and before the first session of how it should be."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from alliance.pages.days import day
from clients.models import ExerciseReport, Goal, GoalRating, Preference

if TYPE_CHECKING:
    from alliance.pages.brief import Brief

LIKES: dict[str, dict[int, Any]] = {
    "lead": {
        -2: _("clearly wants you to choose what you talk about"),
        -1: _("would rather have you choose what you talk about"),
        1: _("would rather choose what you talk about"),
        2: _("clearly wants to choose what you talk about"),
    },
    "feeling": {
        -2: _("clearly wants room for strong feelings"),
        -1: _("would rather have room for strong feelings"),
        1: _("would rather stay calm and in control"),
        2: _("clearly wants to stay calm and in control"),
    },
    "time": {
        -2: _("clearly wants to look at what has been"),
        -1: _("would rather look at what has been"),
        1: _("would rather look at what is now and comes next"),
        2: _("clearly wants to look at what is now and comes next"),
    },
    "challenge": {
        -2: _("clearly wants to be treated gently"),
        -1: _("would rather be treated gently"),
        1: _("would rather be challenged"),
        2: _("clearly wants to be challenged"),
    },
}
"""What the places on the four lines say. The middle, both or neither, is left unsaid."""

HELPFUL = (
    _("did not help"),
    _("helped a little"),
    _("helped somewhat"),
    _("helped quite a lot"),
    _("helped very much"),
)


@dataclass(frozen=True, slots=True)
class Done:
    """One exercise, as the client says it went."""

    title: str
    done: str
    helpful: str
    reflection: str


@dataclass(frozen=True, slots=True)
class Liked:
    """How they would like therapy to be: a line each, and their own words."""

    lines: list[str]
    words: str


def with_ratings(goals: QuerySet[Goal], check_ins: list[UUID]) -> QuerySet[Any]:
    """The goals, each with how far it is in these check-ins, and how far and when before that."""
    rated = GoalRating.objects.filter(goal=OuterRef("pk"))
    now = rated.filter(check_in__in=check_ins).values("value")[:1]
    before = rated.exclude(check_in__in=check_ins).order_by("-at", "-id")
    return goals.annotate(
        far=Subquery(now),
        far_before=Subquery(before.values("value")[:1]),
        far_before_at=Subquery(before.values("at")[:1]),
    )


def since_when(goal: Any) -> str:
    """'23 Nov': when the goal was rated before; empty where it was not."""
    return day(goal.far_before_at) if goal.far_before_at else ""


def add_said(briefs: "Iterable[Brief]") -> None:
    """What was done in between; before the first session, what they would like instead.

    One query where exercises were asked about, one for first check-ins; none for others.
    """
    asked, first, sent = [], [], {}
    for brief in briefs:
        check_in = brief.check_in
        if check_in is None or not check_in.is_submitted:
            continue
        sent[str(check_in.code)] = brief
        if check_in.asked_exercises:
            asked.append(check_in.code)
        if check_in.is_first:
            first.append(check_in.code)
    if asked:
        reports = ExerciseReport.objects.filter(check_in__in=asked).select_related("exercise")
        for report in reports.order_by("exercise__given_at", "pk"):
            sent[str(report.check_in)].done.append(_done(report))
    if first:
        for preference in Preference.objects.filter(check_in__in=first):
            sent[str(preference.check_in)].liked = liked(preference)


def _done(report: ExerciseReport) -> Done:
    helpful = "" if report.helpful is None else str(HELPFUL[report.helpful])
    return Done(report.exercise.title, report.get_done_display(), helpful, report.reflection)


def liked(preference: Preference) -> Liked:
    """A preference in words."""
    said = [words.get(getattr(preference, name)) for name, words in LIKES.items()]
    return Liked([str(each) for each in said if each], preference.words)
