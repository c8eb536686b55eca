"""The editor of a note format: its name, and its sections in order.

Without JavaScript every button posts the whole form back: a section is added, moved or taken away,
and everything typed is there again.
"""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sessions.formats import NoteFormat, Section

MOST_SECTIONS = 12
_ROWS = "sections"


class SectionForm(forms.Form):
    """One section. Its key stays what it was, whatever it is called now; a new one has none."""

    key = forms.CharField(
        widget=forms.HiddenInput, required=False, max_length=40, validators=[validate_slug]
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=40,
        error_messages={"required": _("Give this section a name, or remove it.")},
    )
    prompt = forms.CharField(
        label=_("Prompt, shown under the field"),
        max_length=200,
        required=False,
    )
    required = forms.BooleanField(label=_("Needed before a note is signed"), required=False)
    focus = ""  # "up" or "down": the button that was pressed to bring it here

    @property
    def section(self) -> Section:
        """What was entered."""
        return Section(**self.cleaned_data)


class _Sections(forms.BaseFormSet):  # type: ignore[type-arg]
    default_error_messages = {
        "too_many_forms": _("At most %(num)d sections."),
        "too_few_forms": _("A format has at least one section. Add one."),
    }

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {"empty_permitted": False}

    def clean(self) -> None:
        """Names differ, and so do keys: text is stored under them."""
        names, keys = set(), set()
        for form in self.forms:
            name = form.cleaned_data.get("name", "").casefold() if form.is_valid() else ""
            if name and name in names:
                form.add_error("name", gettext("Another section has this name."))
            names.add(name)
            key = form.cleaned_data.get("key", "")
            if key and key in keys:
                raise ValidationError(
                    gettext("Two sections are the same one. Open the page again.")
                )
            keys.add(key)


SectionFormSet = forms.formset_factory(
    SectionForm,
    formset=_Sections,
    extra=0,
    min_num=1,
    max_num=MOST_SECTIONS,
    absolute_max=2 * MOST_SECTIONS,
    validate_min=True,
    validate_max=True,
)


class NoteFormatForm(forms.Form):
    """Name and purpose, with the sections as a form set of their own.

    `shown` is what the page begins with; `taken` the names that other formats have.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    name = forms.CharField(
        label=_("Name"),
        max_length=40,
        help_text=_("As therapists choose it, such as “Intake”."),
    )
    about = forms.CharField(
        label=_("What it is for"),
        max_length=120,
        required=False,
        help_text=_("Stands behind the name where a format is chosen."),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        shown: NoteFormat | None = None,
        taken: Collection[str] = (),
        initial: dict[str, Any] | None = None,
        rows: Sequence[dict[str, Any]] | None = None,
    ) -> None:
        self._taken = {name.casefold() for name in taken}
        if initial is None:
            initial = {"version": 0}
            if shown:
                begun = {"name": shown.name, "about": shown.about}
                initial = {"version": shown.version, **begun}
        if rows is None:
            listed = shown.sections if shown else ()
            rows = [_row(section) for section in listed] or [{}]
        super().__init__(data, initial=initial)
        self.sections: Any = SectionFormSet(data, initial=list(rows), prefix=_ROWS)

    def clean_name(self) -> str:
        """Nobody could tell two formats of one name apart."""
        name: str = self.cleaned_data["name"]
        if name.casefold() in self._taken:
            raise ValidationError(gettext("Another format has this name."))
        return name

    def is_valid(self) -> bool:
        """Both parts, each for its errors."""
        valid = [super().is_valid(), bool(self.sections.is_valid())]
        return all(valid)

    @property
    def problems(self) -> list[forms.BoundField]:
        """The fields with errors, in the order of the page."""
        return [
            form[name]
            for form in (self, *self.sections)
            for name in form.errors
            if name in form.fields
        ]

    @property
    def entered(self) -> dict[str, Any]:
        """What the actions take."""
        return {
            "name": self.cleaned_data["name"],
            "about": self.cleaned_data["about"],
            "sections": [form.section for form in self.sections],
        }

    @property
    def has_room(self) -> bool:
        """Whether a section can be added."""
        return len(self.sections.forms) < MOST_SECTIONS

    @cached_property
    def preview(self) -> list[Section]:
        """The sections as they stand now, complete or not."""
        rows = _typed(self.data) if self.is_bound else [form.initial for form in self.sections]
        return [Section(**(_BLANK | row)) for row in rows]

    def rearranged(self, do: str) -> "NoteFormatForm":
        """The same form after a press of "add", "up-2", "down-2" or "remove-2", not yet judged.

        Any other word leaves it as it is.
        """
        rows = _typed(self.data)
        act, _dash, place = do.partition("-")
        at = int(place) if place.isdecimal() else -1
        if act == "add" and len(rows) < MOST_SECTIONS:
            rows.append({})
            at = len(rows) - 1
        elif act == "remove" and 0 <= at < len(rows):
            del rows[at]
            at = min(at, len(rows) - 1)
        elif act in ("up", "down") and 0 <= at < len(rows):
            row = rows.pop(at)
            at = min(max(at + (1 if act == "down" else -1), 0), len(rows))
            rows.insert(at, row)
        head = {name: self.data.get(name, "") for name in self.fields}
        again = NoteFormatForm(taken=self._taken, initial=head, rows=rows or [{}])
        again._put_focus(act, at)
        return again

    def _put_focus(self, act: str, at: int) -> None:
        """Where the cursor stands when the page opens: in a name, or on the button of a move."""
        if not 0 <= at < len(self.sections.forms):
            return
        section = self.sections.forms[at]
        last = len(self.sections.forms) - 1
        if act in ("up", "down"):
            turned = {("up", 0): "down", ("down", last): "up"}
            section.focus = turned.get((act, at), act)
        else:
            section.fields["name"].widget.attrs["autofocus"] = True


class UsualFormatForm(forms.Form):
    """Which format new notes begin with."""

    format = forms.ChoiceField(label=_("New notes begin with"), required=False)

    def __init__(self, *args: Any, offered: Sequence[NoteFormat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = ("", gettext("the format of the last one"))
        choices = [last, *((each.key, each.name) for each in offered)]
        self.fields["format"].choices = choices  # type: ignore[attr-defined]


_BLANK: dict[str, Any] = {"key": "", "name": "", "prompt": "", "required": False}


def _row(section: Section) -> dict[str, Any]:
    return {name: getattr(section, name) for name in _BLANK}


def _typed(data: Any) -> list[dict[str, Any]]:
    """The rows as they were sent, unjudged."""
    total = data.get(f"{_ROWS}-TOTAL_FORMS", "")
    many = min(int(total), 2 * MOST_SECTIONS) if total.isdecimal() else 0
    return [
        {
            name: data.get(f"{_ROWS}-{at}-{name}", "")
            if name != "required"
            else f"{_ROWS}-{at}-required" in data
            for name in _BLANK
        }
        for at in range(many)
    ]
