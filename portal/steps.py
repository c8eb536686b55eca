"""The pages of a check-in in their order, and what of a draft is sent in the end."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from django.utils import timezone

from alliance.actions.check_in import is_for_somebody_else
from alliance.asked import asked_instruments
from alliance.models import CheckIn, Rupture
from alliance.others import others_for
from measures.instrument import Construct, Instrument
from portal.forms import (
    ArrivingForm,
    BetweenUsForm,
    GroupForm,
    LastTimeForm,
    MeasureForm,
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
    REVIEW,
    "help",
    "thanks",
}


class _MakesForm(Protocol):
    def __call__(self, data: Any, *, draft: Answers) -> GroupForm: ...


@dataclass(frozen=True, slots=True)
class Step:
    """One page of questions. `about_last_time` ones are left out of a first check-in.

    `measure` is the instrument that the schedule asked, None on a page of every check-in.
    """

    slug: str
    form: _MakesForm
    template: str
    about_last_time: bool = False
    measure: Instrument | None = None


ARRIVING = Step("arriving", ArrivingForm, "portal/arriving.html")
WISH = Step("wish", WishForm, "portal/wish.html")
WORKING = Step("working-together", WorkingTogetherForm, "portal/working_together.html", True)


def steps_of(check_in: CheckIn) -> list[Step]:
    """The pages of this check-in: without a last session, none that asks about it.

    What the schedule asked about how somebody is stands after "arriving", what it asked about the
    alliance after "working together". Ruptures that were opened to the client are asked about where
    there are any: 1 query. Settled once for each row that was loaded.
    """
    if "steps" not in check_in.__dict__:
        check_in.__dict__["steps"] = [
            step for step in _in_order(check_in) if check_in.about_id or not step.about_last_time
        ]
    steps: list[Step] = check_in.__dict__["steps"]
    return steps


def _in_order(check_in: CheckIn) -> Iterator[Step]:
    asked = asked_instruments(check_in.clinic, check_in.asked) if check_in.asked else []
    asked = [each for each in asked if each.languages]  # a permission may have been withdrawn
    alliance = [each for each in asked if each.construct is Construct.ALLIANCE]
    yield ARRIVING
    yield from (_step(each, check_in) for each in asked if each not in alliance)
    yield WISH
    yield WORKING
    yield from (_step(each, check_in) for each in alliance)
    ruptures = opened_ruptures(check_in)
    if ruptures:
        last_time = partial(LastTimeForm, ruptures=ruptures)
        yield Step("last-time", last_time, "portal/last_time.html")
    between = partial(BetweenUsForm, others=lambda: others_of(check_in))
    yield Step("between-us", between, "portal/between_us.html", True)


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


def _step(measure: Instrument, check_in: CheckIn) -> Step:
    slug = f"{measure.key}-questions" if measure.key in _TAKEN else measure.key
    about_last_time = measure.construct is Construct.ALLIANCE
    form = partial(MeasureForm, measure=measure, own=check_in.client.language)
    return Step(slug, form, "portal/measure.html", about_last_time, measure)


def slugs_of(check_in: CheckIn) -> list[str]:
    """The addresses of its pages in order, the review last."""
    return [*(step.slug for step in steps_of(check_in)), REVIEW]


def resting_place(check_in: CheckIn) -> str:
    """The page at which the client stopped; the first one at first."""
    slugs = slugs_of(check_in)
    at = check_in.draft.get("at")
    return at if at in slugs else slugs[0]


def answers_of(check_in: CheckIn) -> Answers:
    """What the draft says, as it would be sent: a "none" takes its follow-up answers back."""
    answers: Answers = {}
    measures: Answers = {}
    for step in steps_of(check_in):
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
