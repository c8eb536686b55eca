"""Whether something was tense, misunderstood or left unsaid, and what should be done about it."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from alliance.models.rating import CLIENT_CHECK
from measures.catalogue import instrument
from portal.forms.group import Answers, GroupForm, Words


class BetweenUsForm(GroupForm):
    """One direct question; words and a wish for what happens next when the answer is not "none"."""

    title = _("Between the two of you")

    tension = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    tension_words = Words()
    request = forms.ChoiceField(required=False, widget=forms.RadioSelect)

    def __init__(self, data: Any, *, draft: Answers) -> None:
        super().__init__(data, draft=draft)
        wording = instrument(CLIENT_CHECK).wording(get_language() or "en").questions
        for name, field in self.fields.items():
            field.label = wording[name].text
            if isinstance(field, forms.ChoiceField):
                field.choices = list(wording[name].options.items())
                field.error_messages["invalid_choice"] = _(
                    "Please choose one of these, or leave it out."
                )
