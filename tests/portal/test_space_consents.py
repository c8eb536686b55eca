"""What a client agreed to: taken back and given again by themselves, with what follows."""

import re
from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage
from django.test import Client as Browser

from alliance.actions.invitation import INVITATION
from clients.models import Client, Consent, Contribution
from practice.models import AuditEvent, Membership, OutboxMessage
from tests.cast import Cast, ahead, session_at
from tests.portal.space import come_in

SignIn = Callable[[Membership], Browser]


@pytest.fixture
def mara(cast: Cast, mailoutbox: list[EmailMessage]) -> Browser:
    """A browser in which Mara's space is open."""
    return come_in(Browser(), cast.mara, mailoutbox)


def change(browser: Browser, kind: str, given: str) -> int:
    return int(browser.post("/space/consents/", {"kind": kind, "given": given}).status_code)


def holding(client: Client) -> set[str]:
    return set(client.consents.filter(withdrawn_at=None).values_list("kind", flat=True))


def test_taken_back_and_given_again_with_every_step_kept(cast: Cast, mara: Browser) -> None:
    assert "You agree, since" in mara.get("/space/consents/").text
    assert change(mara, "check-ins", "no") == 302
    assert holding(cast.mara) == {"treatment"}
    assert "Taken back on" in mara.get("/space/consents/").text
    assert change(mara, "check-ins", "yes") == 302
    assert holding(cast.mara) == {"treatment", "check-ins"}
    rows = cast.mara.consents.filter(kind="check-ins").order_by("pk")
    assert list(rows.values_list("recorded_by", "withdrawn_by_client")) == [
        (cast.ines.pk, True),
        (None, False),
    ]
    page = mara.get("/space/consents/").text
    assert ("written down by Ines Okafor" in page, "by yourself" in page) == (True, True)


def test_nothing_is_sent_any_more_not_even_what_waited(
    cast: Cast, mara: Browser, mailoutbox: list[EmailMessage]
) -> None:
    session_at(cast.ines, cast.mara, at=ahead(days=9))
    session_at(cast.ines, cast.theo, at=ahead(days=9))
    change(mara, "check-ins", "no")
    waiting = OutboxMessage.objects.filter(kind=INVITATION, settled_at=None)
    assert list(waiting.values_list("about", flat=True)) == [cast.theo.check_ins.get().code]
    assert OutboxMessage.objects.get(kind=INVITATION, ending="withdrawn").about == (
        cast.mara.check_ins.get().code
    )


@pytest.mark.parametrize("kind", ["treatment", "research"])
def test_another_consent_leaves_what_waits_alone(cast: Cast, mara: Browser, kind: str) -> None:
    session_at(cast.ines, cast.mara, at=ahead(days=9))
    change(mara, kind, "yes")
    change(mara, kind, "no")
    assert OutboxMessage.objects.filter(kind=INVITATION, settled_at=None).count() == 1


def test_the_therapist_is_told_and_the_audit_says_who(cast: Cast, mara: Browser) -> None:
    change(mara, "treatment", "no")
    told = Contribution.objects.get()
    consent = Consent.objects.get(client=cast.mara, kind="treatment")
    assert (told.kind, told.about, told.client) == ("consent", consent.code, cast.mara)
    row = AuditEvent.objects.latest("pk")
    assert (row.kind, row.actor, row.client_code) == ("changed", None, cast.mara.code)
    assert row.detail == {"withdrawn": "treatment"}


def test_the_therapist_reads_on_the_details_who_took_it_back(
    cast: Cast, mara: Browser, signed_in: SignIn
) -> None:
    change(mara, "check-ins", "no")
    change(mara, "research", "yes")
    page = signed_in(cast.ines).get(f"/clients/{cast.mara.code}/details/").text
    assert re.search(r"withdrawn \d+ \w+ \d+, by themselves", page)
    assert re.search(r"given \d+ \w+ \d+, by themselves in their space", page)
    assert Contribution.objects.get().seen_by == cast.ines


@pytest.mark.parametrize("twice", ["no", "yes"])
def test_twice_changes_nothing(cast: Cast, mara: Browser, twice: str) -> None:
    change(mara, "research", "yes")
    change(mara, "research", twice)
    rows = cast.mara.consents.filter(kind="research").count()
    change(mara, "research", twice)
    assert (cast.mara.consents.filter(kind="research").count(), rows) == (1, 1)
    assert Contribution.objects.count() == (1 if twice == "no" else 0)


@pytest.mark.parametrize(
    ("kind", "given"), [("", "no"), ("everything", "no"), ("check-ins", ""), ("check-ins", "maybe")]
)
def test_what_is_no_consent_changes_nothing(
    cast: Cast, mara: Browser, kind: str, given: str
) -> None:
    assert change(mara, kind, given) == 404
    assert holding(cast.mara) == {"treatment", "check-ins"}


def test_only_ones_own(cast: Cast, mara: Browser) -> None:
    for kind in Consent.Kind.values:
        change(mara, kind, "no")
    assert (holding(cast.mara), holding(cast.theo)) == (set(), {"treatment", "check-ins"})
    page = mara.get("/space/consents/")
    assert (page.status_code, "Theo" in page.text) == (200, False)


def test_in_spanish_each_says_what_follows(cast: Cast, mara: Browser) -> None:
    page = mara.get("/space/consents/?language=es")
    assert page["Content-Language"] == "es"
