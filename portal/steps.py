"""The pages of a check-in in their order, and what of a draft is sent in the end."""

from dataclasses import dataclass

from alliance.models import CheckIn
from portal.forms import ArrivingForm, BetweenUsForm, GroupForm, WishForm, WorkingTogetherForm
from portal.forms.group import Answers

REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Step:
    """One page of questions. `about_last_time` ones are left out of a first check-in."""

    slug: str
    form: type[GroupForm]
    template: str
    about_last_time: bool = False


STEPS = (
    Step("arriving", ArrivingForm, "portal/arriving.html"),
    Step("wish", WishForm, "portal/wish.html"),
    Step("working-together", WorkingTogetherForm, "portal/working_together.html", True),
    Step("between-us", BetweenUsForm, "portal/between_us.html", True),
)


def steps_of(check_in: CheckIn) -> list[Step]:
    """The pages of this check-in: without a last session, none that asks about it."""
    return [step for step in STEPS if check_in.about_id or not step.about_last_time]


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
    for step in steps_of(check_in):
        answers |= step.form(None, draft=check_in.draft).answers()
    if answers.get("tension") == "none":
        answers["tension_words"] = ""
    if answers.get("tension") in (None, "", "none"):
        answers["request"] = ""
    return answers
