"""Fields that several forms share."""

from typing import Any

from django import forms
from django.db import models
from django.forms.utils import flatatt
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from alliance.pasted import clean_words

LONGEST = 20_000


class PlainSelect(forms.Select):
    """A select drawn without a template for each option: a note has eighty-five of them."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        drawn = (
            (key, " selected" if str(key) == str(value or "") else "", label)
            for key, label in self.choices
        )
        options = format_html_join("", '<option value="{}"{}>{}</option>', drawn)
        said = flatatt(self.build_attrs(self.attrs, attrs))
        return format_html('<select name="{}"{}>{}</select>', name, said, options)


class PlainCheckbox(forms.CheckboxInput):
    """A check box drawn without a template."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        said = flatatt({**self.build_attrs(self.attrs, attrs), "checked": bool(value)})
        return format_html('<input type="checkbox" name="{}"{}>', name, said)


class PlainLine(forms.TextInput):
    """A line of text drawn without a template: a note has twenty of them."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        said = flatatt({**self.build_attrs(self.attrs, attrs), "value": value or ""})
        return format_html('<input type="text" name="{}"{}>', name, said)


class LineField(forms.CharField):
    """Free text on one line."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("max_length", 500)
        super().__init__(**kwargs)


class WordsField(forms.CharField):
    """Free text over several lines, kept as typed but for outer space and what nobody typed."""

    def __init__(self, *, rows: int = 3, placeholder: str | Promise = "", **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("max_length", LONGEST)
        kwargs["widget"] = forms.Textarea(attrs={"rows": rows, "placeholder": placeholder})
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return super().to_python(clean_words(str(value or ""))) or ""


class TilesField(forms.ChoiceField):
    """One choice out of a few, to tap; rendered by `forms/_tiles.html`."""

    widget = forms.RadioSelect

    def __init__(self, choices: type[models.TextChoices] | list[Any], **kwargs: Any) -> None:
        listed = choices if isinstance(choices, list) else choices.choices
        super().__init__(choices=listed, **kwargs)


class ManyTilesField(forms.MultipleChoiceField):
    """Several choices out of a few, to tap."""

    widget = forms.CheckboxSelectMultiple


class ScaleField(forms.TypedChoiceField):
    """A whole number on a scale, to tap; nothing chosen is None, never 0."""

    widget = forms.RadioSelect

    def __init__(self, lowest: int, highest: int, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(
            choices=[(str(n), str(n)) for n in range(lowest, highest + 1)],
            coerce=int,
            empty_value=None,
            **kwargs,
        )
