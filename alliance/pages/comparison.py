"""Somebody's own text beside what is stored, field by field."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from sessions.difference import Difference, difference

# In front of a field's name: which text it is to hold.
CHOICE = "take-"


@dataclass(frozen=True, slots=True)
class Compared:
    """One field in two versions, and what is proposed: never one that loses words."""

    name: str
    label: str
    texts: Difference
    can_join: bool

    @property
    def proposal(self) -> str:
        """'mine', 'theirs' or 'both'"""
        own = any(piece.differs for piece in self.texts.own)
        stored = any(piece.differs for piece in self.texts.stored)
        if self.can_join and own and stored:
            return "both"
        return "mine" if own else "theirs"


def compared(both: Iterable[forms.Form]) -> list[Compared]:
    """The fields in which a valid form, bound to somebody's own, differs from its beginning."""
    return [
        Compared(form.add_prefix(name), _label(field), texts, _can_join(field))
        for form in both
        for name, field in form.fields.items()
        if not field.widget.is_hidden and name in form.cleaned_data
        for texts in [
            difference(
                _in_words(field, form.get_initial_for_field(field, name)),
                _in_words(field, form.cleaned_data[name]),
            )
        ]
        if not texts.is_none
    ]


def resolved(data: QueryDict, stored: Iterable[forms.Form]) -> QueryDict:
    """What was typed, with each choice between it and what is stored carried out."""
    chosen = data.copy()
    for form in stored:
        for name, field in form.fields.items():
            key = form.add_prefix(name)
            take = data.get(f"{CHOICE}{key}", "mine")
            if take == "mine":
                continue
            values = _as_sent(field, form.get_initial_for_field(field, name))
            if take == "both" and _can_join(field):
                values = _joined(field, values, data.getlist(key))
            chosen.setlist(key, values)
    return chosen


def _can_join(field: forms.Field) -> bool:
    return isinstance(field.widget, forms.Textarea) or isinstance(field, forms.MultipleChoiceField)


def _joined(field: forms.Field, stored: list[str], own: list[str]) -> list[str]:
    if isinstance(field, forms.MultipleChoiceField):
        return [*stored, *(value for value in own if value not in stored)]
    return ["\n\n".join(filter(None, [*stored, *own]))]


def _as_sent(field: forms.Field, value: Any) -> list[str]:
    """As a browser would send it."""
    if isinstance(field, forms.MultipleChoiceField):
        return [str(each) for each in value or []]
    if isinstance(field, forms.BooleanField):
        return ["on"] if value else []
    return ["" if value is None else str(value)]


def _in_words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.BooleanField):
        return _("chosen") if value else ""
    if not isinstance(field, forms.ChoiceField):
        return "" if value is None else str(value)
    values = value if isinstance(value, list | tuple) else [value]
    wanted = {str(each) for each in values if each not in (None, "")}
    return "\n".join(label for key, label in _flat(field.choices) if key in wanted)


def _flat(choices: Any) -> Iterable[tuple[str, str]]:
    """Groups opened."""
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(key), str(label)


def _label(field: forms.Field) -> str:
    return str(field.label or field.widget.attrs.get("aria-label", ""))
