"""How a rupture stands: each one's word, what would count, opening it to the client, its ending."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alliance.forms.fields import ScaleField, TilesField, WordsField
from alliance.forms.rupture import ComingDayField, DayField
from alliance.models import Rupture
from alliance.vocabulary import ENDINGS, OpenedBecause

_FIVE = _("1 not at all, 5 completely")
_CHOOSE = {"required": _("Choose a number.")}


class _Part(forms.Form):
    """One part of a rupture's page, against the version that the page showed."""

    # Several stand on one page: each one's fields have ids of their own, and plain names.
    part = ""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, rupture: Rupture | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{self.part}_%s")
        if rupture:
            kwargs["initial"] = {"version": rupture.version} | self.shown(rupture)
        super().__init__(*args, **kwargs)

    def shown(self, rupture: Rupture) -> dict[str, Any]:
        """What the form holds before anybody types."""
        return {}


class CriteriaForm(_Part):
    """What would count as repaired, agreed with the client."""

    part = "criteria"

    words = WordsField(
        label=_("What would count as repaired?"),
        help_text=_("In words that both of you would recognise."),
        rows=2,
        required=True,
        error_messages={"required": _("Say what would count.")},
    )
    agreed_on = DayField(
        label=_("Agreed with the client on"), help_text=_("Empty while it is only your own idea.")
    )

    def shown(self, rupture: Rupture) -> dict[str, Any]:
        return {"words": rupture.would_count, "agreed_on": rupture.would_count_agreed_on}


class OwnWordForm(_Part):
    """The therapist's word."""

    part = "own_word"

    resolution = ScaleField(
        1,
        5,
        label=_("How far is it repaired, as you see it?"),
        help_text=_FIVE,
        required=True,
        error_messages=_CHOOSE,
    )


class ClientWordForm(_Part):
    """The client's word, told to the therapist."""

    part = "client_word"

    version = None  # type: ignore[assignment]  # said at any time, against no version
    resolution = ScaleField(
        1,
        5,
        label=_("How far is it repaired, as the client told you?"),
        help_text=_("1 not at all, 5 completely. A rating that came back is not a word."),
        required=True,
        error_messages=_CHOOSE,
    )
    words = WordsField(label=_("In the client’s words"), rows=2)

    def shown(self, rupture: Rupture) -> dict[str, Any]:
        return {}


class OpeningForm(_Part):
    """What the client reads about it, and why they may."""

    part = "opening"

    because = TilesField(
        OpenedBecause,
        label=_("Why may they read it?"),
        error_messages={"required": _("Choose one.")},
    )
    words = WordsField(
        label=_("What they read about it"),
        help_text=_(
            "Plain words for them, and all that they see: nothing else of this page. The next "
            "check-in asks them how it feels now."
        ),
        rows=2,
        required=True,
        error_messages={"required": _("Say it in words that are for them.")},
    )

    def shown(self, rupture: Rupture) -> dict[str, Any]:
        return {
            "words": rupture.opened_words,
            "because": rupture.opened_because or OpenedBecause.THERAPIST,
        }


class CoveringForm(_Part):
    """Show it to the client no longer."""

    part = "covering"


class RevisitForm(_Part):
    """The day to come back to it."""

    part = "revisit"

    on = ComingDayField(label=_("Come back to it on"), help_text=_("Empty for no day."))

    def shown(self, rupture: Rupture) -> dict[str, Any]:
        return {"on": rupture.revisit_on}


class ClosingForm(_Part):
    """How it ended, as each person says."""

    part = "closing"

    outcome = TilesField(
        [(each.value, each.label) for each in ENDINGS],
        label=_("How did it end?"),
        error_messages={"required": _("Choose how it ended.")},
    )
    resolution_by_therapist = ScaleField(
        1,
        5,
        label=_("How far is it repaired, as you see it?"),
        help_text=_("5 completely. Left empty, what was said before stands."),
    )
    resolution_by_client = ScaleField(
        1,
        5,
        label=_("And as the client said?"),
        help_text=_("Only what they told you. A rating that came back is not a word."),
    )
    reason = WordsField(label=_("How it came to that"), rows=2)


class ReopeningForm(_Part):
    """Why it is back."""

    part = "reopening"

    reason = WordsField(
        label=_("How did it come back?"),
        help_text=_("What each of you said of its repair stays in the history and is asked anew."),
        rows=2,
        required=True,
        error_messages={"required": _("It is reopened only with a reason.")},
    )
