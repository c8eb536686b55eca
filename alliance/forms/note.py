"""The structured note."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alliance.forms.fields import ManyTilesField, PlainCheckbox, PlainSelect, WordsField
from sessions.desk import Desk
from sessions.formats import NoteFormat
from sessions.models import Note
from sessions.vocabulary import Act, Intervention, Reception

RECEPTIONS = [("", _("how they took it")), *Reception.choices]


class NoteForm(forms.Form):
    """Sections of the note's format, and the alliance section that stands under every format."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    format = forms.ChoiceField(label=_("Format"))
    interventions = ManyTilesField(
        label=_("What we worked with"), choices=Intervention.choices, required=False
    )
    plan = WordsField(
        label=_("Plan for next time"), rows=2, help_text=_("Stands in the next brief.")
    )
    promise = WordsField(
        label=_("What I promised"), rows=2, help_text=_("Stands in the next brief.")
    )

    def __init__(
        self, *args: Any, note: Note | None, format: NoteFormat, desk: Desk, **kwargs: Any
    ) -> None:
        self.note_format, self.desk = format, desk
        content = note.content if note else {}
        kwargs["initial"] = {
            "version": note.version if note else 0,
            "format": format.key,
            "interventions": content.get("interventions", []),
            "plan": content.get("plan", ""),
            "promise": content.get("promise", ""),
        }
        super().__init__(*args, **kwargs)
        self.fields["format"].choices = [(format.key, format.name)]  # type: ignore[attr-defined]
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
        done = content.get("alliance", {})
        for act in Act:
            self.fields[f"act-{act.value}"] = forms.BooleanField(
                label=act.label,
                required=False,
                initial=act.value in done,
                widget=PlainCheckbox,
            )
            self.fields[f"reception-{act.value}"] = forms.ChoiceField(
                choices=RECEPTIONS,
                required=False,
                initial=done.get(act.value, ""),
                widget=PlainSelect(attrs={"aria-label": f"{act.label}: {RECEPTIONS[0][1]}"}),
            )

    @property
    def sections(self) -> list[forms.BoundField]:
        """The fields of the format's sections, in order."""
        return [self[f"section-{section.key}"] for section in self.note_format.sections]

    @property
    def earlier(self) -> list[forms.BoundField]:
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
    def acts(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each act beside the client's response to it."""
        return [(self[f"act-{act.value}"], self[f"reception-{act.value}"]) for act in Act]

    @property
    def content(self) -> dict[str, Any]:
        """What is stored (see `sessions.models.Note`)."""
        entered = self.cleaned_data
        return {
            "sections": {
                section.key: entered[f"section-{section.key}"]
                for section in self.note_format.sections
            }
            | self._kept,
            "alliance": {
                act.value: entered[f"reception-{act.value}"]
                for act in Act
                if entered[f"act-{act.value}"]
            },
            "interventions": entered["interventions"],
            "plan": entered["plan"],
            "promise": entered["promise"],
        }

    @property
    def _kept(self) -> dict[str, str]:
        """What stays of the earlier format; what the page did not show stays as it was."""
        texts = {
            key: self.cleaned_data[f"section-{key}"] if f"section-{key}" in self.data else text
            for key, text in self._carried.left.items()
        }
        return {key: text for key, text in texts.items() if text}


class AddendumForm(forms.Form):
    """What is added to a signed note."""

    words = WordsField(label=_("Addendum"), rows=3, required=True)
