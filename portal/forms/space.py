"""What a client enters in their own space."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from alliance.models import Concern
from alliance.models.rating import CLIENT_CHECK
from measures.catalogue import instrument
from portal.forms.group import Words
from portal.forms.last_time import how_it_feels

CHOOSE = _("Please choose one of these.")


class AddressForm(forms.Form):
    """Where the code goes."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        error_messages={
            "required": _("Please enter your e-mail address."),
            "invalid": _("This does not look like an e-mail address. Please look again."),
        },
    )


class NumberForm(forms.Form):
    """The number from the mail; spaces and hyphens between its digits do not matter."""

    WRONG = _(
        "This code opens nothing, or no longer. Please look at the newest e-mail, or ask for a new "
        "code."
    )

    number = forms.CharField(
        label=_("The code from the e-mail"),
        max_length=20,
        error_messages={"required": _("Please enter the code.")},
    )

    def clean_number(self) -> str:
        typed: str = self.cleaned_data["number"]
        return "".join(each for each in typed if each not in " -\u2011\u2013")


class OffForm(forms.Form):
    """Something that felt off: how much, in words, and what should be done about it."""

    title = _("Something felt off")

    strength = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    words = Words()
    request = forms.ChoiceField(
        required=False, widget=forms.RadioSelect, error_messages={"invalid_choice": CHOOSE}
    )

    def __init__(self, data: Any, *, anybody_else: bool) -> None:
        super().__init__(data)
        asked = instrument(CLIENT_CHECK).wording(get_language() or "en").questions
        strengths = dict(asked["tension"].options)
        self.fields["strength"].label = _("How much?")
        self.fields["strength"].error_messages["invalid_choice"] = CHOOSE
        self.fields["strength"].choices = [  # type: ignore[attr-defined]
            (key, words) for key, words in strengths.items() if key != Concern.Strength.NONE
        ]
        self.fields["words"].label = _(
            "What was it? In your own words, as many or as few as you like."
        )
        self.fields["request"].label = asked["request"].text
        self.fields["request"].choices = [  # type: ignore[attr-defined]
            (key, words)
            for key, words in asked["request"].options.items()
            if key != Concern.Request.OTHER or anybody_else
        ]

    def clean(self) -> dict[str, Any]:
        """Something has to be said: a strength or words. No wish is "just note it", as it says."""
        cleaned = super().clean() or {}
        cleaned["request"] = cleaned.get("request") or Concern.Request.NOTE
        if not self.errors and not cleaned.get("strength") and not cleaned.get("words"):
            self.add_error("words", _("Please say how much it was, or write a word or two."))
        return cleaned


class WordForm(forms.Form):
    """How something between the two feels now."""

    words = Words(label=_("If you like, in your words"))

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["feels"] = how_it_feels(_("How does that feel now?"), required=True)
