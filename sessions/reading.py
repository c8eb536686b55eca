"""A note as it is read: headings and words, in the format it was written in."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from clients.models import Client
from sessions.desk import format_of
from sessions.models import Note
from sessions.vocabulary import Act, Fit, Intervention, LastPlan, Reception


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading with its text, or with a list of short lines."""

    heading: str
    text: str = ""
    lines: list[str] = field(default_factory=list)


def note_in_words(note: Note, people: Iterable[Client]) -> list[Passage]:
    """What the note says about these people, in the order of the page. Empty parts are left out.

    Where several took part, the shared part and the parts of `people` alone: what was written about
    somebody else never stands in their record.
    """
    content = note.content
    format = format_of(note)
    carried = format.carry(content)
    passages = [Passage(section.name, carried.here[section.key]) for section in format.sections]
    for key, text in carried.left.items():  # written before the note went on in another format
        heading = _("%(section)s (from the earlier format)") % {"section": carried.names[key]}
        passages.append(Passage(heading, text))
    passages.append(Passage(_("Between us"), lines=_acts(content)))
    passages.append(Passage(_("What we worked with"), lines=worked_with(content)))
    own = note.people
    for person in people:
        part = own.get(str(person.code), {})
        passages += _part(part, name=person.first_name if len(own) > 1 else "")
    before = content.get("plan_before", "")
    if before:
        passages.append(Passage(_("The last plan"), str(LastPlan(before).label)))
    passages.append(Passage(_("Plan for next time"), content.get("plan", "")))
    passages.append(Passage(_("What I promised"), content.get("promise", "")))
    return [passage for passage in passages if passage.text or passage.lines]


def _acts(content: dict[str, Any]) -> list[str]:
    """'validated: welcomed', 'apologised: accepted. For the late start.'"""
    words = content.get("alliance_words", {})
    done = content.get("alliance", {})
    return [_act(key, taken, words.get(key, "")) for key, taken in done.items()]


def _act(key: str, taken: str, words: str) -> str:
    act = str(Act(key).label)
    told = f"{act}: {Reception(taken).label}" if taken else act
    return f"{told}. {words}" if words else told


def worked_with(content: dict[str, Any]) -> list[str]:
    """The interventions of a note in words; a line of the clinic's own list is its own word."""
    known = {choice.value: str(choice.label) for choice in Intervention}
    named = [known.get(key, key) for key in content.get("interventions", [])]
    own = content.get("interventions_own", "")
    return [*named, own] if own else named


def _part(part: dict[str, Any], *, name: str) -> list[Passage]:
    """One person's own part; `name` stands in its headings where there are several."""

    def heading(words: str) -> str:
        return f"{name}: {words}" if name else words

    exercise, fit = part.get("exercise", ""), part.get("exercise_fit", "")
    if exercise and fit:
        exercise = f"{exercise} ({Fit(fit).label})"
    return [
        Passage(name, part.get("words", "")),
        Passage(
            heading(_("Goals touched")), lines=[goal["words"] for goal in part.get("goals", [])]
        ),
        Passage(heading(_("A strength that showed")), part.get("strength", "")),
        Passage(heading(_("Explained")), part.get("education", "")),
        Passage(heading(_("To try until next time")), exercise),
    ]
