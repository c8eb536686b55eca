"""The structured note."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alliance.forms.fields import ManyTilesField, PlainCheckbox, PlainSelect, WordsField
from sessions.carried import in_format
from sessions.formats import NoteFormat, all_formats, note_format
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

    def __init__(self, *args: Any, note: Note | None, format: str, **kwargs: Any) -> None:
        self.note_format: NoteFormat = note_format(format)
        content = note.content if note else {}
        kwargs["initial"] = {
            "version": note.version if note else 0,
            "format": format,
            "interventions": content.get("interventions", []),
            "plan": content.get("plan", ""),
            "promise": content.get("promise", ""),
        }
        super().__init__(*args, **kwargs)
        choices = [(key, f"{each.name}: {each.about}") for key, each in all_formats().items()]
        self.fields["format"].choices = choices  # type: ignore[attr-defined]
        written = in_format(content.get("sections", {}), self.note_format)
        for section in self.note_format.sections:
            self.fields[f"section-{section.key}"] = WordsField(
                label=section.name,
                help_text=section.prompt,
                rows=4,
                initial=written.get(section.key, ""),
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
            },
            "alliance": {
                act.value: entered[f"reception-{act.value}"]
                for act in Act
                if entered[f"act-{act.value}"]
            },
            "interventions": entered["interventions"],
            "plan": entered["plan"],
            "promise": entered["promise"],
        }


class AddendumForm(forms.Form):
    """What is added to a signed note."""

    words = WordsField(label=_("Addendum"), rows=3, required=True)
