"""Nobody takes a safety notice on: whoever was told last is told again until somebody does."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client as Browser
from django.utils import timezone

from alliance.actions import acknowledge_safety, escalate_safety, notice_safety
from alliance.actions.escalation import next_reminder
from alliance.models import CheckIn, SafetyNotice
from measures.catalogue import instrument
from practice import outbox
from practice.actions import create_clinic
from practice.models import AuditEvent, Clinic, Membership
from sessions.models import Session
from tests.alliance import escalated
from tests.cast import AT_ANY_HOUR, Cast, client, session_at, staff

PHQ9 = instrument("phq-9")
MINUTE = timedelta(minutes=1)
RAISED = datetime(2026, 3, 2, 10, tzinfo=UTC)  # in London the clock shows the same

letters_until = partial(escalated.letters_until, every=10 * MINUTE)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(RAISED, tick=False) as coordinates:
        yield coordinates


def raised(session: Session, answer: int = 1) -> SafetyNotice:
    check_in = CheckIn.objects.get(participation__session=session)
    return notice_safety(check_in, PHQ9, {"self_harm": answer}, session=session)[0]


@pytest.fixture
def alone(clock: time_machine.Traveller, db: None) -> SafetyNotice:
    """In a practice of one."""
    clinic = create_clinic("Solo", time_zone="Europe/London", **AT_ANY_HOUR)
    sol = staff(clinic, "Sol Adeyemi", is_therapist=True, is_admin=True)
    return raised(session_at(sol, client("Pat Lund", sol), at=RAISED + timedelta(days=30)))


def test_in_a_practice_of_one_every_four_hours_and_then_every_morning(
    alone: SafetyNotice, clock: time_machine.Traveller, mailoutbox: list[EmailMessage]
) -> None:
    sent = letters_until(RAISED + timedelta(days=4), clock, mailoutbox)
    first_day = ["02 10:00", "02 14:00", "02 18:00", "02 22:00", "03 02:00", "03 06:00", "03 10:00"]
    mornings = ["04 08:00", "05 08:00", "06 08:00"]
    assert sent == [(at, "sol") for at in first_day + mornings]
    assert alone.recipients.count() == 1


def test_until_somebody_takes_it_on(
    alone: SafetyNotice, clock: time_machine.Traveller, mailoutbox: list[EmailMessage]
) -> None:
    letters_until(RAISED + timedelta(hours=5), clock, mailoutbox)
    assert acknowledge_safety(alone, "Spoke.", by=Membership.objects.get())
    assert letters_until(RAISED + timedelta(days=3), clock, mailoutbox) == []


def test_a_long_patience_does_not_put_off_the_reminder(
    alone: SafetyNotice, clock: time_machine.Traveller, mailoutbox: list[EmailMessage]
) -> None:
    acknowledge_safety(alone, "Spoke.", by=Membership.objects.get())
    Clinic.objects.update(safety_escalation_minutes=1440)
    other = client("Ola Brand", Membership.objects.get())
    raised(session_at(Membership.objects.get(), other, at=RAISED + timedelta(days=30)))
    sent = letters_until(RAISED + timedelta(hours=9), clock, mailoutbox)
    assert [at for at, _ in sent] == ["02 10:00", "02 14:00", "02 18:00"]


def test_where_there_are_more_the_last_rung_is_told_again(
    cast: Cast, clock: time_machine.Traveller, mailoutbox: list[EmailMessage]
) -> None:
    notice = raised(session_at(cast.ines, cast.mara, at=RAISED + timedelta(days=30)))
    sent = letters_until(RAISED + timedelta(hours=11), clock, mailoutbox)
    assert sent == [
        ("02 10:00", "ines"),
        ("02 11:00", "noor"),
        ("02 12:00", "ada"),
        ("02 16:00", "ada"),
        ("02 20:00", "ada"),
    ]
    again = AuditEvent.objects.filter(about_code=notice.code).latest("pk")
    assert again.detail == {"again": True, "to": [str(cast.ada.code)]}
    assert (again.kind, again.client_code) == ("sent", cast.mara.code)


def test_of_the_last_rung_only_who_works_here_is_written_to(
    cast: Cast, clock: time_machine.Traveller, mailoutbox: list[EmailMessage]
) -> None:
    raised(session_at(cast.ines, cast.mara, at=RAISED + timedelta(days=30)))
    letters_until(RAISED + timedelta(hours=3), clock, mailoutbox)
    Membership.objects.filter(pk=cast.ada.pk).update(ended_at=timezone.now())
    sent = letters_until(RAISED + timedelta(hours=7), clock, mailoutbox)
    assert sent == [("02 16:00", "noor")]


def test_it_is_told_again_once_however_often_the_worker_looks(
    alone: SafetyNotice, clock: time_machine.Traveller, mailoutbox: list[EmailMessage]
) -> None:
    outbox.sweep()
    mailoutbox.clear()
    clock.shift(timedelta(hours=50))  # an outage
    assert [escalate_safety() for _ in range(5)] == [1, 0, 0, 0, 0]
    outbox.sweep()
    assert len(mailoutbox) == 1


def test_a_higher_answer_begins_the_first_day_anew(
    alone: SafetyNotice, clock: time_machine.Traveller, mailoutbox: list[EmailMessage]
) -> None:
    acknowledge_safety(alone, "Spoke.", by=Membership.objects.get())
    clock.shift(timedelta(days=2))
    raised(alone.check_in.participation.session, 3)
    sent = letters_until(RAISED + timedelta(days=2, hours=9), clock, mailoutbox)
    assert [at for at, _ in sent][-2:] == ["04 14:00", "04 18:00"]


@pytest.mark.parametrize(
    ("now", "zone", "morning"),
    [
        ("2026-03-28T23:00+00:00", "Europe/London", "2026-03-29T07:00+00:00"),  # the clock changes
        ("2026-03-05T08:00+00:00", "Europe/London", "2026-03-06T08:00+00:00"),
        ("2026-03-05T09:00+00:00", "America/New_York", "2026-03-05T13:00+00:00"),
        ("2026-03-05T23:30+00:00", "Pacific/Auckland", "2026-03-06T19:00+00:00"),
    ],
)
def test_morning_is_by_the_clinics_clock(now: str, zone: str, morning: str) -> None:
    notice = SafetyNotice(
        clinic=Clinic(time_zone=zone), raised_at=datetime(2026, 3, 1, 12, tzinfo=UTC)
    )
    assert next_reminder(notice, datetime.fromisoformat(now)) == datetime.fromisoformat(morning)


def test_it_stands_on_today_meanwhile_and_says_when(
    cast: Cast,
    clock: time_machine.Traveller,
    mailoutbox: list[EmailMessage],
    signed_in: Callable[[Membership], Browser],
) -> None:
    notice = raised(session_at(cast.ines, cast.mara, at=RAISED + timedelta(days=30)))
    letters_until(RAISED + timedelta(days=3), clock, mailoutbox)
    assert "1 answer about safety waits for you." in signed_in(cast.ines).get("/").text
    assert "Safety · 1</a>" in signed_in(cast.ada).get("/clinic/").text
    page = signed_in(cast.ines).get(f"/safety/{notice.code}/").text
    assert "whoever was told last is told again" in page
