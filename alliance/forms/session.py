"""Planning a session, and who came."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliance.forms.fields import TilesField
from sessions.models import Participation, Session


class SessionForm(forms.Form):
    """When and where. A time in the past logs a session that already took place."""

    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    at = forms.TimeField(
        label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=480, initial=50)
    setting = TilesField(Session.Setting, label=_("Setting"), initial=Session.Setting.IN_PERSON)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "on" in cleaned and "at" in cleaned:
            cleaned["starts_at"] = self._in_clinic_time(cleaned)
        return cleaned

    def _in_clinic_time(self, cleaned: dict[str, Any]) -> Any:
        naive = datetime.combine(cleaned["on"], cleaned["at"])
        if not 2000 <= naive.year <= 2100:
            self.add_error("on", _("Enter a date between 2000 and 2100."))
            return None
        aware = timezone.make_aware(naive)
        # A time that the clocks skipped comes back as another one.
        if aware.astimezone(UTC).astimezone(aware.tzinfo).time() != cleaned["at"]:
            self.add_error("at", _("The clocks skip this time on that day."))
        return aware


class MoveForm(SessionForm):
    """Another time, length or place; `was` is the time that the form showed as planned."""

    was = forms.DateTimeField(widget=forms.HiddenInput, input_formats=["%Y-%m-%dT%H:%M:%S%z"])

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        local = timezone.localtime(session.starts_at)
        kwargs["initial"] = {
            "on": local.date(),
            "at": local.time(),
            "minutes": session.minutes,
            "setting": session.setting,
            "was": f"{local:%Y-%m-%dT%H:%M:%S%z}",
        }
        super().__init__(*args, **kwargs)


class AttendanceForm(forms.Form):
    """Whether the client came."""

    attendance = forms.ChoiceField(choices=Participation.Attendance)
