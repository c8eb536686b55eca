"""Planning a session, and who came."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from alliance.forms.fields import ManyTilesField, TilesField, WordsField
from clients.models import Client
from sessions.models import Participation, Session
from sessions.models.session import LONGEST, SHORTEST

_EXPECTED = Participation.Attendance.EXPECTED


def clock(moment: datetime) -> str:
    """'9:50' on the clinic's clock."""
    return date_format(timezone.localtime(moment), "G:i")


class SessionForm(forms.Form):
    """When and where. A time in the past logs a session that already took place."""

    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    at = forms.TimeField(
        label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    minutes = forms.IntegerField(
        label=_("Minutes"), min_value=SHORTEST, max_value=LONGEST, initial=50
    )
    setting = TilesField(Session.Setting, label=_("Setting"), initial=Session.Setting.IN_PERSON)
    others = ManyTilesField(
        label=_("Who else takes part"),
        required=False,
        help_text=_(
            "For a couple, a family or a group. Each is asked before the session on their own, and "
            "has an own part in the note."
        ),
    )

    # The sessions that this one overlaps with, sent back by who knows of them.
    knowing = forms.CharField(required=False, widget=forms.HiddenInput)
    overlaps = ""

    def __init__(self, *args: Any, others: Sequence[Client] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._others = {str(client.code): client for client in others}
        choices = [(code, client.short_name) for code, client in self._others.items()]
        self.fields["others"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["others"]

    @property
    def together(self) -> list[Client]:
        """Who takes part besides."""
        return [self._others[code] for code in self.cleaned_data.get("others", [])]

    def meets_already(self, client: Client) -> None:
        """Refuse: this person cannot be in two sessions at once."""
        words = _("%(name)s has a session at that time already.") % {"name": client.short_name}
        self.add_error("at", words)

    def ask_about(self, parts: Sequence[Participation], sessions: str) -> None:
        """Ask first: `parts` are who else is met then, `sessions` names the sessions."""
        self.overlaps = sessions
        met = ", ".join(
            f"{part.client.short_name} ({clock(part.starts_at)}–{clock(part.session.ends_at)})"
            for part in parts
        )
        self.add_error("at", _("You meet somebody else then: %(met)s.") % {"met": met})

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


class AbsenceForm(forms.Form):
    """The short note of a missed session: when they said so, and a word about it.

    `seen` is when the attendance that the form shows was recorded.
    """

    told_at = forms.DateTimeField(
        label=_("When it was cancelled"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Decides whether it was late, by the rule of the practice. Blank: not known."),
    )
    words = WordsField(label=_("What is known about it"), rows=2)
    seen = forms.DateTimeField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, part: Participation) -> None:
        self.part = part
        seen = part.attendance_at
        initial = {
            "told_at": timezone.localtime(part.told_at) if part.told_at else None,
            "words": part.absence,
            "seen": seen.isoformat() if seen else "",
        }
        super().__init__(data, initial=initial, prefix=f"absence-{part.code}")
        if not part.was_cancelled:
            self.fields["told_at"].widget = forms.HiddenInput()

    def clean_told_at(self) -> datetime | None:
        """Refuse a cancellation after the session, or in the future."""
        told: datetime | None = self.cleaned_data["told_at"]
        if not self.part.was_cancelled:
            return None
        if told and told > self.part.starts_at:
            raise forms.ValidationError(_("That was after the session began: they did not come."))
        if told and told > timezone.now():
            raise forms.ValidationError(_("That is still to come."))
        return told


class WhoCameForm(forms.Form):
    """At signing: whether each client came of whom nobody has said so, once the session began.

    That they did is chosen already: there is a note. What is not posted is not said.
    """

    def __init__(self, data: Any = None, *, session: Session, parts: list[Participation]) -> None:
        super().__init__(data)
        begun = session.starts_at <= timezone.now()
        asked = [part for part in parts if begun and part.attendance == _EXPECTED]
        self._asked = {f"attendance-{part.code}": part for part in asked}
        for name, part in self._asked.items():
            self.fields[name] = TilesField(
                [choice for choice in Participation.Attendance.choices if choice[0] != _EXPECTED],
                label=_("Did %(name)s come?") % {"name": part.client.short_name},
                initial=Participation.Attendance.ATTENDED,
                required=False,
            )

    @property
    def attendance(self) -> dict[Participation, str]:
        """What was chosen, of each who was asked about."""
        said = {part: self.cleaned_data.get(name) for name, part in self._asked.items()}
        return {part: how for part, how in said.items() if how}


class AttendanceForm(forms.Form):
    """Whether the client came."""

    attendance = forms.ChoiceField(choices=Participation.Attendance)
