"""Fields that several forms share."""

from typing import Any

from django import forms
from django.db import models
from django.utils.functional import Promise

LONGEST = 20_000


class WordsField(forms.CharField):
    """Free text over several lines, kept as typed but for line ends and outer space."""

    def __init__(self, *, rows: int = 3, placeholder: str | Promise = "", **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("max_length", LONGEST)
        kwargs["widget"] = forms.Textarea(attrs={"rows": rows, "placeholder": placeholder})
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


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
