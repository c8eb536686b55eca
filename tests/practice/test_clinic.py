"""A clinic is opened from the terminal and set up by its admin."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from practice import outbox
from practice.models import AuditEvent, Clinic, ClinicKey, Invitation, Membership, OutboxMessage
from tests.cast import Cast
from tests.practice.conftest import link_in

SignIn = Callable[[Membership], Client]
SETTINGS = {
    "name": "Riverside Practice",
    "time_zone": "Europe/London",
    "language": "en",
    "client_word": "client",
    "check_in_lead_hours": "24",
    "check_in_every": "1",
    "check_in_reminder_hours": "4",
    "quiet_from": "00:00",
    "quiet_until": "00:00",
    "note_due_hours": "72",
    "late_cancellation_hours": "24",
    "step_up_minutes": "240",
    "crisis_resources": "Samaritans 116 123\r\nEmergency 999",
    "safety_escalation_minutes": "60",
    "concern_answer_hours": "72",
}
LAKESIDE = {"name": "Lakeside", "admin_email": "ana@lake.example", "admin_name": "Ana Reyes"}


def test_saving_says_what_was_saved_and_by_whom(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.ada)
    changed = SETTINGS | {"time_zone": "Europe/Madrid", "language": "es", "rate_then_reveal": "on"}
    page = browser.post(reverse("clinic_settings"), changed, follow=True).content.decode()
    assert "Saved: Time zone, Language and The client" in page
    clinic = Clinic.objects.get(pk=cast.riverside.pk)
    stored = (clinic.time_zone, clinic.language, clinic.rate_then_reveal, clinic.note_due_hours)
    assert stored == ("Europe/Madrid", "es", True, 72)
    assert clinic.crisis_resources == "Samaritans 116 123\nEmergency 999"
    event = AuditEvent.objects.latest("pk")
    assert (event.kind, event.clinic, event.actor) == ("changed", cast.riverside, cast.ada.code)
    assert (event.about, event.about_code) == ("practice.clinic", cast.riverside.code)
    assert event.detail == {"settings": ["language", "rate_then_reveal", "time_zone"]}
    assert Clinic.objects.get(pk=cast.hillside.pk).language == "en"


def test_the_own_list_of_interventions_is_kept_in_order_each_line_once(
    cast: Cast, signed_in: SignIn
) -> None:
    typed = SETTINGS | {"own_interventions": "Sand  play\r\n\r\nSchema therapy\r\nsand play\r\n"}
    signed_in(cast.ada).post(reverse("clinic_settings"), typed)
    assert Clinic.objects.get(pk=cast.riverside.pk).interventions == ["Sand play", "Schema therapy"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("\n".join(f"Way {n}" for n in range(41)), "At most 40 lines."),
        ("x" * 61, "At most 60 letters a line. This one is longer: " + "x" * 61),
    ],
)
def test_a_list_that_is_too_long_is_refused_beside_the_field(
    cast: Cast, signed_in: SignIn, typed: str, said: str
) -> None:
    page = signed_in(cast.ada).post(
        reverse("clinic_settings"), SETTINGS | {"own_interventions": typed}
    )
    assert said in page.content.decode()
    assert typed in page.content.decode()
    assert Clinic.objects.get(pk=cast.riverside.pk).interventions == []


def test_saving_what_is_there_writes_nothing(cast: Cast, signed_in: SignIn) -> None:
    events = AuditEvent.objects.count()
    page = signed_in(cast.ada).post(reverse("clinic_settings"), SETTINGS, follow=True)
    assert "Nothing was different, so nothing was saved." in page.content.decode()
    assert AuditEvent.objects.count() == events


def test_two_admins_do_not_undo_each_other(cast: Cast, signed_in: SignIn) -> None:
    """What somebody did not touch is not written, so only the same setting can be overwritten."""
    browser = signed_in(cast.ada)
    browser.post(reverse("clinic_settings"), SETTINGS | {"note_due_hours": "48"})
    event = AuditEvent.objects.latest("pk")
    assert event.detail == {"settings": ["note_due_hours"]}


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("name", ""),
        ("name", "x" * 121),
        ("time_zone", "Mars/Base"),
        ("language", "fr"),
        ("client_word", "customer"),
        ("check_in_lead_hours", "0"),
        ("check_in_lead_hours", "169"),
        ("check_in_every", "5"),
        ("check_in_reminder_hours", "24"),
        ("check_in_reminder_hours", "73"),
        ("quiet_from", "25:00"),
        ("quiet_until", "23:30"),
        ("note_due_hours", "-1"),
        ("note_due_hours", "soon"),
    ],
)
def test_what_cannot_be_is_refused_beside_the_field(
    cast: Cast, signed_in: SignIn, setting: str, value: str
) -> None:
    before = Clinic.objects.values().get(pk=cast.riverside.pk)
    response = signed_in(cast.ada).post(reverse("clinic_settings"), SETTINGS | {setting: value})
    assert list(response.context["form"].errors) == [setting]
    assert Clinic.objects.values().get(pk=cast.riverside.pk) == before


def test_a_time_zone_under_an_old_name_can_stay(cast: Cast, signed_in: SignIn) -> None:
    Clinic.objects.filter(pk=cast.riverside.pk).update(time_zone="GB")
    typed = SETTINGS | {"time_zone": "GB", "note_due_hours": "48"}
    assert signed_in(cast.ada).post(reverse("clinic_settings"), typed).status_code == 302
    clinic = Clinic.objects.get(pk=cast.riverside.pk)
    assert (clinic.time_zone, clinic.note_due_hours) == ("GB", 48)


# --- manage.py create_clinic ------------------------------------------------------------------


def _create(**options: Any) -> str:
    said = StringIO()
    call_command("create_clinic", stdout=said, **LAKESIDE | options)
    return said.getvalue()


def test_a_clinic_is_opened_and_its_admin_invited(
    db: None, browser: Client, mailoutbox: list[EmailMessage]
) -> None:
    lines = _create(time_zone="America/Bogota", language="es").splitlines()
    assert lines[0] == "Lakeside is open. Its admin joins with this link:"
    clinic = Clinic.objects.get()
    assert (clinic.time_zone, clinic.language) == ("America/Bogota", "es")
    assert ClinicKey.objects.filter(clinic=clinic).count() == 1
    outbox.sweep()
    link = link_in(mailoutbox[0])
    assert lines[1].endswith(link)
    words = "four unrelated words here"
    joined = browser.post(link, {"password1": words, "password2": words})
    assert joined["Location"] == reverse("clinic")
    assert Membership.objects.get(user__email="ana@lake.example").is_admin is True


@pytest.mark.parametrize(
    ("option", "value", "line"),
    [
        ("admin_email", "not an address", "Enter a valid email address."),
        ("admin_email", "INES@riverside.example", "ines@riverside.example works in a clinic"),
        ("admin_name", " ", "The admin needs a name."),
        ("name", "", "name: This field cannot be blank."),
        ("time_zone", "Mars/Base", "time_zone: Mars/Base is not a time zone."),
        ("language", "fr", "language: Value 'fr' is not a valid choice."),
    ],
)
def test_what_cannot_be_opened_is_said_in_one_line_and_nothing_is_stored(
    cast: Cast, option: str, value: str, line: str
) -> None:
    before = (Clinic.objects.count(), OutboxMessage.objects.count())
    with pytest.raises(CommandError) as refused:
        _create(**{option: value})
    said = str(refused.value)
    assert said.startswith(line)
    assert said.count("\n") == 0
    assert refused.value.returncode == 1
    assert (Clinic.objects.count(), OutboxMessage.objects.count()) == before
    assert Invitation.objects.count() == 0
