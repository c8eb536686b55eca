"""A client's details, consents, goals and the end of therapy."""

from collections.abc import Callable

from django.test import Client as Browser
from django.utils import timezone

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
