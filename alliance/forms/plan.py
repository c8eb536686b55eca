"""The plan, a word about it, and what somebody said they would like of therapy."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alliance.forms.fields import LineField, WordsField
from alliance.forms.rupture import DayField
from alliance.wanted import POLES, pole
from clients.models import PlanVersion

_NEEDED = {"required": _("Say it in a few words.")}


class PlanForm(forms.Form):
    """The next version of the plan, begun from the one that holds."""

    words = WordsField(
        label=_("What we do, and how"),
        help_text=_("In words that both of you would use. They read it as it stands here."),
        rows=6,
        required=True,
        max_length=5000,
        error_messages=_NEEDED,
    )
    how_often = LineField(label=_("How often, and for how long"), max_length=200)
    review_on = DayField(label=_("We look at it again on"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, plan: PlanVersion | None) -> None:
        shown = {"version": plan.number if plan else 0}
        if plan:
            shown |= {name: getattr(plan, name) for name in ("words", "how_often", "review_on")}
        super().__init__(data, auto_id="plan_%s", initial=shown)

    @property
    def said(self) -> dict[str, Any]:
        """What is written, with the number of the version that was shown."""
        return self.cleaned_data | {"version": self.cleaned_data["version"] or 0}


class PlanCommentForm(forms.Form):
    """A word about the plan, which the client reads."""

    words = WordsField(
        label=_("Say something about the plan"),
        required=True,
        max_length=2000,
        error_messages=_NEEDED,
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="comment_%s")


class WantedForm(forms.Form):
    """How therapy should be, written down for the client as they said it."""

    words = WordsField(label=_("In their words"), max_length=2000)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="wanted_%s")
        for name, (about, _least, _most) in POLES.items():
            places = [(str(n), pole(name, n)) for n in range(-2, 3)]
            self.fields[name] = forms.TypedChoiceField(
                label=about,
                choices=[("", _("not said")), *places],
                coerce=int,
                empty_value=None,
                required=False,
            )
        self.order_fields([*POLES, "words"])

    def clean(self) -> dict[str, Any]:
        """Something has to be said."""
        cleaned = super().clean() or {}
        if not self.errors and not any(value not in (None, "") for value in cleaned.values()):
            self.add_error("words", _("Choose something, or write a word or two."))
        return cleaned
