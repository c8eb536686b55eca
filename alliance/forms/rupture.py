"""Recording a rupture, and completing what was recorded."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliance.forms.fields import ManyTilesField, ScaleField, TilesField, WordsField
from alliance.models import Rupture
from alliance.vocabulary import (
    CONFRONTATION_MARKERS,
    OWN_CONFRONTATION,
    OWN_WITHDRAWAL,
    WITHDRAWAL_MARKERS,
    Direction,
    Domain,
    Noticer,
    Party,
)


def grouped(*groups: tuple[Any, list[Any]]) -> list[Any]:
    """Choices under headings."""
    return [(name, [(each.value, each.label) for each in members]) for name, members in groups]


class DayField(forms.DateField):
    """A day, picked or typed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **kwargs)


class ComingDayField(DayField):
    """A day to come: today or later."""

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and value < timezone.localdate():
            raise forms.ValidationError(_("That day has passed. Choose today or a later one."))


class RuptureForm(forms.Form):
    """Quick first: direction, who moved, how strong, who noticed. The rest can follow.

    Who moved is chosen each time: a form that has it ready takes sides.
    """

    direction = TilesField(Direction, label=_("Which way?"))
    party = TilesField(Party, label=_("Who moved?"))
    intensity = ScaleField(
        1, 5, label=_("How strong?"), help_text=_("1 barely there, 5 it filled the room")
    )
    noticed_by = TilesField(Noticer, label=_("Who noticed first?"), initial=Noticer.THERAPIST)
    markers = ManyTilesField(
        label=_("What did it look like in them?"),
        choices=grouped(
            (Direction.WITHDRAWAL.label, WITHDRAWAL_MARKERS),
            (Direction.CONFRONTATION.label, CONFRONTATION_MARKERS),
        ),
        required=False,
    )
    own_markers = ManyTilesField(
        label=_("And in me?"),
        choices=grouped(
            (Direction.WITHDRAWAL.label, OWN_WITHDRAWAL),
            (Direction.CONFRONTATION.label, OWN_CONFRONTATION),
        ),
        help_text=_("Seen by nobody but you."),
        required=False,
    )
    domain = TilesField(Domain, label=_("What was it about?"), required=False)
    what_happened = WordsField(label=_("What happened"))
    own_part = WordsField(label=_("My part in it"), help_text=_("Seen by nobody but you."))
    feeling = WordsField(label=_("How it was for me"), help_text=_("Seen by nobody but you."))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, rupture: Rupture | None = None, **kwargs: Any) -> None:
        if rupture:
            kwargs["initial"] = {name: getattr(rupture, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)

    @property
    def details(self) -> dict[str, Any]:
        """What was entered, by the rupture's fields."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    @property
    def moves(self) -> list[forms.BoundField]:
        """How each of the two moved; where the therapist did, their own comes first."""
        own_first = self["party"].value() == Party.THERAPIST
        both = [self["markers"], self["own_markers"]]
        return both[::-1] if own_first else both


class NewRuptureForm(RuptureForm):
    """A rupture that is being recorded, with the day to come back to it."""

    revisit_on = ComingDayField(label=_("Come back to it on"))
