"""A client's details, consents, goals and the end of therapy."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser
from django.utils import timezone
from pytest_django import Settings

from clients.models import Client, Consent, Goal
from practice.models import Membership, OutboxMessage
from practice.outbox import sweep
from tests.cast import Cast, ahead, session_at

SignIn = Callable[[Membership], Browser]

DETAILS = {
    "name": "Ana Ruiz",
    "email": "ana@mail.example",
    "language": "es",
    "began_on": "2026-01-05",
    "treatment": "on",
    "check_ins": "on",
}


def test_a_client_is_added_with_consents(cast: Cast, signed_in: SignIn) -> None:
    signed_in(cast.ines).post("/clients/new/", DETAILS)
    ana = Client.objects.get(language="es")
    assert (ana.name, ana.short_name, ana.sort_key) == ("Ana Ruiz", "Ana R.", "an")
    assert {c.kind for c in ana.consents.all()} == {"treatment", "check-ins"}
    assert [m.therapist for m in ana.care_team.all()] == [cast.ines]


def test_without_consent_or_address_the_form_says_so_and_keeps_what_was_typed(
    cast: Cast, signed_in: SignIn
) -> None:
    browser = signed_in(cast.ines)
    people = Client.objects.count()
    no_consent = {k: v for k, v in DETAILS.items() if k != "treatment"}
    page = browser.post("/clients/new/", no_consent).content.decode()
    assert "Without this consent there can be no record." in page
    assert 'value="Ana Ruiz"' in page
    page = browser.post("/clients/new/", DETAILS | {"began_on": "2090-01-01"}).content.decode()
    assert "That day is still to come." in page
    page = browser.post("/clients/new/", DETAILS | {"email": ""}).content.decode()
    assert "Check-ins by e-mail need an address." in page
    assert Client.objects.count() == people


def test_details_change_by_version_and_the_name_is_found_by_its_new_words(
    cast: Cast, signed_in: SignIn
) -> None:
    browser = signed_in(cast.ines)
    path = f"/clients/{cast.mara.code}/details/"
    data = DETAILS | {"name": "Mára Söderberg", "version": "1", "language": "en"}
    browser.post(path, data)
    assert Client.objects.get(pk=cast.mara.pk).name == "Mára Söderberg"
    assert "Mára S." in browser.get("/caseload/?name=soder").content.decode()
    assert "Nobody matches." in browser.get("/caseload/?name=lindqvist").content.decode()
    stale = browser.post(path, data | {"name": "Another Name"}).content.decode()
    assert "Somebody saved other details meanwhile." in stale
    assert 'value="Another Name"' in stale
    assert Client.objects.get(pk=cast.mara.pk).name == "Mára Söderberg"


def test_a_goal_is_proposed_and_agreed(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.ines)
    path = f"/clients/{cast.mara.code}/goals/new/"
    empty = browser.post(path, {"proposed_by": "client"}).content.decode()
    assert "This field is required." in empty
    browser.post(path, {"words": "Sleep on Sundays.", "proposed_by": "client"})
    goal = Goal.objects.get()
    assert (goal.words, goal.proposed_by, goal.agreed_on) == ("Sleep on Sundays.", "client", None)
    browser.post(f"/goals/{goal.code}/agree/")
    assert Goal.objects.get().agreed_on == timezone.localdate()


def test_consent_withdrawn_and_given_again_keeps_both_dates(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.ines)
    path = f"/clients/{cast.mara.code}/consent/"
    browser.post(path, {"kind": "check-ins", "given": "no"})
    browser.post(path, {"kind": "check-ins", "given": "yes"})
    kept = Consent.objects.filter(client=cast.mara, kind="check-ins").order_by("id")
    assert [each.withdrawn_at is None for each in kept] == [False, True]
    assert browser.post(path, {"kind": "nonsense"}).status_code == 404


def test_therapy_ends_nothing_more_is_sent_and_they_may_come_back(
    cast: Cast, signed_in: SignIn
) -> None:
    browser = signed_in(cast.ines)
    session_at(cast.ines, cast.mara, at=ahead(hours=4))
    path = f"/clients/{cast.mara.code}/ending/"
    early = browser.post(path, {"on": "2001-01-01", "ending": "planned"})
    assert early.status_code == 422
    assert "That is before therapy began." in early.content.decode()
    browser.post(path, {"on": timezone.localdate().isoformat(), "ending": "unplanned"})
    assert "Mara L." not in browser.get("/caseload/").content.decode()
    assert "Mara L." in browser.get("/caseload/?show=ended").content.decode()
    assert "unplanned" in browser.get(f"/clients/{cast.mara.code}/").content.decode()
    sweep()
    assert [m.ending for m in OutboxMessage.objects.all()] == ["withdrawn"]
    browser.post(path, {"resume": "yes"})
    assert "Mara L." in browser.get("/caseload/").content.decode()


def _details(browser: Browser, client: Client, **changed: str) -> list[str]:
    """Save the details; the fields that were refused."""
    typed = DETAILS | {"version": str(Client.objects.get(pk=client.pk).version)} | changed
    response = browser.post(f"/clients/{client.code}/details/", typed)
    return list(response.context["form"].errors) if response.context else []


def test_how_and_when_check_ins_are_sent_is_a_clients_own(
    cast: Cast, signed_in: SignIn, settings: Settings
) -> None:
    settings.TEXT_MESSAGES = True
    browser = signed_in(cast.ines)
    own = {"channel": "text", "phone": "+44 1632 960123", "check_in_lead_hours": "48"}
    assert _details(browser, cast.mara, check_in_every="2", **own) == []
    mara = Client.objects.get(pk=cast.mara.pk)
    assert (mara.channel, mara.check_in_lead_hours, mara.check_in_every) == ("text", 48, 2)
    page = browser.get(f"/clients/{mara.code}/details/").content.decode()
    assert "Before every other session, 48 hours ahead, by text message." in page
    assert "Unanswered, once more 4 hours ahead." in page
    # Empty again is as everybody at the clinic.
    assert _details(browser, mara, channel="email") == []
    mara.refresh_from_db()
    assert (mara.check_in_lead_hours, mara.check_in_every) == (None, None)


@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        ({"channel": "text", "phone": ""}, "phone"),
        ({"channel": "text", "phone": "01632 960123"}, "phone"),
        ({"channel": "pigeon"}, "channel"),
        ({"check_in_lead_hours": "0"}, "check_in_lead_hours"),
        ({"check_in_lead_hours": "169"}, "check_in_lead_hours"),
        ({"check_in_every": "5"}, "check_in_every"),
        ({"check_in_every": "x"}, "check_in_every"),
    ],
)
def test_what_cannot_be_sent_is_refused_beside_the_field(
    cast: Cast, signed_in: SignIn, settings: Settings, typed: dict[str, str], refused: str
) -> None:
    settings.TEXT_MESSAGES = True
    assert _details(signed_in(cast.ines), cast.mara, **typed) == [refused]
    assert Client.objects.get(pk=cast.mara.pk).version == 1


def test_text_messages_are_offered_where_there_is_a_gateway(
    cast: Cast, signed_in: SignIn, settings: Settings
) -> None:
    settings.TEXT_MESSAGES = False
    browser = signed_in(cast.ines)
    assert _details(browser, cast.mara, channel="text", phone="+44 1632 960123") == ["channel"]
    Client.objects.filter(pk=cast.theo.pk).update(channel="text")  # who has them keeps them
    assert _details(browser, cast.theo, channel="text", phone="+44 1632 960123") == []


def test_what_will_be_sent_is_said(cast: Cast, signed_in: SignIn) -> None:
    browser, path = signed_in(cast.ines), f"/clients/{cast.mara.code}/details/"
    assert "Nothing waits to be sent now." in browser.get(path).content.decode()
    planned = session_at(cast.ines, cast.mara, at=ahead(days=4))
    assert "The next one goes on" in browser.get(path).content.decode()
    brief = browser.get(f"/sessions/{planned.code}/").content.decode()
    assert "Not sent yet: it goes on" in brief
    browser.post(f"/clients/{cast.mara.code}/consent/", {"kind": "check-ins", "given": "no"})
    page = browser.get(path).content.decode()
    assert "Nothing is sent: they have not agreed to be sent check-ins." in page
    Client.objects.filter(pk=cast.mara.pk).update(channel="none")
    assert "answered in the room or on paper" in browser.get(path).content.decode()
