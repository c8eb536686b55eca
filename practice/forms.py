"""What people type about themselves, each other and the clinic."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from practice.models import Clinic, Invitation, Membership, Supervision, User
from practice.roles import Role, held
from practice.zones import time_zones

if TYPE_CHECKING:
    _ClinicForm = forms.ModelForm[Clinic]
else:
    _ClinicForm = forms.ModelForm

ABOUT_PASSWORDS = _("Twelve characters or more. Three or four unrelated words do well.")


class _RolesField(forms.MultipleChoiceField):
    def __init__(self) -> None:
        super().__init__(
            label=_("Roles"),
            choices=Role.choices,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose at least one.")},
        )


class InviteForm(forms.Form):
    """An invitation into the clinic of `clinic`."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("As colleagues will see it.")
    )
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, help_text=_("The link goes there, and works once.")
    )
    roles = _RolesField()

    def __init__(self, *args: Any, clinic: Clinic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clinic = clinic

    def clean_email(self) -> str:
        """Refuse who works in this clinic. What is known in another one must not show here."""
        email: str = self.cleaned_data["email"].lower()
        here = Membership.objects.select_related("user").filter(
            clinic=self.clinic, ended_at=None, user__email=email
        )
        if colleague := here.first():
            raise ValidationError(_("%(name)s works here already."), params={"name": colleague})
        return email

    def refuse_second_invitation(self) -> None:
        """Say, beside the address, that an invitation to it is open."""
        self.add_error(
            "email",
            gettext("An invitation to this address is open. Withdraw it to send another."),
        )


class RolesForm(forms.Form):
    """A colleague's roles; `shown` remembers what the page said they were."""

    roles = _RolesField()
    shown = forms.MultipleChoiceField(
        choices=Role.choices, required=False, widget=forms.MultipleHiddenInput
    )

    def __init__(self, data: QueryDict | None = None, *, membership: Membership) -> None:
        roles = held(membership)
        super().__init__(data, initial={"roles": roles, "shown": roles})


class SupervisionForm(forms.Form):
    """Who should supervise a therapist from now on, and whether they sign the notes too."""

    cosigns = forms.BooleanField(
        label=_("Co-signs every note"),
        required=False,
        help_text=_("Each note signed from now on waits for the supervisor’s signature too."),
    )

    def __init__(self, data: QueryDict | None = None, *, supervisee: Membership) -> None:
        super().__init__(data)
        current = Supervision.objects.filter(supervisee=supervisee, ended_on=None)
        self.fields["supervisor"] = forms.ModelChoiceField(
            label=_("Supervisor"),
            queryset=Membership.objects.select_related("user")
            .filter(clinic=supervisee.clinic, ended_at=None, is_supervisor=True)
            .exclude(pk=supervisee.pk)
            .exclude(pk__in=current.values("supervisor"))
            .order_by("user__name"),
            to_field_name="code",
            empty_label=_("Choose a supervisor"),
        )
        self.order_fields(["supervisor", "cosigns"])


class NameForm(forms.Form):
    """How one's own name is shown."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("As colleagues and clients see it.")
    )


class JoinForm(forms.Form):
    """A password, twice, for the person an invitation names."""

    password1 = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=ABOUT_PASSWORDS,
    )
    password2 = forms.CharField(
        label=_("The same password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._person = User(email=invitation.email, name=invitation.name)

    def clean_password1(self) -> str:
        """Hold it against the validators, with the person's own name and address in mind."""
        password: str = self.cleaned_data["password1"]
        password_validation.validate_password(password, self._person)
        return password

    def clean(self) -> None:
        """Both must be the same."""
        first, second = self.cleaned_data.get("password1"), self.cleaned_data.get("password2")
        if first and second and first != second:
            self.add_error("password2", gettext("The two passwords are not the same."))


def _time_zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """Zones by continent: ("Europe", [("Europe/London", "London"), …])."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(time_zones()):
        continent, slash, place = name.partition("/")
        if slash and continent not in {"Etc", "SystemV", "US", "posix", "right"}:
            groups.setdefault(continent, []).append((name, place.replace("_", " ")))
    return [*groups.items(), (gettext("Other"), [("UTC", "UTC")])]


EVERY = (
    (1, _("every session")),
    (2, _("every other session")),
    (3, _("every third session")),
    (4, _("every fourth session")),
)

MOST_INTERVENTIONS, LONGEST_INTERVENTION = 40, 60
"""Lines of a practice's own list, and letters of one."""

MOST_QUIET = 18
"""Hours of a day: or nothing would be sent in time."""


def _quiet_hours_of(entered: dict[str, Any]) -> float:
    begin, until = entered.get("quiet_from"), entered.get("quiet_until")
    if begin is None or until is None:
        return 0
    minutes = (until.hour - begin.hour) * 60 + until.minute - begin.minute
    return float(minutes % (24 * 60) / 60)


class ClinicForm(_ClinicForm):
    """The clinic's settings."""

    class Meta:
        model = Clinic
        fields = (
            "name",
            "time_zone",
            "language",
            "client_word",
            "check_in_lead_hours",
            "check_in_every",
            "check_in_reminder_hours",
            "quiet_from",
            "quiet_until",
            "note_due_hours",
            "late_cancellation_hours",
            "step_up_minutes",
            "rate_then_reveal",
            "own_interventions",
            "crisis_resources",
            "safety_recipient",
            "safety_escalation_minutes",
            "safety_escalation_to",
            "concern_recipient",
            "concern_answer_hours",
            "supervision_stays",
        )
        labels = {"quiet_until": _("Nothing is sent to clients until")}
        widgets = {
            "check_in_every": forms.Select(choices=EVERY),
            "own_interventions": forms.Textarea(attrs={"rows": 4}),
            "crisis_resources": forms.Textarea(attrs={"rows": 5}),
            "quiet_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "quiet_until": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = _time_zones()
        if not any(self.instance.time_zone == name for _, zone in zones for name, _ in zone):
            zones[-1][1].append((self.instance.time_zone, self.instance.time_zone))
        self.fields["time_zone"] = forms.ChoiceField(label=_("Time zone"), choices=zones)
        self._offer_people(
            "safety_recipient",
            nobody=_("The therapist of the session"),
            help=_(
                "By e-mail, at once, also when the check-in is never sent. Somebody who does not "
                "care for the client learns who the client is and how to reach them, not the "
                "question or the answer."
            ),
        )
        self._offer_people(
            "safety_escalation_to",
            nobody=_("Nobody in between"),
            help=_("After them the therapist’s supervisors, then every clinic admin."),
        )
        self._offer_people(
            "concern_recipient",
            nobody=_("Every clinic admin"),
            help=_(
                "They read what a client wants kept from the therapist, and answer it. Where the "
                "therapist did not answer in time, they learn who waits, and not the words. For "
                "their own clients it goes to the clinic admins."
            ),
        )

    def _offer_people(self, name: str, *, nobody: Any, help: Any) -> None:
        """Those who work here, by their codes."""
        here = Membership.objects.filter(clinic=self.instance, ended_at=None, user__is_active=True)
        self.fields[name] = forms.ModelChoiceField(
            label=self.fields[name].label,
            help_text=help,
            queryset=here.select_related("user").order_by("user__name", "pk"),
            to_field_name="code",
            required=False,
            empty_label=nobody,
        )
        self.initial[name] = getattr(self.instance, name)

    def clean(self) -> dict[str, Any]:
        """A reminder comes after the invitation, and some hour of the day is not quiet."""
        entered = super().clean() or {}
        lead, again = entered.get("check_in_lead_hours"), entered.get("check_in_reminder_hours")
        if lead and again and again >= lead:
            self.add_error(
                "check_in_reminder_hours",
                gettext("Fewer hours than the check-in itself, or 0 for no reminder."),
            )
        if _quiet_hours_of(entered) > MOST_QUIET:
            self.add_error("quiet_until", gettext("Leave at least six hours of the day."))
        return entered

    def clean_own_interventions(self) -> str:
        """Each line a few words, once, and not so many that a note becomes a list."""
        entered = (
            " ".join(line.split()) for line in self.cleaned_data["own_interventions"].splitlines()
        )
        once: dict[str, str] = {}
        for line in filter(None, entered):
            once.setdefault(line.casefold(), line)
        lines = list(once.values())
        if len(lines) > MOST_INTERVENTIONS:
            raise forms.ValidationError(
                gettext("At most %(most)s lines.") % {"most": MOST_INTERVENTIONS}
            )
        if long := [line for line in lines if len(line) > LONGEST_INTERVENTION]:
            raise forms.ValidationError(
                gettext("At most %(most)s letters a line. This one is longer: %(line)s")
                % {"most": LONGEST_INTERVENTION, "line": long[0]}
            )
        return "\n".join(lines)

    def clean_crisis_resources(self) -> str:
        """Browsers send CRLF; what is stored has one kind of line ending."""
        lines: str = self.cleaned_data["crisis_resources"]
        return "\n".join(line.strip() for line in lines.splitlines() if line.strip())

    def changes(self) -> dict[str, Any]:
        """What differs from what the page showed, by setting."""
        return {
            name: value for name, value in self.cleaned_data.items() if value != self.initial[name]
        }
