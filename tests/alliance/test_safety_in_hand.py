"""Not done yet: somebody keeps trying, or a colleague took it over. It stays open, with a timer."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.test import Client as Browser

from alliance.actions import acknowledge_safety, hold_safety, notice_safety
from alliance.models import CheckIn, SafetyNotice
from measures.catalogue import instrument
from practice import outbox
from practice.actions import create_clinic, end_membership
from practice.models import AuditEvent, Membership, User
from tests.alliance import escalated
from tests.cast import AT_ANY_HOUR, Cast, client, session_at, staff

SignIn = Callable[[Membership], Browser]
PHQ9 = instrument("phq-9")
RAISED = datetime(2026, 3, 2, 10, tzinfo=UTC)  # in London the clock shows the same
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

TRYING = "I could not reach them yet and keep trying."

letters_until = partial(escalated.letters_until, every=HOUR / 2)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(RAISED, tick=False) as traveller:
        yield traveller


@pytest.fixture
def notice(cast: Cast, clock: time_machine.Traveller) -> SafetyNotice:
    """Mara's, told to Ines."""
    session = session_at(cast.ines, cast.mara, at=RAISED + 30 * DAY)
    raised = notice_safety(CheckIn.objects.get(), PHQ9, {"self_harm": 1}, session=session)[0]
    outbox.sweep()
    return raised


def at(notice: SafetyNotice) -> str:
    return f"/safety/{notice.code}/"


def test_who_keeps_trying_is_reminded_until_they_say_how_it_ended(
    cast: Cast,
    notice: SafetyNotice,
    clock: time_machine.Traveller,
    signed_in: SignIn,
    mailoutbox: list[EmailMessage],
) -> None:
    browser = signed_in(cast.ines)
    answer = browser.post(at(notice), {"done": "trying", "words": "Rang twice."}, follow=True)
    assert "It stays open, and you are reminded until you say how it ended." in answer.text
    notice.refresh_from_db()
    assert (notice.acknowledged_at, notice.held_by) == (None, cast.ines)
    assert notice.words == f"Ines Okafor, 2 Mar, 10:00: {TRYING}\nRang twice."
    sent = letters_until(RAISED + 14 * HOUR, clock, mailoutbox)
    assert sent == [("02 14:00", "ines"), ("02 18:00", "ines"), ("02 22:00", "ines")]
    browser = signed_in(cast.ines)
    assert "1 answer about safety waits for you." in browser.get("/").text
    page = browser.get(at(notice)).text
    assert "Ines Okafor has it in hand since 2 Mar, 10:00; it is not done yet" in page
    assert "Ines Okafor is reminded at 2:00 on 3 Mar" in page
    assert "That was before the client gave a higher answer." not in page
    assert "Ines Okafor has it in hand." in browser.get("/safety/").text
    assert "Ines Okafor has it in hand." in browser.get(f"/clients/{cast.mara.code}/").text
    browser.post(at(notice), {"done": "spoke"})
    notice.refresh_from_db()
    assert (notice.acknowledged_by, notice.held_by) == (cast.ines, None)
    assert notice.words.endswith("Rang twice.\n\nI spoke with them.")
    assert letters_until(RAISED + 3 * DAY, clock, mailoutbox) == []


def test_after_a_day_without_a_word_others_are_told_as_well(
    cast: Cast,
    notice: SafetyNotice,
    clock: time_machine.Traveller,
    mailoutbox: list[EmailMessage],
) -> None:
    assert hold_safety(notice, TRYING, by=cast.ines, holder=cast.ines)
    sent = letters_until(RAISED + 3 * DAY, clock, mailoutbox)
    late = [(when, who) for when, who in sent if when >= "03 10:00"]
    assert [who for when, who in sent if when < "03 10:00"] == ["ines"] * 5
    assert late == [
        ("03 10:00", "noor"),
        ("03 10:00", "ines"),
        ("04 08:00", "ada"),
        ("04 08:00", "ines"),
        ("05 08:00", "ines"),
    ]


def test_a_colleague_who_took_it_over_is_named_told_and_reminded(
    cast: Cast,
    notice: SafetyNotice,
    clock: time_machine.Traveller,
    signed_in: SignIn,
    mailoutbox: list[EmailMessage],
) -> None:
    assert signed_in(cast.tomas).get(at(notice)).status_code == 404
    posted = {"done": "handed on", "words": "I am away.", "colleague": str(cast.tomas.code)}
    answer = signed_in(cast.ines).post(at(notice), posted, follow=True)
    assert "It stays open: Tomas Berg is told now." in answer.text
    sent = letters_until(RAISED + 5 * HOUR, clock, mailoutbox)
    assert sent == [("02 10:00", "tomas"), ("02 14:00", "tomas")]
    notice.refresh_from_db()
    assert (notice.acknowledged_at, notice.held_by) == (None, cast.tomas)
    assert "A colleague has taken it over: Tomas Berg.\nI am away." in notice.words
    event = AuditEvent.objects.get(about_code=notice.code, detail__held=True)
    assert (event.actor, event.client_code) == (cast.ines.code, cast.mara.code)
    browser = signed_in(cast.tomas)
    page = browser.get(at(notice)).text
    assert "Tomas Berg, to take it in hand, 2 Mar, 10:00" in page
    # Told is not allowed to read: he is not on the care team.
    assert [words in page for words in ("hurting yourself", "I am away.")] == [False, False]
    assert browser.post(at(notice), {"done": "spoke"}).status_code == 302
    notice.refresh_from_db()
    assert notice.acknowledged_by == cast.tomas
    assert "I am away." not in browser.get(at(notice)).text


def test_a_colleague_must_be_named_and_work_here(
    cast: Cast, notice: SafetyNotice, signed_in: SignIn
) -> None:
    User.objects.filter(pk=cast.noor.user_id).update(is_active=False)
    end_membership(cast.tomas, by=cast.ada)
    browser = signed_in(cast.ines)
    offered = browser.get(at(notice)).context["form"].fields["colleague"].queryset
    assert list(offered) == [cast.ada]
    others = [each.code for each in (cast.tomas, cast.noor, cast.wren, cast.ines)]
    for code in ("", "x", *others):
        answer = browser.post(at(notice), {"done": "handed on", "colleague": str(code)})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["colleague"])
    notice.refresh_from_db()
    assert (notice.held_by, notice.words) == (None, "")


def test_a_colleague_named_beside_another_answer_changes_nothing(
    cast: Cast, notice: SafetyNotice, signed_in: SignIn
) -> None:
    posted = {"done": "spoke", "colleague": str(cast.tomas.code)}
    assert signed_in(cast.ines).post(at(notice), posted).status_code == 302
    notice.refresh_from_db()
    assert (notice.acknowledged_by, notice.held_by) == (cast.ines, None)
    assert notice.recipients.count() == 1


def test_in_a_practice_of_one_no_colleague_is_offered(
    db: None, clock: time_machine.Traveller, signed_in: SignIn
) -> None:
    clinic = create_clinic("Solo", time_zone="Europe/London", **AT_ANY_HOUR)
    sol = staff(clinic, "Sol Adeyemi", is_therapist=True, is_admin=True)
    session = session_at(sol, client("Pat Lund", sol), at=RAISED + 30 * DAY)
    own = notice_safety(CheckIn.objects.get(), PHQ9, {"self_harm": 1}, session=session)[0]
    browser = signed_in(sol)
    page = browser.get(at(own)).text
    assert ["handed on" in page, "Which colleague" in page] == [False, False]
    assert browser.post(at(own), {"done": "handed on"}).status_code == 422
    assert browser.post(at(own), {"done": "trying"}).status_code == 302
    assert SafetyNotice.objects.get().held_by == sol


@pytest.mark.parametrize("how", ["ended", "inactive"])
def test_when_the_holder_is_gone_the_ladder_goes_on_at_once(
    cast: Cast,
    notice: SafetyNotice,
    clock: time_machine.Traveller,
    mailoutbox: list[EmailMessage],
    how: str,
) -> None:
    hold_safety(notice, TRYING, by=cast.ines, holder=cast.tomas)
    if how == "ended":
        end_membership(cast.tomas, by=cast.ada)
    else:
        User.objects.filter(pk=cast.tomas.user_id).update(is_active=False)
    assert letters_until(RAISED + HOUR / 2, clock, mailoutbox) == [("02 10:00", "noor")]
    notice.refresh_from_db()
    assert notice.held_by is None


def test_a_higher_answer_takes_it_out_of_the_hand_and_everybody_is_told(
    cast: Cast,
    notice: SafetyNotice,
    clock: time_machine.Traveller,
    mailoutbox: list[EmailMessage],
) -> None:
    hold_safety(notice, TRYING, by=cast.ines, holder=cast.ines)
    clock.shift(HOUR)
    session = notice.check_in.participation.session
    notice_safety(notice.check_in, PHQ9, {"self_harm": 3}, session=session)
    sent = letters_until(RAISED + HOUR * 5 / 2, clock, mailoutbox)
    assert sent == [("02 11:00", "ines"), ("02 12:00", "noor")]
    notice.refresh_from_db()
    assert notice.held_by is None


def test_who_comes_after_somebody_who_was_done_writes_nothing(
    cast: Cast, notice: SafetyNotice, signed_in: SignIn
) -> None:
    acknowledge_safety(notice, "Spoke.", by=cast.noor)
    events = AuditEvent.objects.count()
    assert not hold_safety(notice, TRYING, by=cast.ines, holder=cast.tomas)
    assert AuditEvent.objects.count() == events
    answer = signed_in(cast.ines).post(at(notice), {"done": "trying"})
    assert (answer.status_code, "Noor Haddad was faster" in answer.text) == (409, True)
    notice.refresh_from_db()
    assert (notice.words, notice.recipients.count()) == ("Spoke.", 1)


def test_an_admin_does_not_read_what_the_holder_said(
    cast: Cast, notice: SafetyNotice, signed_in: SignIn
) -> None:
    hold_safety(notice, "kingfisher", by=cast.ines, holder=cast.ada)
    browser = signed_in(cast.ada)
    assert "kingfisher" not in browser.get(at(notice)).text
    browser.post(at(notice), {"done": "spoke"})
    assert "kingfisher" not in browser.get(at(notice)).text
    assert "kingfisher" in signed_in(cast.noor).get(at(notice)).text


def test_nobody_has_in_hand_what_is_done(cast: Cast, notice: SafetyNotice) -> None:
    acknowledge_safety(notice, "Spoke.", by=cast.ines)
    with pytest.raises(IntegrityError), transaction.atomic():
        SafetyNotice.objects.update(held_by=cast.tomas)


def test_without_its_audit_row_it_is_in_nobodys_hand(
    cast: Cast, notice: SafetyNotice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("practice.audit.record", refuse)
    with pytest.raises(RuntimeError):
        hold_safety(notice, TRYING, by=cast.ines, holder=cast.tomas)
    notice.refresh_from_db()
    assert (notice.held_by, notice.words, notice.recipients.count()) == (None, "", 1)
