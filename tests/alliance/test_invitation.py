"""An invitation and its one reminder: when they go, what stops them, and no flood."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client as Browser
from pytest_django import Settings

from alliance import actions
from alliance.actions.invitation import INVITATION, REMINDER
from alliance.letters import check_in_invitation
from alliance.models import CheckIn, CheckInLink
from clients.models import Client, Consent
from practice import outbox
from practice.models import AuditEvent, Clinic, Membership, OutboxMessage
from sessions.models import Session
from tests.cast import Cast, session_at

SignIn = Callable[[Membership], Browser]
Ending = OutboxMessage.Ending
MONDAY = datetime(2026, 6, 1, 9, tzinfo=UTC)  # ten o'clock in London
QUIET = {"quiet_from": time(21), "quiet_until": time(8)}


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


def _planned(cast: Cast, *who: Client, **span: float) -> Session:
    return session_at(cast.ines, *(who or (cast.mara,)), at=MONDAY + timedelta(**span))


def _set(cast: Cast, **settings: Any) -> None:
    Clinic.objects.filter(pk=cast.riverside.pk).update(**settings)
    for name, value in settings.items():
        setattr(cast.riverside, name, value)


def _change(cast: Cast, **details: Any) -> None:
    mara = Client.objects.select_related("clinic").get(pk=cast.mara.pk)
    actions.change_details(mara, by=cast.ines, version=mara.version, **details)


def _waiting() -> list[tuple[str, datetime]]:
    rows = OutboxMessage.objects.filter(settled_at=None).order_by("due_at")
    return list(rows.values_list("kind", "due_at"))


def _endings(kind: str = INVITATION) -> list[str]:
    return list(
        OutboxMessage.objects.filter(kind=kind).order_by("pk").values_list("ending", flat=True)
    )


def _sweep_until(clock: time_machine.Traveller, at: datetime, minutes: int = 10) -> None:
    """The worker sweeps all the time."""
    while datetime.now(UTC) < at:
        outbox.sweep()
        clock.shift(timedelta(minutes=minutes))
    outbox.sweep()


def test_an_invitation_and_one_reminder_bear_the_same_link(
    cast: Cast, clock: time_machine.Traveller, mailoutbox: list[EmailMessage], browser: Browser
) -> None:
    _planned(cast, days=2)
    tuesday = MONDAY + timedelta(days=1)
    assert _waiting() == [(INVITATION, tuesday), (REMINDER, tuesday + timedelta(hours=20))]
    _sweep_until(clock, MONDAY + timedelta(days=3))
    assert [mail.subject for mail in mailoutbox] == [
        "A few questions before we meet",
        "Your questions are still here",
    ]
    first, again = (re.findall(r"/c/\S+", str(mail.body)) for mail in mailoutbox)
    assert first == again
    assert CheckIn.objects.get().sent_at == tuesday
    assert set(OutboxMessage.objects.values_list("ending", "client")) == {("sent", cast.mara.code)}
    clock.move_to(tuesday + timedelta(hours=21))
    assert browser.post(again[0]).status_code == 302


def test_what_was_answered_is_not_asked_again(
    cast: Cast, clock: time_machine.Traveller, mailoutbox: list[EmailMessage]
) -> None:
    _planned(cast, days=2)
    _sweep_until(clock, MONDAY + timedelta(days=1, hours=1))
    link = CheckInLink.objects.get()
    actions.begin_check_in(link)
    actions.submit_check_in(link, {})
    _sweep_until(clock, MONDAY + timedelta(days=2))
    assert len([mail for mail in mailoutbox if "mara@mail.example" in mail.to]) == 1
    assert _endings(REMINDER) == [Ending.WITHDRAWN]


def test_nothing_is_sent_at_night(
    cast: Cast, clock: time_machine.Traveller, mailoutbox: list[EmailMessage]
) -> None:
    _set(cast, **QUIET)
    _planned(cast, hours=24 + 21)  # Wednesday, seven in the morning
    assert _waiting()[0] == (INVITATION, datetime(2026, 6, 2, 7, tzinfo=UTC))
    # Due in the evening, and the worker was away until the night.
    _planned(cast, cast.theo, hours=24 + 10)
    clock.move_to(datetime(2026, 6, 1, 22, tzinfo=UTC))
    assert outbox.sweep() == 0
    assert mailoutbox == []
    clock.move_to(datetime(2026, 6, 2, 7, tzinfo=UTC))
    assert outbox.sweep() == 2
    assert sorted(mail.to[0] for mail in mailoutbox) == ["mara@mail.example", "theo@mail.example"]


def test_by_hand_it_goes_at_any_hour(
    cast: Cast, clock: time_machine.Traveller, signed_in: SignIn, mailoutbox: list[EmailMessage]
) -> None:
    _set(cast, **QUIET)
    met = _planned(cast, hours=24 + 21)
    clock.move_to(datetime(2026, 6, 1, 22, tzinfo=UTC))
    path = f"/sessions/{met.code}/check-in/send/"
    part = {"part": str(met.participations.get().code)}
    signed_in(cast.ines).post(path, part)
    outbox.sweep()
    assert len(mailoutbox) == 1
    signed_in(cast.ines).post(path, part)  # a new link, at once
    outbox.sweep()
    assert len(mailoutbox) == 2
    assert CheckInLink.objects.filter(revoked_at=None).count() == 1


def test_without_consent_or_address_it_is_said_that_nothing_goes(
    cast: Cast, clock: time_machine.Traveller, signed_in: SignIn, mailoutbox: list[EmailMessage]
) -> None:
    met = _planned(cast, days=2)
    actions.stop_messages(cast.mara, by=cast.ines)
    part = {"part": str(met.participations.get().code)}
    browser = signed_in(cast.ines)
    page = browser.post(f"/sessions/{met.code}/check-in/send/", part, follow=True)
    assert "They are sent none: there is no consent, or no address." in page.content.decode()
    outbox.sweep()
    assert mailoutbox == []


@pytest.mark.parametrize(
    ("clinics", "own", "sent"),
    [(1, None, 6), (2, None, 3), (2, 1, 6), (1, 3, 2), (4, None, 2)],
)
def test_every_other_session_counts_from_the_first(
    cast: Cast,
    clock: time_machine.Traveller,
    mailoutbox: list[EmailMessage],
    clinics: int,
    own: int | None,
    sent: int,
) -> None:
    _set(cast, check_in_every=clinics, check_in_reminder_hours=0)
    Client.objects.filter(pk=cast.mara.pk).update(check_in_every=own)
    for week in range(6):
        _planned(cast, days=2 + 7 * week)
    _sweep_until(clock, MONDAY + timedelta(days=40), minutes=360)
    assert len(mailoutbox) == sent
    asked = CheckIn.objects.order_by("participation__starts_at").values_list("sent_at", flat=True)
    assert asked[0] is not None


def test_a_missed_session_does_not_count(
    cast: Cast, clock: time_machine.Traveller, mailoutbox: list[EmailMessage]
) -> None:
    _set(cast, check_in_every=2, check_in_reminder_hours=0)
    first, _ = _planned(cast, days=2), _planned(cast, days=9)
    _sweep_until(clock, MONDAY + timedelta(days=3), minutes=360)
    actions.miss_session(first.participations.get(), "no-show", by=cast.ines)
    _sweep_until(clock, MONDAY + timedelta(days=9), minutes=360)
    assert len(mailoutbox) == 2  # the second is the first that takes place


def test_cancelled_moved_and_on_again(
    cast: Cast, clock: time_machine.Traveller, mailoutbox: list[EmailMessage]
) -> None:
    met = _planned(cast, days=2)
    part = met.participations.select_related("check_in__clinic", "client__clinic").get()
    actions.miss_session(part, "client cancelled", by=cast.ines)
    assert _waiting() == []
    actions.miss_session(part, "expected", by=cast.ines)
    assert [kind for kind, _ in _waiting()] == [INVITATION, REMINDER]
    actions.move_session(met, by=cast.ines, starts_at=MONDAY + timedelta(days=5))
    assert _waiting()[0] == (INVITATION, MONDAY + timedelta(days=4))
    _sweep_until(clock, MONDAY + timedelta(days=6), minutes=60)
    assert len(mailoutbox) == 2
    assert _endings() == [Ending.WITHDRAWN, Ending.WITHDRAWN, Ending.SENT]


def test_a_session_moved_after_it_was_sent_is_asked_for_anew(
    cast: Cast, clock: time_machine.Traveller, mailoutbox: list[EmailMessage]
) -> None:
    met = _planned(cast, days=2)
    _sweep_until(clock, MONDAY + timedelta(days=1, hours=1))
    actions.move_session(met, by=cast.ines, starts_at=MONDAY + timedelta(days=5))
    assert CheckIn.objects.get().sent_at is None
    _sweep_until(clock, MONDAY + timedelta(days=4, hours=1), minutes=60)
    assert CheckIn.objects.get().sent_at == MONDAY + timedelta(days=4)
    assert len(mailoutbox) == 2


def test_a_consent_given_later_reaches_sessions_that_are_planned(
    cast: Cast, clock: time_machine.Traveller, signed_in: SignIn
) -> None:
    browser, path = signed_in(cast.ines), f"/clients/{cast.mara.code}/consent/"
    _planned(cast, days=2)
    browser.post(path, {"kind": "check-ins", "given": "no"})
    assert _waiting() == []
    _planned(cast, days=9)
    assert _waiting() == []
    browser.post(path, {"kind": "check-ins", "given": "yes"})
    assert [kind for kind, _ in _waiting()] == [INVITATION, REMINDER] * 2
    browser.post(path, {"kind": "check-ins", "given": "yes"})  # twice changes nothing
    assert len(_waiting()) == 4


def test_another_address_gets_it_anew_and_the_old_link_opens_nothing(
    cast: Cast, clock: time_machine.Traveller, mailoutbox: list[EmailMessage], browser: Browser
) -> None:
    _planned(cast, days=2)
    _sweep_until(clock, MONDAY + timedelta(days=1))
    _change(cast, email="new@mail.example")
    clock.shift(timedelta(hours=3))
    outbox.sweep()
    assert [mail.to for mail in mailoutbox] == [["mara@mail.example"], ["new@mail.example"]]
    old, new = (re.findall(r"/c/\S+", str(mail.body))[0] for mail in mailoutbox)
    assert browser.get(old).status_code == 410
    assert browser.get(new).status_code == 200


def test_a_client_has_hours_of_their_own(cast: Cast, clock: time_machine.Traveller) -> None:
    _planned(cast, days=5)
    _change(cast, check_in_lead_hours=72)
    assert _waiting()[0] == (INVITATION, MONDAY + timedelta(days=2))
    _planned(cast, cast.theo, days=5)
    assert (INVITATION, MONDAY + timedelta(days=4)) in _waiting()


def test_by_text_message(
    cast: Cast, clock: time_machine.Traveller, settings: Settings, tmp_path: Path
) -> None:
    settings.TEXT_MESSAGE_FOLDER = tmp_path
    _change(cast, channel="text", phone="+44 1632 960123", language="en")
    _planned(cast, days=2)
    _sweep_until(clock, MONDAY + timedelta(days=2), minutes=60)
    written = [path.read_text() for path in tmp_path.iterdir()]
    assert len(written) == 2
    for text in written:
        assert "+441632960123" in text
        assert re.search(r"/c/\S+ ?", text)
        assert "/stop/" in text
        assert not any(name in text for name in ("Mara", "Riverside", "Ines", "therap"))


def test_who_is_sent_none_has_no_check_in_prepared(
    cast: Cast, clock: time_machine.Traveller
) -> None:
    _change(cast, channel="none")
    _planned(cast, days=2)
    assert CheckIn.objects.count() == 0
    assert _waiting() == []


def test_after_an_outage_one_message_each_in_order_and_none_for_what_has_begun(
    cast: Cast, clock: time_machine.Traveller, mailoutbox: list[EmailMessage]
) -> None:
    _planned(cast, days=2)  # will have begun
    _planned(cast, days=4)  # both due during the outage
    _planned(cast, days=4, hours=2)
    _planned(cast, cast.theo, days=4)
    clock.move_to(MONDAY + timedelta(days=3, hours=20, minutes=30))
    outbox.sweep()
    outbox.sweep()
    assert sorted(mail.to[0] for mail in mailoutbox) == ["mara@mail.example", "theo@mail.example"]
    clock.shift(timedelta(hours=2))
    outbox.sweep()
    assert len(mailoutbox) == 3
    _sweep_until(clock, MONDAY + timedelta(days=5))
    # No reminder: it would have come on the heels of the invitation.
    assert len(mailoutbox) == 3
    begun = CheckIn.objects.order_by("participation__starts_at")[0]
    assert begun.sent_at is None


def test_two_workers_at_once_send_one_of_two(
    cast: Cast, clock: time_machine.Traveller, mailoutbox: list[EmailMessage]
) -> None:
    """Each has claimed a row, and composes while the other one does."""
    _planned(cast, days=4)
    _planned(cast, days=4, hours=1)
    clock.move_to(MONDAY + timedelta(days=3, hours=1))
    older, newer = OutboxMessage.objects.filter(kind=INVITATION).order_by("pk")
    both = OutboxMessage.objects.filter(kind=INVITATION)
    both.update(claimed_until=datetime.now(UTC) + OutboxMessage.LEASE)
    for message in (older, newer):
        with pytest.raises(outbox.Later) as waits:
            check_in_invitation(message)
        both.filter(pk=message.pk).update(due_at=waits.value.until)
    both.update(claimed_until=None)
    assert outbox.sweep() == 0
    clock.shift(timedelta(seconds=15))
    assert outbox.sweep() == 1
    assert _endings() == [Ending.SENT, ""]
    clock.shift(timedelta(minutes=2))
    assert outbox.sweep() == 0
    assert len(mailoutbox) == 1
    newer.refresh_from_db()
    assert newer.due_at >= datetime.now(UTC) + timedelta(hours=1, minutes=50)


def test_somebody_elses_in_hand_holds_nobody_up(
    cast: Cast, clock: time_machine.Traveller, mailoutbox: list[EmailMessage]
) -> None:
    _planned(cast, days=4)
    _planned(cast, cast.theo, days=4)
    clock.move_to(MONDAY + timedelta(days=3, hours=1))
    theirs = OutboxMessage.objects.filter(kind=INVITATION, client=cast.theo.code)
    theirs.update(claimed_until=datetime.now(UTC) + OutboxMessage.LEASE)
    assert outbox.sweep() == 1
    assert [mail.to for mail in mailoutbox] == [["mara@mail.example"]]


def test_a_sweep_takes_on_so_many_the_longest_due_first(
    cast: Cast, clock: time_machine.Traveller, settings: Settings, mailoutbox: list[EmailMessage]
) -> None:
    settings.OUTBOX_SWEEP_MOST = 1
    _planned(cast, days=2, hours=1)
    _planned(cast, cast.theo, days=2)
    clock.move_to(MONDAY + timedelta(days=1, hours=2))
    assert outbox.sweep() == 1
    assert [mail.to for mail in mailoutbox] == [["theo@mail.example"]]
    assert outbox.sweep() == 1


def test_the_clocks_are_changed_and_nobody_is_skipped_or_asked_twice(
    cast: Cast, clock: time_machine.Traveller, mailoutbox: list[EmailMessage]
) -> None:
    """Through the real outbox, around both changes of a year and 29 February."""
    _set(cast, check_in_reminder_hours=0, **QUIET)
    days = [(2028, 2, 29), (2028, 3, 1), (2028, 3, 26), (2028, 3, 27), (2028, 10, 29)]
    for number, day in enumerate(days):
        begins = datetime(*day, 9, 30, tzinfo=cast.riverside.zone)
        clock.move_to(begins - timedelta(days=3))
        session_at(cast.ines, cast.mara, at=begins)
        _sweep_until(clock, begins.astimezone(UTC), minutes=30)
        assert len(mailoutbox) == number + 1, day
        [sent] = CheckIn.objects.filter(participation__starts_at=begins)
        assert sent.sent_at is not None
        assert 8 <= sent.sent_at.astimezone(cast.riverside.zone).hour < 21


def test_every_act_leaves_its_trace(cast: Cast, clock: time_machine.Traveller) -> None:
    _planned(cast, days=2)
    actions.stop_messages(cast.mara, by=None)
    event = AuditEvent.objects.latest("pk")
    assert (event.kind, event.actor, event.detail) == (
        "changed",
        None,
        {"withdrawn": Consent.Kind.CHECK_INS},
    )
