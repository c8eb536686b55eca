"""For which language words are to be filled in."""

from collections.abc import Collection

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from practice.models import Clinic


class LanguageForm(forms.Form):
    """One of the languages clients are written to, without those that `has` names."""

    def __init__(self, data: QueryDict | None = None, *, has: Collection[str]) -> None:
        super().__init__(data)
        self.languages = [each for each in Clinic.Language.choices if each[0] not in has]
        self.fields["language"] = forms.ChoiceField(label=_("Language"), choices=self.languages)
