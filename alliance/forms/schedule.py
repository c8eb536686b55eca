"""When an instrument is asked."""

import re
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance.forms.fields import TilesField
from alliance.models import ScheduledMeasure
from measures.schedule import Rhythm, Timing

MOST_SESSIONS = 40
AS_CLINIC = "as the clinic"
NOT_ASKED = "not asked"


class ScheduleForm(forms.Form):
    """The timing of one instrument; `was` is when the line that is shown was last changed."""

    was = forms.CharField(required=False, widget=forms.HiddenInput)
    timing = TilesField(ScheduledMeasure.Timing, label=_("When"))
    sessions = forms.CharField(
        label=_("At which sessions"),
        required=False,
        max_length=200,
        help_text=_("Numbers, counted from the first session: 1, 5, 10."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    interval = forms.IntegerField(
        label=_("How many sessions or weeks"),
        required=False,
        min_value=1,
        max_value=52,
        widget=forms.NumberInput(attrs={"min": 1, "max": 52}),
    )

    def __init__(
        self, data: Any = None, *, line: ScheduledMeasure | None, of_client: bool = False
    ) -> None:
        super().__init__(
            data,
            initial={
                "was": line.changed_at.isoformat() if line else "",
                "timing": line.timing if line else AS_CLINIC if of_client else NOT_ASKED,
                "sessions": ", ".join(map(str, line.sessions)) if line else "",
                "interval": line.interval if line else None,
            },
        )
        never = ScheduledMeasure.Timing.NEVER
        rhythms = [choice for choice in ScheduledMeasure.Timing.choices if choice[0] != never]
        none = [(NOT_ASKED, str(never.label))]
        if of_client:
            none = [
                (AS_CLINIC, gettext("as the clinic does")),
                (never.value, gettext("not asked of them")),
            ]
        self.fields["timing"] = TilesField([*rhythms, *none], label=_("When"))

    def clean_was(self) -> datetime | None:
        """What the form showed; a value that no form of ours holds counts as changed meanwhile."""
        text = self.cleaned_data["was"]
        try:
            return datetime.fromisoformat(text) if text else None
        except ValueError:
            return datetime.min.replace(tzinfo=UTC)

    def clean_sessions(self) -> tuple[int, ...]:
        """Whole numbers from 1, in order, each once."""
        parts = [part for part in re.split(r"[,;\s]+", self.cleaned_data["sessions"]) if part]
        if not all(re.fullmatch("[0-9]{1,3}", part) for part in parts):
            raise forms.ValidationError(_("Write session numbers with commas between: 1, 5, 10."))
        numbers = sorted({int(part) for part in parts})
        if numbers and numbers[0] < 1:
            raise forms.ValidationError(_("The first session is number 1."))
        if len(numbers) > MOST_SESSIONS:
            raise forms.ValidationError(_("List 40 sessions at the most."))
        return tuple(numbers)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        timing = cleaned.get("timing")
        if timing == Rhythm.AT_SESSIONS and cleaned.get("sessions") == ():
            self.add_error("sessions", _("Say at which sessions."))
        counts = timing in (Rhythm.EVERY_SESSIONS, Rhythm.EVERY_WEEKS)
        if counts and "interval" in cleaned and cleaned["interval"] is None:
            self.add_error("interval", _("Say every how many."))
        return cleaned

    @property
    def chosen(self) -> Timing | None:
        """What was chosen, None for no line of its own."""
        cleaned = self.cleaned_data
        if cleaned["timing"] in (AS_CLINIC, NOT_ASKED):
            return None
        rhythm = Rhythm(cleaned["timing"])
        sessions = cleaned["sessions"] if rhythm is Rhythm.AT_SESSIONS else ()
        return Timing(rhythm, cleaned["interval"] or 1, sessions)
