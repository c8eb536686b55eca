"""Statements answered from 0 to 10, worded by the instrument they belong to."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from alliance.asked import WELLBEING
from alliance.models.rating import CLIENT_CHECK
from measures.catalogue import instrument
from portal.forms.group import Answers, GroupForm


class ScaleForm(GroupForm):
    """The items of one instrument; each may be left out."""

    measure: str
    section: str  # where the draft holds the answers

    def __init__(self, data: Any, *, draft: Answers) -> None:
        super().__init__(data, draft=draft)
        measure = instrument(self.measure)
        scale = measure.scale
        self.wording = measure.wording(get_language() or "en")
        self.title = self.wording.title
        self.ends = [(each, self.wording.anchors[each]) for each in scale.anchors]
        outside = _("Please choose a number from %(least)s to %(most)s, or leave it out.")
        for item in measure.items:
            self.fields[item.key] = forms.TypedChoiceField(
                label=self.wording.items[item.key],
                choices=[(each, each) for each in range(scale.minimum, scale.maximum + 1)],
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
                error_messages={
                    "invalid_choice": outside % {"least": scale.minimum, "most": scale.maximum}
                },
            )

    def given(self) -> Answers:
        return dict(self.draft.get(self.section) or {})

    def answers(self) -> Answers:
        given = self.given()
        # Only items of today's version: a draft may have been begun before the last update.
        return {self.section: {key: given.get(key) for key in self.fields}}

    def kept(self) -> Answers:
        return {self.section: self.given() | super().kept()}


class ArrivingForm(ScaleForm):
    """How the client has been since last time."""

    measure = WELLBEING
    section = "wellbeing"


class WorkingTogetherForm(ScaleForm):
    """The alliance, about the last session and the work so far."""

    measure = CLIENT_CHECK
    section = "alliance"
