"""What a client says about something they did, or read, between sessions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.models import ExerciseReport, LibraryText
from portal.forms.group import Words
from portal.forms.space import CHOOSE

Done = ExerciseReport.Done

HELPFUL = (
    (0, _("not at all")),
    (1, _("a little")),
    (2, _("somewhat")),
    (3, _("a good deal")),
    (4, _("very much")),
)
"""How helpful it was, in words."""

_DONE = {
    LibraryText.Kind.EXERCISE: (
        (Done.YES, _("I did it")),
        (Done.PARTLY, _("I did a part of it")),
        (Done.NO, _("I did not do it")),
    ),
    LibraryText.Kind.READING: (
        (Done.YES, _("I read it")),
        (Done.PARTLY, _("I read a part of it")),
        (Done.NO, _("I did not read it")),
    ),
}


def done_in_words(kind: str, done: str) -> str:
    """'I did a part of it'"""
    return str(dict(_DONE[LibraryText.Kind(kind)])[Done(done)])


class ReportForm(forms.Form):
    """Whether it was done, whether it helped, how it was. Only the first has to be said."""

    done = forms.ChoiceField(
        widget=forms.RadioSelect, error_messages={"required": CHOOSE, "invalid_choice": CHOOSE}
    )
    helpful = forms.TypedChoiceField(
        label=_("Was it helpful?"),
        choices=HELPFUL,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Please choose one of these, or leave it out.")},
    )
    words = Words(label=_("How was it? If you like, in your words"))

    def __init__(self, data: Any, *, kind: str) -> None:
        super().__init__(data)
        is_reading = kind == LibraryText.Kind.READING
        self.fields["done"].label = _("Did you read it?") if is_reading else _("Did you do it?")
        self.fields["done"].choices = _DONE[LibraryText.Kind(kind)]  # type: ignore[attr-defined]
