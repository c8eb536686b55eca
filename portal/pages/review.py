"""Everything the client is about to send, as it was typed."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.formats import localize

from alliance.actions.check_in import is_for_somebody_else
from alliance.models import CheckIn
from portal.forms import ExercisesForm, LastTimeForm, MeasureForm, NewGoalsForm, PreferencesForm
from portal.forms.exercises import HELPFUL, REFLECTION
from portal.forms.last_time import WORDS
from portal.forms.measure import LineField
from portal.steps import answers_of, others_of, steps_of
from practice.models import Membership


@dataclass(frozen=True, slots=True)
class Line:
    """A question and its answer, empty where it was left out."""

    question: str
    answer: str
    in_words: bool


@dataclass(frozen=True, slots=True)
class Section:
    """The questions of one page, with the page to change them on.

    `language` is that of its words where it may be another than the page's. It is `withdrawn`
    where there is no such page any more.
    """

    title: str
    slug: str
    lines: list[Line]
    language: str = ""
    withdrawn: bool = False


def review(check_in: CheckIn) -> list[Section]:
    """What would be sent, page by page. Reads the very answers that are sent."""
    answers = answers_of(check_in)
    sections = []
    for step in steps_of(check_in):
        form = (step.as_answered or step.form)(None, draft=answers)
        lines = [_line(field) for field in form if _is_shown(field, answers)]
        language = form.wording.language if isinstance(form, MeasureForm) else ""
        if step.withdrawn and not any(line.answer for line in lines):
            continue  # neither asked any more nor answered
        sections.append(Section(str(form.title), step.slug, lines, language, step.withdrawn))
    return sections


def read_elsewhere(check_in: CheckIn) -> list[Membership]:
    """Who reads what is not for the therapist; empty where all of it is."""
    return others_of(check_in) if is_for_somebody_else(answers_of(check_in)) else []


def _is_shown(field: BoundField, answers: dict[str, Any]) -> bool:
    """Follow-ups stand only where there is something to follow up."""
    if field.name == "request":
        return bool(answers.get("request")) or answers.get("tension") not in (None, "", "none")
    if isinstance(field.form, LastTimeForm) and field.name.startswith(WORDS):
        return bool(field.value())
    if isinstance(field.form, ExercisesForm) and field.name.startswith((HELPFUL, REFLECTION)):
        return field.value() not in (None, "")
    if isinstance(field.form, NewGoalsForm):
        return bool(field.value()) or field.name == next(iter(field.form.fields))
    if isinstance(field.form, PreferencesForm):
        return field is not field.form.words or bool(field.value())
    return field.name != "tension_words" or bool(answers.get("tension_words"))


def _line(field: BoundField) -> Line:
    if isinstance(field.field, LineField):
        value = field.value()
        shown = "" if value is None else localize(Decimal(str(value)))
        return Line(str(field.label), shown, in_words=False)
    if not isinstance(field.field, forms.ChoiceField):
        return Line(str(field.label), field.value() or "", in_words=True)
    chosen = [str(option.data["label"]) for option in field if option.data["selected"]]
    return Line(str(field.label), "".join(chosen), in_words=False)
