"""One group of questions: nothing is required, and what is valid is kept even when not all is."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

Answers = dict[str, Any]

LONGEST = 2000  # characters of one answer in words


class Words(forms.CharField):
    """An answer in the client's own words, up to LONGEST characters.

    There is no `maxlength` on the page: a browser would cut off what is pasted without a word.
    """

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        too_long = ngettext_lazy(
            "This is %(show_value)d character long, and %(limit_value)d fit. Nothing was cut off: "
            "please make it shorter.",
            "This is %(show_value)d characters long, and %(limit_value)d fit. Nothing was cut "
            "off: please make it shorter.",
            "show_value",
        )
        messages = {
            "max_length": too_long,
            "null_characters_not_allowed": _("There is a character in it that cannot be kept."),
        }
        super().__init__(required=False, max_length=LONGEST, error_messages=messages, **kwargs)

    def to_python(self, value: Any) -> str:
        """Count a new line as one character, as people do; browsers send two."""
        text: str = super().to_python(value) or ""
        return text.replace("\r\n", "\n")


class GroupForm(forms.Form):
    """The questions of one page, filled in from what the draft holds."""

    title: Any = ""

    def __init__(self, data: Mapping[str, Any] | None, *, draft: Answers) -> None:
        self.draft = draft
        super().__init__(data, initial=self.given())

    def given(self) -> Answers:
        """The answers of this group in the draft, by field name."""
        return self.draft

    def answers(self) -> Answers:
        """What the draft holds of this group, in the shape in which it is sent."""
        return {name: self.draft[name] for name in self.fields if name in self.draft}

    def kept(self) -> Answers:
        """What is valid of this page as it was posted, in the shape of the draft."""
        return dict(self.cleaned_data)
