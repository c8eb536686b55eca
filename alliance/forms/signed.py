"""What is said about a signed note: striking through, co-signing, releasing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alliance.forms.fields import TilesField, WordsField
from sessions.models import NoteRelease, Strike

SAY_WHY = _("Say in a few words what it is.")


class StrikeForm(forms.Form):
    """Why a note or an addendum does not hold."""

    reason = TilesField(Strike.Reason, label=_("What is wrong with it?"))
    words = WordsField(
        label=_("In words, if that helps a later reader"),
        rows=2,
        help_text=_("Stands beside the struck text. What is right goes into an addendum."),
    )

    def clean(self) -> dict[str, Any]:
        """Something else has to be said in words."""
        cleaned = super().clean() or {}
        if cleaned.get("reason") == Strike.Reason.OTHER and not cleaned.get("words"):
            self.add_error("words", str(SAY_WHY))
        return cleaned


class ReturnForm(forms.Form):
    """What should change before the supervisor signs."""

    return_words = WordsField(label=_("What should change?"), rows=3, required=True)


class ReleaseForm(forms.Form):
    """One decision about one client. `shown` is the decision that the page showed."""

    decision = forms.ChoiceField(choices=NoteRelease.Decision)
    shown = forms.CharField(required=False)
    reason = TilesField(NoteRelease.Reason, label=_("Why is it withheld?"), required=False)
    words = WordsField(label=_("In words"), rows=2)

    def clean(self) -> dict[str, Any]:
        """A note is withheld for a reason, and for no other decision is one kept."""
        cleaned = super().clean() or {}
        if cleaned.get("decision") != NoteRelease.Decision.WITHHELD:
            return cleaned | {"reason": "", "words": ""}
        if not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", str(_("Choose the reason. It stays in the record.")))
        if cleaned.get("reason") == NoteRelease.Reason.OTHER and not cleaned.get("words"):
            self.add_error("words", str(SAY_WHY))
        return cleaned
