"""A note as it is read: headings and words, in the format it was written in."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from sessions.desk import format_of
from sessions.models import Note
from sessions.vocabulary import Act, Intervention, Reception


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading with its text, or with a list of short lines."""

    heading: str
    text: str = ""
    lines: list[str] = field(default_factory=list)


def note_in_words(note: Note) -> list[Passage]:
    """Everything that a signature covers, in the order of the page. Empty parts are left out."""
    content = note.content
    format = format_of(note)
    carried = format.carry(content)
    passages = [Passage(section.name, carried.here[section.key]) for section in format.sections]
    for key, text in carried.left.items():  # written before the note went on in another format
        before = _("%(section)s (from the earlier format)") % {"section": carried.names[key]}
        passages.append(Passage(before, text))
    acts = [_act(key, response) for key, response in content.get("alliance", {}).items()]
    passages.append(Passage(_("Between us"), lines=acts))
    worked = [str(Intervention(key).label) for key in content.get("interventions", [])]
    passages.append(Passage(_("What we worked with"), lines=worked))
    passages.append(Passage(_("Plan for next time"), content.get("plan", "")))
    passages.append(Passage(_("What I promised"), content.get("promise", "")))
    return [passage for passage in passages if passage.text or passage.lines]


def _act(key: str, response: str) -> str:
    act = str(Act(key).label)
    return f"{act}: {Reception(response).label}" if response else act
