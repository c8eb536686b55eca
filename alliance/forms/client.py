"""Adding and changing a client, and proposing a goal."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliance.forms.fields import TilesField, WordsField
from clients.models import Client, Consent, Goal
from practice.text_message import dialled


class ClientForm(forms.Form):
    """What is known of a person in care."""

    name = forms.CharField(label=_("Name"), max_length=120)
    pronouns = forms.CharField(label=_("Pronouns"), max_length=40, required=False)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Messages say nothing about therapy, and name nobody."),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        help_text=_("For text messages with the country in front, as in +44 1632 960123."),
    )
    language = forms.ChoiceField(label=_("Language of check-ins"), choices=Client.Language)
    channel = forms.ChoiceField(label=_("Check-ins are sent"), required=False)
    check_in_lead_hours = forms.IntegerField(
        label=_("Hours before a session"),
        min_value=1,
        max_value=168,
        required=False,
    )
    check_in_every = forms.TypedChoiceField(
        label=_("How often"), required=False, coerce=int, empty_value=None
    )
    began_on = forms.DateField(
        label=_("Therapy began on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, client: Client | None = None, **kwargs: Any) -> None:
        self.client = client
        if client:
            known = (*_DETAILS, "version")
            kwargs["initial"] = {field: getattr(client, field) for field in known}
        else:
            kwargs.setdefault("initial", {"began_on": timezone.localdate()})
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = self._channels()  # type: ignore[attr-defined]
        self._offer_delivery()

    def _channels(self) -> list[tuple[str, Any]]:
        """Text messages where a gateway is set up, or this person has them."""
        has_them = self.client is not None and self.client.channel == Client.Channel.TEXT
        without = [] if settings.TEXT_MESSAGES or has_them else [Client.Channel.TEXT]
        return [each for each in Client.Channel.choices if each[0] not in without]

    def _offer_delivery(self) -> None:
        """What this person has of their own: empty is as everybody at the clinic."""
        usual = _("As everybody at the clinic")
        choices = [("", usual), *EVERY]
        self.fields["check_in_every"].choices = choices  # type: ignore[attr-defined]
        hours = self.client.clinic.check_in_lead_hours if self.client else None
        help = _("Empty: as everybody at the clinic, %(n)s hours.") % {"n": hours}
        self.fields["check_in_lead_hours"].help_text = help if hours else ""

    def clean_began_on(self) -> Any:
        """Refuse a beginning that is still to come."""
        began = self.cleaned_data["began_on"]
        if began > timezone.localdate():
            raise forms.ValidationError(_("That day is still to come."))
        return began

    def clean_channel(self) -> str:
        """As it is, where the form was sent without."""
        held = self.client.channel if self.client else Client.Channel.EMAIL
        return self.cleaned_data["channel"] or held

    def clean(self) -> dict[str, Any]:
        """A channel needs its address, once they agreed to be sent check-ins."""
        cleaned = super().clean() or {}
        texted = cleaned.get("channel") == Client.Channel.TEXT
        if texted and "phone" not in self.errors and not dialled(cleaned.get("phone", "")):
            self.add_error("phone", _NO_NUMBER)
        mailed = cleaned.get("channel") == Client.Channel.EMAIL and self._agreed(cleaned)
        if mailed and "email" not in self.errors and not cleaned.get("email"):
            self.add_error("email", _("Check-ins by e-mail need an address."))
        return cleaned

    def _agreed(self, cleaned: dict[str, Any]) -> bool:
        """Whether they agreed to be sent check-ins."""
        return False

    @property
    def details(self) -> dict[str, Any]:
        """What was entered, without what is only the form's."""
        return {k: v for k, v in self.cleaned_data.items() if k in _DETAILS}


_DETAILS = (
    "name",
    "pronouns",
    "email",
    "phone",
    "language",
    "channel",
    "check_in_lead_hours",
    "check_in_every",
    "began_on",
)
_NO_NUMBER = _("Text messages need a number with its country, as in +44 1632 960123.")
EVERY = (
    (1, _("Before every session")),
    (2, _("Before every other session")),
    (3, _("Before every third session")),
    (4, _("Before every fourth session")),
)


class NewClientForm(ClientForm):
    """A new person, with what they agreed to."""

    treatment = forms.BooleanField(
        label=_("agreed to therapy, and to a record of it being kept"),
        error_messages={
            "required": _("Without this consent there can be no record. Ask first, then add.")
        },
    )
    check_ins = forms.BooleanField(label=_("agreed to receive check-ins"), required=False)

    def _agreed(self, cleaned: dict[str, Any]) -> bool:
        return bool(cleaned.get("check_ins"))

    @property
    def consents(self) -> list[Consent.Kind]:
        """Which consents were given."""
        given = [Consent.Kind.TREATMENT]
        if self.cleaned_data["check_ins"]:
            given.append(Consent.Kind.CHECK_INS)
        return given


class EndingForm(forms.Form):
    """When and how therapy ended."""

    on = forms.DateField(
        label=_("Therapy ended on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    ending = TilesField(Client.Ending, label=_("How?"))

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"on": timezone.localdate()})
        super().__init__(*args, **kwargs)
        self.client = client

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        if on < self.client.began_on:
            raise forms.ValidationError(_("That is before therapy began."))
        return on


class GoalForm(forms.Form):
    """A goal, in the client's words."""

    words = WordsField(label=_("The goal, in the client's words"), required=True, max_length=1000)
    proposed_by = TilesField(
        Goal.ProposedBy, label=_("Whose idea was it?"), initial=Goal.ProposedBy.TOGETHER
    )
    agreed = forms.BooleanField(label=_("we both agreed to it today"), required=False)
