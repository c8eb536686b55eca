"""Nothing opens to a supervisor until the supervisee agrees, whoever asks, and in whatever role."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alliance.actions import NotASupervisor, ask_supervisor
from practice.actions import agree_to_supervision, end_supervision, request_supervision
from practice.models import AuditEvent, Membership, OutboxMessage, Supervision
from practice.outbox import deliver
from practice.versions import ChangedMeanwhile
from sessions.actions.process_note import supervising
from sessions.models import CoSignature
from tests.cast import Cast, ago, session_at
from tests.signed import signed

SignIn = Callable[[Membership], Client]
WORDS = "kingfisher"


@pytest.fixture
def asked(cast: Cast, signed_in: SignIn) -> Supervision:
    """Ada, an admin alone, takes the other role and asks to supervise Ines, who has said nothing.

    Nobody else supervises Ines.
    """
    end_supervision(Supervision.objects.get(), by=cast.ada)
    browser = signed_in(cast.ada)
    roles = {"roles": ["supervisor", "admin"], "shown": ["admin"]}
    browser.post(reverse("change_roles", args=[cast.ada.code]), roles)
    browser.post(
        reverse("request_supervision", args=[cast.ines.code]),
        {"supervisor": cast.ada.code, "cosigns": "on"},
    )
    cast.ada.refresh_from_db()
    return Supervision.objects.get(supervisor=cast.ada)


def agree(browser: Client, supervision: Supervision) -> None:
    answer = browser.post(reverse("agree_to_supervision", args=[supervision.code]))
    assert answer["Location"] == reverse("account")


def test_an_admin_who_makes_herself_a_supervisor_reads_nothing(
    cast: Cast, signed_in: SignIn, asked: Supervision
) -> None:
    met = session_at(cast.ines, cast.mara, at=ago(days=2))
    signed(met, cast.ines, WORDS)
    browser = signed_in(cast.ada)
    pages = [f"/clients/{cast.mara.code}/", f"/sessions/{met.code}/"]
    for path in pages:
        answer = browser.get(path)
        assert answer.status_code == 404
        assert WORDS not in answer.content.decode()
    assert "Mara" not in browser.get("/caseload/").content.decode()
    assert not CoSignature.objects.filter(asked_of=cast.ada).exists()
    agree(signed_in(cast.ines), asked)
    assert WORDS in browser.get(pages[1]).content.decode()
    assert "Mara" in browser.get("/caseload/").content.decode()
    signed(session_at(cast.ines, cast.mara, at=ago(days=1)), cast.ines, WORDS)
    assert CoSignature.objects.filter(asked_of=cast.ada).count() == 1


def test_what_goes_through_supervision_waits_for_the_agreement(
    cast: Cast, asked: Supervision
) -> None:
    question: dict[str, Any] = {"of": cast.ada, "by": cast.ines, "question": WORDS}
    days = (date(2026, 1, 1), date(2026, 1, 2))
    with pytest.raises(NotASupervisor):
        ask_supervisor(cast.mara, days=days, **question)
    assert not supervising(cast.ines).exists()
    agree_to_supervision(asked, by=cast.ines)
    assert ask_supervisor(cast.mara, days=days, **question).asked_of == cast.ada
    assert list(supervising(cast.ines)) == [asked]


def test_who_is_asked_finds_it_on_today_and_in_a_letter_that_names_nobody(
    cast: Cast,
    signed_in: SignIn,
    asked: Supervision,
    mailoutbox: list[EmailMessage],
) -> None:
    assert deliver(OutboxMessage.objects.get(kind="supervision-request").pk)
    letter = mailoutbox[-1]
    assert letter.to == [cast.ines.user.email]
    said = f"{letter.subject} {letter.body}"
    assert reverse("account") in said
    for word in ("Ada", "Ines", "Riverside", "superv"):
        assert word not in said
    browser = signed_in(cast.ines)
    assert "May Ada Kowalski supervise you, and read" in browser.get("/").content.decode()
    page = browser.get("/me/").content.decode()
    assert "May Ada Kowalski supervise you?" in page
    assert "Ada Kowalski is a clinic admin as well" in page
    agree(browser, asked)
    assert "May Ada Kowalski" not in browser.get("/").content.decode()
    assert "Ada Kowalski supervises you" in browser.get("/me/").content.decode()


def test_the_letter_is_not_sent_once_it_is_decided(cast: Cast, asked: Supervision) -> None:
    agree_to_supervision(asked, by=cast.ines)
    assert OutboxMessage.objects.get(kind="supervision-request").ending == "withdrawn"


def test_who_administers_sees_for_whom_it_waits(
    cast: Cast, signed_in: SignIn, asked: Supervision
) -> None:
    browser = signed_in(cast.ada)
    person = reverse("person", args=[cast.ines.code])
    assert "waits for Ines Okafor: nothing opens yet" in browser.get(person).content.decode()
    assert "waits for Ines Okafor" in browser.get(reverse("people")).content.decode()
    assert "Waits for Ines Okafor" in browser.get("/me/").content.decode()
    agree(signed_in(cast.ines), asked)
    for page in (person, reverse("people"), "/me/"):
        assert "aits for Ines" not in browser.get(page).content.decode()


@pytest.mark.parametrize("agreed_first", [False, True])
def test_the_supervisee_declines_or_ends_it(
    cast: Cast, signed_in: SignIn, asked: Supervision, *, agreed_first: bool
) -> None:
    browser, reader = signed_in(cast.ines), signed_in(cast.ada)
    if agreed_first:
        agree(browser, asked)
        assert reader.get(f"/clients/{cast.mara.code}/").status_code == 200
    leave = reverse("leave_supervision", args=[asked.code])
    assert browser.post(leave)["Location"] == reverse("account")
    assert reader.get(f"/clients/{cast.mara.code}/").status_code == 404
    asked.refresh_from_db()
    assert asked.ended_on == timezone.localdate()
    event = AuditEvent.objects.filter(about_code=asked.code).latest("pk")
    assert (event.kind, event.actor) == ("revoked", cast.ines.code)
    with pytest.raises(ChangedMeanwhile):
        agree_to_supervision(asked, by=cast.ines)


def test_agreeing_leaves_one_trace_and_begins_today(cast: Cast, asked: Supervision) -> None:
    Supervision.objects.update(began_on=date(2026, 1, 1))
    agree_to_supervision(asked, by=cast.ines)
    agree_to_supervision(asked, by=cast.ines)
    asked.refresh_from_db()
    assert asked.began_on == timezone.localdate()
    traces = AuditEvent.objects.filter(about_code=asked.code, detail__agreed=True)
    assert [each.actor for each in traces] == [cast.ines.code]


@pytest.mark.parametrize("who", ["ada", "noor", "tomas"])
def test_nobody_agrees_in_the_supervisees_place(
    cast: Cast, signed_in: SignIn, asked: Supervision, who: str
) -> None:
    browser = signed_in(getattr(cast, who))
    for name in ("agree_to_supervision", "leave_supervision"):
        assert browser.post(reverse(name, args=[asked.code])).status_code == 404
    with pytest.raises(ValueError, match="somebody other"):
        agree_to_supervision(asked, by=getattr(cast, who))
    asked.refresh_from_db()
    assert (asked.agreed_at, asked.ended_on) == (None, None)


def test_the_database_keeps_an_agreement_to_the_two_who_made_it(
    cast: Cast, asked: Supervision
) -> None:
    given = Supervision.objects.exclude(pk=asked.pk).get()  # Noor's, which ended
    again = request_supervision(cast.noor, cast.ines, by=cast.ada)
    agree_to_supervision(again, by=cast.ines)
    for row, change in (
        (again, {"supervisor": cast.ada}),
        (again, {"supervisee": cast.tomas}),
        (again, {"agreed_at": None}),
        (again, {"agreed_at": ago(days=9)}),
        (asked, {"supervisee": cast.tomas}),
        (given, {"ended_on": None}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            Supervision.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Supervision.objects.filter(pk=again.pk).delete()
