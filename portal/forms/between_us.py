"""Whether something was tense, misunderstood or left unsaid, and what should be done about it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from alliance.models import CheckIn
from alliance.models.rating import CLIENT_CHECK
from measures.catalogue import instrument
from portal.forms.group import Answers, GroupForm, Words
from practice.models import Membership


class BetweenUsForm(GroupForm):
    """One direct question; words and a wish for what happens next when the answer is not "none"."""

    title = _("Between the two of you")

    tension = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    tension_words = Words()
    request = forms.ChoiceField(required=False, widget=forms.RadioSelect)

    def __init__(
        self, data: Any, *, draft: Answers, others: Callable[[], Sequence[Membership]]
    ) -> None:
        super().__init__(data, draft=draft)
        self.others = others
        wording = instrument(CLIENT_CHECK).wording(get_language() or "en").questions
        for name, field in self.fields.items():
            field.label = wording[name].text
            if isinstance(field, forms.ChoiceField):
                field.choices = partial(self._choices, list(wording[name].options.items()))
                field.error_messages["invalid_choice"] = _(
                    "Please choose one of these, or leave it out."
                )

    def _choices(self, options: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Without somebody else at the clinic nobody else can be told."""
        return [each for each in options if each[0] != CheckIn.Request.OTHER or self.others()]
