"""Adding and changing a client, and proposing a goal."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliance.forms.fields import TilesField, WordsField
from clients.models import Client, Consent, Goal


class ClientForm(forms.Form):
    """What is known of a person in care."""

    name = forms.CharField(label=_("Name"), max_length=120)
    pronouns = forms.CharField(label=_("Pronouns"), max_length=40, required=False)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Check-ins are sent here. The message says nothing about therapy."),
    )
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    language = forms.ChoiceField(label=_("Language of check-ins"), choices=Client.Language)
    began_on = forms.DateField(
        label=_("Therapy began on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, client: Client | None = None, **kwargs: Any) -> None:
        self.client = client
        if client:
            known = ("name", "pronouns", "email", "phone", "language", "began_on", "version")
            kwargs["initial"] = {field: getattr(client, field) for field in known}
        else:
            kwargs.setdefault("initial", {"began_on": timezone.localdate()})
        super().__init__(*args, **kwargs)

    @property
    def details(self) -> dict[str, Any]:
        """What was entered, without what is only the form's."""
        return {k: v for k, v in self.cleaned_data.items() if k in _DETAILS}


_DETAILS = ("name", "pronouns", "email", "phone", "language", "began_on")


class NewClientForm(ClientForm):
    """A new person, with what they agreed to."""

    treatment = forms.BooleanField(
        label=_("agreed to therapy, and to a record of it being kept"),
        error_messages={
            "required": _("Without this consent there can be no record. Ask first, then add.")
        },
    )
    check_ins = forms.BooleanField(label=_("agreed to receive check-ins by e-mail"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("check_ins") and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Check-ins by e-mail need an address."))
        return cleaned

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
