"""The structured note."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alliance.forms.fields import (
    LineField,
    ManyTilesField,
    PlainCheckbox,
    PlainLine,
    PlainSelect,
    TilesField,
    WordsField,
)
from alliance.forms.person import PersonForm
from sessions.desk import Desk
from sessions.formats import NoteFormat
from sessions.models import Note
from sessions.vocabulary import (
    ACT_GROUPS,
    ASKED_OF_ACT,
    Act,
    Intervention,
    LastPlan,
    Reception,
)

RECEPTIONS = [("", _("how they took it")), *Reception.choices]


@dataclass(frozen=True, slots=True)
class ActFields:
    """An act, the client's response to it, and a line of words."""

    done: BoundField
    reception: BoundField
    words: BoundField


class NoteForm(forms.Form):
    """Sections of the note's format, and the alliance section that stands under every format.

    What belongs to one person alone is asked by a `PersonForm` for each.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    format = forms.ChoiceField(label=_("Format"))
    interventions = ManyTilesField(
        label=_("What we worked with"), choices=Intervention.choices, required=False
    )
    interventions_own = LineField(label=_("In my own words"))
    plan_before = TilesField(LastPlan, label=_("What became of the last plan?"), required=False)
    plan = WordsField(
        label=_("Plan for next time"), rows=2, help_text=_("Stands in the next brief.")
    )
    promise = WordsField(
        label=_("What I promised"), rows=2, help_text=_("Stands in the next brief.")
    )

    PLAIN = ("interventions", "interventions_own", "plan_before", "plan", "promise")
    """Fields that are stored under their own name."""

    def __init__(
        self, *args: Any, note: Note | None, format: NoteFormat, desk: Desk, **kwargs: Any
    ) -> None:
        self.note_format, self.desk = format, desk
        content = note.content if note else {}
        kwargs["initial"] = {
            "version": note.version if note else 0,
            "format": format.key,
            **{name: content[name] for name in self.PLAIN if name in content},
        }
        super().__init__(*args, **kwargs)
        self.fields["format"].choices = [(format.key, format.name)]  # type: ignore[attr-defined]
        listed = _interventions(desk.member.clinic.interventions, content)
        self.fields["interventions"].choices = listed  # type: ignore[attr-defined]
        self._carried = format.carry(content, desk.written_in)
        for section in format.sections:
            needed = _("Needed before the note is signed.") if section.required else ""
            self.fields[f"section-{section.key}"] = WordsField(
                label=section.name,
                help_text=f"{section.prompt} {needed}".strip(),
                rows=4,
                initial=self._carried.here[section.key],
            )
        for key, text in self._carried.left.items():
            self.fields[f"section-{key}"] = WordsField(
                label=self._carried.names[key], rows=3, initial=text
            )
        done, words = content.get("alliance", {}), content.get("alliance_words", {})
        for act in Act:
            self._add_act(act, done, words.get(act.value, ""))

    def _add_act(self, act: Act, done: dict[str, str], words: str) -> None:
        asked = ASKED_OF_ACT.get(act, _("in words"))
        self.fields[f"act-{act.value}"] = forms.BooleanField(
            label=act.label, required=False, initial=act.value in done, widget=PlainCheckbox
        )
        self.fields[f"reception-{act.value}"] = forms.ChoiceField(
            choices=RECEPTIONS,
            required=False,
            initial=done.get(act.value, ""),
            widget=PlainSelect(attrs={"aria-label": f"{act.label}: {RECEPTIONS[0][1]}"}),
        )
        self.fields[f"words-{act.value}"] = LineField(
            initial=words,
            widget=PlainLine(attrs={"aria-label": f"{act.label}: {asked}", "placeholder": asked}),
        )

    @property
    def sections(self) -> list[BoundField]:
        """The fields of the format's sections, in order."""
        return [self[f"section-{section.key}"] for section in self.note_format.sections]

    @property
    def earlier(self) -> list[BoundField]:
        """Texts that were written in another format and have no place in this one."""
        return [self[f"section-{key}"] for key in self._carried.left]

    @property
    def is_leaving(self) -> bool:
        """Whether the format is offered for no new note any more: only this draft keeps it."""
        return self.desk.newest(self.note_format.key) is None

    @property
    def newer(self) -> NoteFormat | None:
        """The next version of the format, where the draft is in an older one."""
        newest = self.desk.newest(self.note_format.key)
        return newest if newest and newest.version > self.note_format.version else None

    @property
    def act_groups(self) -> list[tuple[str | Promise, list[ActFields]]]:
        """The acts under their headings, each with the client's response and words."""
        return [(heading, [self._act(act) for act in acts]) for heading, acts in ACT_GROUPS]

    def _act(self, act: Act) -> ActFields:
        fields = (self[f"{part}-{act.value}"] for part in ("act", "reception", "words"))
        return ActFields(*fields)

    def content(self, people: Sequence[PersonForm], note: Note | None) -> dict[str, Any]:
        """What is stored (see `sessions.models.Note`), with each person's own part.

        The parts of those whom the writer does not see stay as `note` has them.
        """
        entered = self.cleaned_data
        acts = [act for act in Act if entered[f"act-{act.value}"]]
        words = {act.value: entered[f"words-{act.value}"] for act in acts}
        kept = note.people if note else {}
        own = {person.code: person.content for person in people}
        return {
            "sections": {
                section.key: entered[f"section-{section.key}"]
                for section in self.note_format.sections
            }
            | self._kept,
            "alliance": {act.value: entered[f"reception-{act.value}"] for act in acts},
            "alliance_words": {key: said for key, said in words.items() if said},
            **{name: entered[name] for name in self.PLAIN},
            "people": kept | own,
        }

    @property
    def _kept(self) -> dict[str, str]:
        """What stays of the earlier format; what the page did not show stays as it was."""
        texts = {
            key: self.cleaned_data[f"section-{key}"] if f"section-{key}" in self.data else text
            for key, text in self._carried.left.items()
        }
        return {key: text for key, text in texts.items() if text}


def _interventions(own: list[str], content: dict[str, Any]) -> list[tuple[str, Any]]:
    """What is offered to tap: the clinic's own list too, and what this note holds of an older one.

    A line of the clinic's is stored as it is written; one that every practice is offered anyway is
    left out.
    """
    *shipped, other = Intervention.choices
    known = {str(said).casefold() for choice in Intervention.choices for said in choice}
    lines = dict.fromkeys([*own, *content.get("interventions", [])])
    return [*shipped, *((line, line) for line in lines if line.casefold() not in known), other]


class AddendumForm(forms.Form):
    """What is added to a signed note."""

    words = WordsField(label=_("Addendum"), rows=3, required=True)
