"""Goals in a check-in: what the client would work toward at first, and later how far each is."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from alliance.actions.questions import AT_MOST
from portal.forms.group import Answers, GroupForm, Words

NEW = "goal-"
FAR = "far-"
LEAST, MOST = 0, 10


class NewGoalsForm(GroupForm):
    """Up to three goals in the client's own words: a proposal that both still talk about."""

    title = _("What would you like to work toward?")

    def __init__(self, data: Mapping[str, Any] | None, *, draft: Answers) -> None:
        super().__init__(data, draft=draft)
        labels = (_("One thing"), _("A second, if there is one"), _("A third, if there is one"))
        for number, label in enumerate(labels[:AT_MOST], 1):
            self.fields[f"{NEW}{number}"] = Words(label=label)

    def given(self) -> Answers:
        return {f"{NEW}{number}": each for number, each in enumerate(self._said(), 1)}

    def answers(self) -> Answers:
        said = [each for each in self._said() if each]
        return {"new_goals": said} if said else {}

    def kept(self) -> Answers:
        before = [*self._said(), *[""] * AT_MOST][:AT_MOST]
        names = list(self.fields)
        pairs = zip(names, before, strict=True)
        return {"new_goals": [self.cleaned_data.get(name, each) for name, each in pairs]}

    def _said(self) -> list[str]:
        return list(self.draft.get("new_goals") or [])


class GoalsForm(GroupForm):
    """How far each of the goals is that both agreed on, from 0 to 10.

    `words` of a goal are looked up when they are shown; what is kept goes by the goals' ids.
    """

    title = _("Your goals")
    ends = ((LEAST, _("not at all there")), (MOST, _("fully there")))

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        draft: Answers,
        asked: Sequence[int],
        words: Callable[[int], str],
    ) -> None:
        self.asked = asked
        super().__init__(data, draft=draft)
        for number, pk in enumerate(asked, 1):
            self.fields[f"{FAR}{number}"] = forms.TypedChoiceField(
                label=lazy(words, str)(pk),
                choices=[(each, each) for each in range(LEAST, MOST + 1)],
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
                error_messages={
                    "invalid_choice": _("Please choose a number from 0 to 10, or leave it out.")
                },
            )

    def given(self) -> Answers:
        said = self.draft.get("goals") or {}
        return {f"{FAR}{number}": said.get(str(pk)) for number, pk in enumerate(self.asked, 1)}

    def answers(self) -> Answers:
        said = self.draft.get("goals") or {}
        asked = {str(pk): said[str(pk)] for pk in self.asked if str(pk) in said}
        return {"goals": asked} if asked else {}

    def kept(self) -> Answers:
        said = dict(self.draft.get("goals") or {})
        for number, pk in enumerate(self.asked, 1):
            name = f"{FAR}{number}"
            if name in self.cleaned_data:
                said[str(pk)] = self.cleaned_data[name]
        return {"goals": said}
