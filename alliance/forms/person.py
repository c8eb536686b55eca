"""The part of a note that is about one person alone."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from alliance.forms.fields import LineField, ManyTilesField, PlainSelect, WordsField
from clients.models import Client, Goal
from sessions.models import Note
from sessions.vocabulary import Fit


class PersonForm(forms.Form):
    """Goals touched, a strength, what was explained, what to try; in a couple or group, words too.

    `goals` are the person's own, `together` who takes part. A goal that the note touched earlier
    stays offered even when it was reached or set aside since.
    """

    words = WordsField(rows=3, help_text=_("In nobody else’s record."))
    goals = ManyTilesField(label=_("Goals touched"), required=False)
    strength = LineField(label=_("A strength that showed"))
    education = LineField(label=_("What I explained"))
    exercise = LineField(
        label=_("To try until next time"), help_text=_("Stands in the next brief.")
    )
    exercise_fit = forms.ChoiceField(
        label=_("How it came about"),
        choices=[("", _("how it came about")), *Fit.choices],
        required=False,
        widget=PlainSelect(attrs={"class": "form-select"}),
    )

    PLAIN = ("strength", "education", "exercise", "exercise_fit")

    def __init__(
        self,
        data: Any,
        *,
        client: Client,
        goals: Sequence[Goal],
        note: Note | None,
        together: Sequence[Client],
    ) -> None:
        self.client = client
        people = note.people if note else {}
        # Also those whom the writer does not see (any more).
        self.several = len(people.keys() | {str(each.code) for each in together}) > 1
        part = people.get(self.code, {})
        touched = {goal["code"]: goal["words"] for goal in part.get("goals", [])}
        self._goals = {str(goal.code): goal.words for goal in goals} | touched
        initial = {name: part.get(name, "") for name in self.PLAIN}
        initial |= {"words": part.get("words", ""), "goals": list(touched)}
        super().__init__(data, prefix=f"person-{client.code}", initial=initial)
        self.fields["goals"].choices = list(self._goals.items())  # type: ignore[attr-defined]
        if self.several:
            self.fields["words"].label = _("About %(name)s alone") % {"name": client.first_name}
        else:
            del self.fields["words"]
        if not self._goals:
            del self.fields["goals"]

    @property
    def code(self) -> str:
        """Whose part it is, as the note's content names it."""
        return str(self.client.code)

    @property
    def lines(self) -> list[BoundField]:
        """The short fields, in order."""
        return [self["strength"], self["education"], self["exercise"]]

    @property
    def content(self) -> dict[str, Any]:
        """This person's part of what is stored. A goal keeps the words that it had then."""
        entered = self.cleaned_data
        words = {"words": entered["words"]} if self.several else {}
        chosen = entered.get("goals", [])
        goals = [{"code": code, "words": self._goals[code]} for code in chosen]
        return words | {"goals": goals} | {name: entered[name] for name in self.PLAIN}
