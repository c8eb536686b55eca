"""A check-in as a sheet of paper: every question with room for its answer."""

from dataclasses import dataclass
from typing import Any

import segno
from django import forms
from django.conf import settings
from django.forms import BoundField
from django.urls import reverse
from django.utils import translation

from alliance.models import CheckIn
from portal.crisis import resources
from portal.forms import GroupForm, LastTimeForm
from portal.forms.measure import LineField
from portal.safety import asks
from portal.steps import keep_to_therapist, open_steps

FEW = 3  # lines to write on beside a choice, and where nothing but words is asked
MANY = 7
_QUIET = 2  # white squares around the picture


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `options` to tick, of which `numbers` stand in a row; else `lines` to fill.

    `ends` are the words at both ends of the numbers or of the line that is drawn.
    """

    label: str
    options: list[str]
    ends: list[str]
    lines: int

    @property
    def numbers(self) -> bool:
        """Whether its answers are numbers alone."""
        return bool(self.options) and all(each.isdigit() for each in self.options)


@dataclass(frozen=True, slots=True)
class Part:
    """The questions of one page. `caution` is said of a measure that is not validated."""

    title: str
    about_last_time: bool
    instructions: str
    questions: list[Question]
    caution: str
    credit: str
    language: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A link as squares to be read by a telephone: rows of dark runs, and how wide it all is."""

    size: int
    path: str


def sheet(check_in: CheckIn, secret: str = "") -> dict[str, Any]:
    """What is printed, in the client's language; with the picture of a link where there is one.

    As it goes through the therapist's hands, nobody else is offered as a reader.
    """
    keep_to_therapist(check_in)
    session = check_in.participation.session
    steps = open_steps(check_in)
    return {
        "parts": [_part(step.form(None, draft={}), step) for step in steps],
        "asks_about_safety": any(step.measure and asks(step.measure) for step in steps),
        "therapist": session.therapist.name,
        "meets_at": session.starts_at,
        "about_at": check_in.about.starts_at if check_in.about else None,
        "resources": resources(check_in.clinic.crisis_resources),
        "picture": picture(settings.PUBLIC_URL + reverse("check_in_link", args=[secret]))
        if secret
        else None,
    }


def picture(link: str) -> Picture:
    """The link drawn, with middle error correction: a crease or a stain does no harm."""
    code = segno.make(link, error="m", micro=False)
    runs = []
    for y, row in enumerate(code.matrix):
        x = 0
        while x < len(row):
            length = 1
            while x + length < len(row) and row[x + length] == row[x]:
                length += 1
            if row[x]:
                runs.append(f"M{x + _QUIET} {y + _QUIET}h{length}v1h-{length}z")
            x += length
    return Picture(len(code.matrix) + 2 * _QUIET, "".join(runs))


def _part(form: GroupForm, step: Any) -> Part:
    wording = getattr(form, "wording", None)
    ends = [str(words) for _, words in getattr(form, "ends", [])]
    questions = [_question(field, ends) for field in form if not field.is_hidden]
    if len(questions) == 1 and questions[0].lines:
        questions = [Question(questions[0].label, [], [], MANY)]
    return Part(
        title=str(form.title),
        about_last_time=step.about_last_time and not isinstance(form, LastTimeForm),
        instructions=getattr(wording, "instructions", ""),
        questions=questions,
        caution=getattr(wording, "label", None) or "",
        credit=step.measure.attribution if step.measure else "",
        language=getattr(wording, "language", None) or translation.get_language() or "en",
    )


def _question(field: BoundField, ends: list[str]) -> Question:
    label = str(field.label)
    if isinstance(field.field, LineField):
        return Question(label, [], ends or [field.field.least, field.field.most], 0)
    if isinstance(field.field, forms.ChoiceField):
        options = [str(each.data["label"]) for each in field if each.data["value"] != ""]
        numbers = all(each.isdigit() for each in options)
        return Question(label, options, ends if numbers else [], 0)
    return Question(label, [], [], FEW)
