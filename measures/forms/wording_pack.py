"""Everything a wording pack holds, on one page: its texts, its evidence, and what to do with it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from measures.documents import LARGEST, Document, NotADocument, read_document
from measures.evidence import Evidence
from measures.fhir.errors import FhirError
from measures.fhir.foreign import read_wording_for
from measures.forms.questionnaire import QuestionnaireField
from measures.forms.slots import field_for
from measures.instrument import Instrument
from measures.locked import reworded, switched_on_before
from measures.models import WordingPack
from measures.texts import Slot, Texts, nested, pasted_lines, slots, text_at, texts_of
from measures.words import group_words


class DocumentField(forms.FileField):
    """A scan of the evidence; what is cleaned is a Document."""

    def clean(self, data: Any, initial: object = None) -> Document | None:
        """Refuse what is too large or is not what its first bytes should say."""
        file = super().clean(data, initial)
        if not file:
            return None
        if file.size > LARGEST:
            raise ValidationError(_("This file is larger than 5 MB."))
        try:
            return read_document(file.name, file.read())
        except NotADocument as error:
            raise ValidationError(
                _("This is neither a PDF nor a PNG or JPEG image, whatever its name says.")
            ) from error


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together on the page."""

    kind: str
    title: str
    note: str
    fields: list[forms.BoundField]


class WordingPackForm(forms.Form):
    """A draft. Nothing is required until it is switched on: see `require_complete`.

    `to` says which button was pressed: save; save and preview; distribute the pasted lines; fill in
    from a file; switch on. Pasted lines and files fill the cleaned texts, so that they are saved
    with the rest.
    """

    to = forms.ChoiceField(
        required=False,
        choices=[(each, each) for each in ("save", "preview", "distribute", "fill", "switch-on")],
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    paste = forms.CharField(
        label=_("All items, one a line"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Numbers in front of the lines are left out."),
    )
    questionnaire = QuestionnaireField(label=_("A FHIR Questionnaire"), required=False)
    permission_holder = forms.CharField(
        label=_("Permission was given to"), required=False, max_length=200
    )
    permission_on = forms.DateField(
        label=_("On"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    permission_document = forms.CharField(
        label=_("Document"),
        required=False,
        max_length=300,
        help_text=_("Licence number, letter or contract, and where the clinic keeps it."),
    )
    correction = forms.CharField(
        label=_("What was typed wrong before"),
        required=False,
        max_length=300,
        empty_value=None,
        help_text=_("Which words were typed wrong, and where the right ones are published."),
    )
    document = DocumentField(
        label=_("A copy of it"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
        help_text=_("If you like: PDF, PNG or JPEG, at most 5 MB."),
    )
    drop_document = forms.BooleanField(label=_("Remove the copy"), required=False)
    confirm = forms.BooleanField(
        label=_("We hold the permission and this is the text it covers."), required=False
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, pack: WordingPack, instrument: Instrument
    ) -> None:
        self.pack, self.instrument = pack, instrument
        self._slots = slots(instrument)
        initial = {slot.name: text_at(pack.texts, slot.path) for slot in self._slots}
        evidence = {name: getattr(pack, name) for name in Evidence.__dataclass_fields__}
        super().__init__(data, files, initial={"version": pack.version, **initial, **evidence})
        for slot in self._slots:
            self.fields[slot.name] = field_for(slot, instrument)
        # Not required, so that a draft can be kept without; said where the evidence is asked for.
        if pack.licence != "permission-required":
            self.fields["confirm"].label = confirmation_of(pack)

    @property
    def groups(self) -> list[Group]:
        """The fields for the texts, in the order of reading."""
        kinds = list(dict.fromkeys(_shown_with(slot) for slot in self._slots))
        return [
            Group(
                kind,
                *group_words(kind, self.instrument),
                [self[slot.name] for slot in self._slots if _shown_with(slot) == kind],
            )
            for kind in kinds
        ]

    @property
    def evidence(self) -> list[forms.BoundField]:
        """The fields of evidence that this pack needs before it can be switched on."""
        return [self[name] for name in self.pack.evidence_needed]

    @property
    def corrects(self) -> forms.BoundField | None:
        """The field for a typing error, where words that were on before may not be changed."""
        locked = self.pack.is_locked and switched_on_before(self.pack)
        return self["correction"] if locked else None

    @property
    def problems(self) -> list[forms.BoundField]:
        """The fields with errors, in the order in which they stand on the page."""
        names = ["paste", "questionnaire", *(slot.name for slot in self._slots)]
        order = {name: place for place, name in enumerate(names)}
        found = [self[name] for name in self.errors if name in self.fields]
        return sorted(found, key=lambda field: order.get(field.name, len(order)))

    def clean_permission_on(self) -> Any:
        """A permission that is yet to be given is none."""
        on = self.cleaned_data["permission_on"]
        if on and on > timezone.localdate():
            raise ValidationError(_("This day has not come yet."))
        return on

    def clean(self) -> dict[str, Any]:
        """Fill in what was pasted or came as a file."""
        ways: dict[str, Callable[[], Texts]] = {
            "distribute": self._pasted,
            "fill": self._from_questionnaire,
        }
        if (way := ways.get(self.cleaned_data.get("to", ""))) and not self.errors:
            texts = way()
            for slot in self._slots:
                if text := text_at(texts, slot.path):
                    self.cleaned_data[slot.name] = text
        return self.cleaned_data

    def texts(self) -> Texts:
        """What was typed, pasted or read, as the pack holds it."""
        return nested((slot.path, self.cleaned_data[slot.name]) for slot in self._slots)

    def changes(self) -> dict[str, Any]:
        """Everything `save_pack` needs."""
        cleaned = self.cleaned_data
        return {
            "version": cleaned["version"],
            "texts": self.texts(),
            "evidence": Evidence(**{n: cleaned[n] for n in Evidence.__dataclass_fields__}),
            "document": cleaned["document"],
            "drop_document": cleaned["drop_document"],
        }

    def require_complete(self) -> bool:
        """Say beside each field what is missing before this can be switched on."""
        changed = reworded(self.pack, self.instrument, self.texts())
        for name in (*(slot.name for slot in self._slots), *self.pack.evidence_needed):
            if not self.cleaned_data[name]:
                self.add_error(name, gettext("This is needed before it can be switched on."))
        for slot, was in changed.items():
            if slot.name not in self.errors and not self.cleaned_data["correction"]:
                said = gettext(
                    "The licence allows no other words than those that were on before: “%(was)s”."
                )
                self.add_error(slot.name, said % {"was": was})
        if not self.cleaned_data["confirm"]:
            self.add_error("confirm", gettext("Tick this to say that it is so."))
        return not self.errors

    def _pasted(self) -> Texts:
        lines, items = pasted_lines(self.cleaned_data["paste"]), self.instrument.items
        if len(lines) != len(items):
            needed = ngettext(
                "There is %(items)s item, and this is %(lines)s. Nothing was filled in.",
                "There are %(items)s items, and these lines are %(lines)s. Nothing was filled in.",
                len(items),
            )
            self.add_error("paste", needed % {"items": len(items), "lines": len(lines)})
            return {}
        pairs = zip(items, lines, strict=True)
        return nested((("items", item.key), line) for item, line in pairs)

    def _from_questionnaire(self) -> Texts:
        source = self.cleaned_data["questionnaire"]
        if source is None:
            self.add_error("questionnaire", gettext("Choose a file first."))
            return {}
        try:
            wording = read_wording_for(source, self.instrument, language=self.pack.language)
        except FhirError as error:
            said = gettext("%(place)s: %(reason)s. Nothing was filled in.")
            values = {"place": error.place, "reason": error.reason.rstrip(".")}
            self.add_error("questionnaire", said % values)
            return {}
        if wording.language.partition("-")[0] != self.pack.language.partition("-")[0]:
            said = gettext("This file is in another language (%(language)s).")
            self.add_error("questionnaire", said % {"language": wording.language})
            return {}
        return texts_of(self.instrument, wording)


def confirmation_of(pack: WordingPack) -> str:
    """What a person says by switching on a pack for which nobody needs to give permission."""
    if pack.is_locked:
        return gettext("This is the published text, word for word. It can never be changed here.")
    if pack.evidence_needed:
        return gettext("This is the published translation, word for word.")
    return gettext("This is the text that clients shall read.")


def _shown_with(slot: Slot) -> str:
    return "opening" if slot.kind in {"title", "instructions", "label"} else slot.kind
