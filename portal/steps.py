"""The pages of a check-in in their order, and what of a draft is sent in the end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from itertools import dropwhile
from typing import Any, Protocol

from django.utils import timezone

from alliance.actions.check_in import is_for_somebody_else
from alliance.asked import asked_instruments
from alliance.models import CheckIn, Rupture
from alliance.others import others_for
from clients.models import Exercise, Goal
from measures.instrument import Construct, Instrument
from portal.forms import (
    ArrivingForm,
    BetweenUsForm,
    ExercisesForm,
    GoalsForm,
    GroupForm,
    HopesForm,
    LastTimeForm,
    MeasureForm,
    NewGoalsForm,
    PreferencesForm,
    WishForm,
    WorkingTogetherForm,
)
from portal.forms.group import Answers
from practice.models import Membership

REVIEW = "review"
_TAKEN = {
    "arriving",
    "wish",
    "working-together",
    "last-time",
    "between-us",
    "hopes",
    "preferences",
    "new-goals",
    "goals",
    "exercises",
    REVIEW,
    "help",
    "thanks",
    "give-back",
    "room",
}


class _MakesForm(Protocol):
    def __call__(self, data: Any, *, draft: Answers) -> GroupForm: ...


@dataclass(frozen=True, slots=True)
class Step:
    """One page of questions. `about_last_time` ones are left out where there is none to ask about.

    `measure` is the instrument that the schedule asked, None on a page of every check-in. It is
    `withdrawn` when its words may be shown no more: what was answered to it stays and is sent, but
    no page asks it. `as_answered` fills it in as it was answered, where that is in other words.
    """

    slug: str
    form: _MakesForm
    template: str
    about_last_time: bool = False
    measure: Instrument | None = None
    withdrawn: bool = False
    as_answered: _MakesForm | None = None


ARRIVING = Step("arriving", ArrivingForm, "portal/arriving.html")
WISH = Step("wish", WishForm, "portal/wish.html")
HOPES = Step("hopes", HopesForm, "portal/hopes.html")
PREFERENCES = Step("preferences", PreferencesForm, "portal/preferences.html")
NEW_GOALS = Step("new-goals", NewGoalsForm, "portal/new_goals.html")
WORKING = Step("working-together", WorkingTogetherForm, "portal/working_together.html", True)


def steps_of(check_in: CheckIn) -> list[Step]:
    """The pages of this check-in: without a last session, none that asks about it.

    What the schedule asked about how somebody is stands after "arriving", what it asked about the
    alliance after "working together". The first of a therapy asks about hopes, goals and
    preferences instead; later ones how far the agreed goals are and what was done in between.
    Ruptures that were opened to the client are asked about where there are any: 1 query. Settled
    once for each row that was loaded.
    """
    if "steps" not in check_in.__dict__:
        check_in.__dict__["steps"] = _in_order(check_in, opened_ruptures(check_in))
    steps: list[Step] = check_in.__dict__["steps"]
    return steps


def _in_order(check_in: CheckIn, ruptures: list[Rupture]) -> list[Step]:
    steps = _all_in_order(check_in, ruptures)
    return [step for step in steps if check_in.about_id or not step.about_last_time]


def _all_in_order(check_in: CheckIn, ruptures: list[Rupture]) -> Iterator[Step]:
    asked = _asked(check_in)
    yield ARRIVING
    yield from (step for step in asked if not step.about_last_time)
    if check_in.is_first:
        yield from (HOPES, NEW_GOALS, PREFERENCES)
    yield WISH
    yield WORKING
    yield from (step for step in asked if step.about_last_time)
    if ruptures:
        last_time = partial(LastTimeForm, ruptures=ruptures)
        yield Step("last-time", last_time, "portal/last_time.html")
    between = partial(BetweenUsForm, others=lambda: others_of(check_in))
    yield Step("between-us", between, "portal/between_us.html", True)
    if check_in.asked_goals:
        goals = partial(GoalsForm, asked=check_in.asked_goals, words=_words_of(check_in))
        yield Step("goals", goals, "portal/goals.html")
    if check_in.asked_exercises:
        done = partial(ExercisesForm, asked=check_in.asked_exercises, titles=_titles_of(check_in))
        yield Step("exercises", done, "portal/exercises.html")


def _words_of(check_in: CheckIn) -> Callable[[int], str]:
    """The words of a goal that it asks about, by id; 1 query once the first is shown."""
    asked = Goal.objects.filter(client=check_in.client_id, pk__in=check_in.asked_goals)
    found = cache(lambda: {goal.pk: goal.words for goal in asked})
    return lambda pk: found().get(pk, "")


def _titles_of(check_in: CheckIn) -> Callable[[int], str]:
    """The title of an exercise that it asks about, by id; 1 query once the first is shown."""
    asked = Exercise.objects.filter(client=check_in.client_id, pk__in=check_in.asked_exercises)
    found = cache(lambda: {exercise.pk: exercise.title for exercise in asked})
    return lambda pk: found().get(pk, "")


def opened_ruptures(check_in: CheckIn) -> list[Rupture]:
    """The ruptures that were opened to this client and about which it is asked, oldest first."""
    asked = Rupture.objects.to_ask_about(timezone.now()).filter(client=check_in.client_id)
    return list(asked.select_related("session").order_by("session__starts_at", "pk"))


def others_of(check_in: CheckIn) -> list[Membership]:
    """Who reads what is not for the therapist. Asked for once for each row that was loaded."""
    if "others" not in check_in.__dict__:
        check_in.__dict__["others"] = others_for(check_in.client)
    others: list[Membership] = check_in.__dict__["others"]
    return others


def keep_to_therapist(check_in: CheckIn) -> None:
    """Ask it so that nobody but the therapist is offered as a reader: paper is in their hands."""
    check_in.__dict__["others"] = []


def _asked(check_in: CheckIn) -> list[Step]:
    """What the schedule asked; what has no words by now, and had none then, is left out."""
    given = check_in.draft.get("measures") or {}
    asked = asked_instruments(check_in, given)
    return [
        _step(today, then, check_in) for today, then in asked if today.languages or then.languages
    ]


def measure_at(check_in: CheckIn, slug: str) -> Instrument | None:
    """The instrument that this check-in asked at that address, also one that may not be shown now.

    None for any other address. Two queries where something was asked besides.
    """
    asked = asked_instruments(check_in, {})
    return next((today for today, _then in asked if _slug(today) == slug), None)


def _slug(measure: Instrument) -> str:
    return f"{measure.key}-questions" if measure.key in _TAKEN else measure.key


def _step(today: Instrument, then: Instrument, check_in: CheckIn) -> Step:
    shown = today if today.languages else then  # a permission may have been withdrawn
    make = partial(MeasureForm, own=check_in.client.language)
    return Step(
        _slug(today),
        partial(make, measure=shown),
        "portal/measure.html",
        about_last_time=today.construct is Construct.ALLIANCE,
        measure=shown,
        withdrawn=not today.languages,
        as_answered=partial(make, measure=then) if then.languages else None,
    )


def open_steps(check_in: CheckIn) -> list[Step]:
    """The pages that are asked today."""
    return [step for step in steps_of(check_in) if not step.withdrawn]


def slugs_of(check_in: CheckIn) -> list[str]:
    """The addresses of its pages in order, the review last."""
    return [*(step.slug for step in open_steps(check_in)), REVIEW]


def resting_place(check_in: CheckIn) -> str:
    """The page at which the client stopped; the first one at first."""
    at = check_in.draft.get("at")
    known = {step.slug for step in steps_of(check_in)}
    return next_open(check_in, at) if at in known or at == REVIEW else slugs_of(check_in)[0]


def next_open(check_in: CheckIn, slug: str) -> str:
    """That page, or the next that is asked where it is asked no more."""
    onward = dropwhile(lambda step: step.slug != slug, steps_of(check_in))
    return next((step.slug for step in onward if not step.withdrawn), REVIEW)


def _answered_steps(check_in: CheckIn) -> list[Step]:
    """The pages whose answers are sent. Ruptures are looked up only where something was said."""
    said = (check_in.draft.get("ruptures") or {}).values()
    if "steps" in check_in.__dict__ or any(each.get("resolution") for each in said):
        return steps_of(check_in)
    return _in_order(check_in, [])


def answers_of(check_in: CheckIn) -> Answers:
    """What the draft says, as it would be sent: a "none" takes its follow-up answers back."""
    answers: Answers = {}
    measures: Answers = {}
    for step in _answered_steps(check_in):
        answers |= step.form(None, draft=check_in.draft).answers()
        measures |= answers.pop("measures", {})
    if measures:
        answers["measures"] = measures
    if answers.get("tension") == "none":
        answers["tension_words"] = ""
    # Words for somebody else stay theirs, although no strength was chosen.
    if answers.get("tension") in (None, "", "none") and not is_for_somebody_else(answers):
        answers["request"] = ""
    return answers
