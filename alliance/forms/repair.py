"""An attempt at repair, leaving it for another time, and what becomes of a promise."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from alliance.forms.fields import ManyTilesField, TilesField, WordsField
from alliance.forms.rupture import DayField, grouped
from alliance.vocabulary import EXPLORING, RENEGOTIATING, Response, Strategy
from sessions.models import Session

# Letters of one text: as many as an answer to what felt off can have.
LONGEST = 4000
APOLOGY = ("apology_for", "apology_impact", "apology_differently")


class SessionField(forms.ChoiceField):
    """One of the sessions since a rupture; its value is the Session."""

    def offer(self, sessions: Sequence[Session]) -> None:
        """Let these be chosen."""
        self.sessions = {str(each.code): each for each in sessions}
        self.choices = [
            (code, date_format(timezone.localtime(each.starts_at), "j F Y, G:i"))
            for code, each in self.sessions.items()
        ]

    def clean(self, value: Any) -> Session | None:
        return self.sessions.get(super().clean(value))


class RepairForm(forms.Form):
    """One attempt at repair."""

    session = SessionField(
        label=_("In which session?"),
        error_messages={"required": _("Choose in which session this was.")},
    )
    strategies = ManyTilesField(
        label=_("What did you do?"),
        choices=grouped(
            (_("Renegotiating tasks and goals"), RENEGOTIATING),
            (_("Exploring needs and contributions"), EXPLORING),
        ),
        error_messages={"required": _("Choose at least one.")},
    )
    apology_for = WordsField(label=_("What I apologised for"), rows=2, max_length=LONGEST)
    apology_impact = WordsField(
        label=_("What I said it was like for them"),
        help_text=_("The effect it had, named as theirs."),
        rows=2,
        max_length=LONGEST,
    )
    apology_differently = WordsField(
        label=_("What I said I will do differently"), rows=2, max_length=LONGEST
    )
    response = TilesField(Response, label=_("How did they take it?"), required=False)
    words = WordsField(label=_("What was said"), max_length=LONGEST)
    promise = WordsField(label=_("What I promised"), rows=2, max_length=LONGEST)
    promise_due_on = DayField(label=_("By when"))

    def __init__(self, *args: Any, sessions: Sequence[Session], **kwargs: Any) -> None:
        kwargs["auto_id"] = "repair_%s"
        super().__init__(*args, **kwargs)
        field = self.fields["session"]
        assert isinstance(field, SessionField)
        field.offer(sessions)

    @property
    def has_apology(self) -> bool:
        """Whether one of its parts was written: then they show whatever is tapped."""
        return any(self[name].value() for name in APOLOGY)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("promise_due_on") and not cleaned.get("promise"):
            self.add_error("promise", _("Say what was promised by that day."))
        self._promised_for_later(cleaned)
        # Nothing written is dropped, and nothing is tapped for them.
        apology = any(cleaned.get(name) for name in APOLOGY)
        if apology and Strategy.APOLOGISE not in cleaned.get("strategies", [Strategy.APOLOGISE]):
            self.add_error(
                "strategies", _("An apology is written below: tap “apologised”, or empty it.")
            )
        return cleaned

    def _promised_for_later(self, cleaned: dict[str, Any]) -> None:
        """Refuse a promise that was due before the session in which it was made."""
        session, due = cleaned.get("session"), cleaned.get("promise_due_on")
        if session and due and due < timezone.localtime(session.starts_at).date():
            self.add_error(
                "promise_due_on", _("That is before the session in which it was promised.")
            )


class PutOffForm(forms.Form):
    """Why a rupture is left alone in this session's note."""

    session = SessionField(widget=forms.HiddenInput)
    reason = WordsField(
        label=_("Why not this time?"),
        rows=2,
        required=True,
        error_messages={"required": _("Say in a few words why it waits.")},
    )

    def __init__(self, *args: Any, sessions: Sequence[Session], **kwargs: Any) -> None:
        kwargs["auto_id"] = "put_off_%s"
        super().__init__(*args, **kwargs)
        field = self.fields["session"]
        assert isinstance(field, SessionField)
        field.offer(sessions)


class PromiseForm(forms.Form):
    """Why a promise no longer holds."""

    reason = WordsField(
        label=_("Why does it no longer hold?"),
        help_text=_("Best said to the client as well."),
        rows=2,
        required=True,
        error_messages={"required": _("A promise is released only with a reason.")},
    )
