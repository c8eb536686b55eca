"""Recording a rupture, an attempt at repair, and how it ended."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alliance.forms.fields import ManyTilesField, ScaleField, TilesField, WordsField
from alliance.models import Rupture
from alliance.vocabulary import (
    CONFRONTATION_MARKERS,
    EXPLORING,
    RENEGOTIATING,
    WITHDRAWAL_MARKERS,
    Direction,
    Domain,
    Noticer,
    Outcome,
    Party,
    Response,
)


def _grouped(*groups: tuple[Any, list[Any]]) -> list[Any]:
    return [(name, [(each.value, each.label) for each in members]) for name, members in groups]


class RuptureForm(forms.Form):
    """Quick first: direction, who moved, who noticed. The rest can follow."""

    direction = TilesField(Direction, label=_("Which way?"))
    party = TilesField(Party, label=_("Who moved?"), initial=Party.CLIENT)
    noticed_by = TilesField(Noticer, label=_("Who noticed first?"), initial=Noticer.THERAPIST)
    intensity = ScaleField(
        1, 5, label=_("How strong?"), help_text=_("1 barely there, 5 it filled the room")
    )
    markers = ManyTilesField(
        label=_("What did it look like?"),
        choices=_grouped(
            (Direction.WITHDRAWAL.label, WITHDRAWAL_MARKERS),
            (Direction.CONFRONTATION.label, CONFRONTATION_MARKERS),
        ),
        required=False,
    )
    domain = TilesField(Domain, label=_("What was it about?"), required=False)
    what_happened = WordsField(label=_("What happened"))
    own_part = WordsField(label=_("My part in it"), help_text=_("Seen by nobody but you."))
    revisit_on = forms.DateField(
        label=_("Come back to it on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, rupture: Rupture | None = None, **kwargs: Any) -> None:
        if rupture:
            kwargs["initial"] = {field: getattr(rupture, field) for field in (*DETAILS, "version")}
        super().__init__(*args, **kwargs)

    @property
    def details(self) -> dict[str, Any]:
        """What was entered, by the rupture's fields."""
        return {field: self.cleaned_data[field] for field in DETAILS}


DETAILS = (
    "direction",
    "party",
    "noticed_by",
    "intensity",
    "markers",
    "domain",
    "what_happened",
    "own_part",
    "revisit_on",
)


class RepairForm(forms.Form):
    """One attempt at repair."""

    strategies = ManyTilesField(
        label=_("What did you do?"),
        choices=_grouped(
            (_("Renegotiating tasks and goals"), RENEGOTIATING),
            (_("Exploring needs and contributions"), EXPLORING),
        ),
        error_messages={"required": _("Choose at least one.")},
    )
    response = TilesField(Response, label=_("How did they take it?"), required=False)
    words = WordsField(label=_("What was said"))
    promise = WordsField(label=_("What I promised"), rows=2)
    promise_due_on = forms.DateField(
        label=_("By when"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("promise_due_on") and not cleaned.get("promise"):
            self.add_error("promise", _("Say what was promised by that day."))
        return cleaned


_A_WORD_IS_NEEDED = _("Repaired is what somebody says. Enter at least one person's word.")


class ClosingForm(forms.Form):
    """How it ended, as each person says."""

    outcome = TilesField(
        [(each.value, each.label) for each in Outcome if each not in ("open", "repairing")],
        label=_("How did it end?"),
    )
    resolution_by_therapist = ScaleField(
        1, 5, label=_("How far is it repaired, as you see it?"), help_text=_("5 completely")
    )
    resolution_by_client = ScaleField(
        1,
        5,
        label=_("And as the client said?"),
        help_text=_("Only what they told you. A rating that came back is not a word."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        said = cleaned.get("resolution_by_therapist") or cleaned.get("resolution_by_client")
        if cleaned.get("outcome") == Outcome.REPAIRED and not said:
            self.add_error("resolution_by_therapist", _A_WORD_IS_NEEDED)
        return cleaned
