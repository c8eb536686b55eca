"""Something felt off: whom it reaches, that one answer counts, and that somebody must give it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.db import DatabaseError, connection
from django.test import Client as Browser
from django.utils import timezone

from alliance.actions import (
    answer_concern,
    begin_check_in,
    escalate_concerns,
    record_rupture,
    say_concern,
    see_concerns,
    submit_check_in,
    withdraw_concern,
)
from alliance.actions.concern import recipients
from alliance.models import CheckIn, Concern, Rupture, Signal
from alliance.tasks import escalate_concerns as task
from clients.models import CareTeamMember, Client
from practice import outbox
from practice.actions import end_membership
from practice.models import AuditEvent, Clinic, Membership, OutboxMessage, Supervision
from tests.cast import Cast, ago, ahead, session_at, staff

SignIn = Callable[[Membership], Browser]
WORDS = "kingfisher"
HOURS = timedelta(hours=73)


def said(client: Client, request: str = "raise", *, words: str = WORDS) -> Concern:
    """From the client's own space."""
    return say_concern(client, strength="some", words=words, request=request)


def checked_in(cast: Cast, request: str = "raise", **answers: str) -> CheckIn:
    """Said in a check-in of Mara's."""
    session = session_at(cast.ines, cast.mara, at=ahead(days=1))
    check_in = session.participations.get().check_in
    link = check_in.links.get()
    begin_check_in(link)
    given = {"tension": "some", "tension_words": WORDS, "request": request} | answers
    return submit_check_in(link, given)


def named(cast: Cast, member: Membership | None) -> None:
    """Name whom a client reaches beside the therapist."""
    Clinic.objects.filter(pk=cast.riverside.pk).update(concern_recipient=member)
    cast.mara.clinic.refresh_from_db()


def letters(mailoutbox: list[EmailMessage]) -> list[str]:
    """Who was written to, sorted, since the last time."""
    mailoutbox.clear()
    outbox.sweep()
    return sorted(str(letter.to[0]) for letter in mailoutbox)


def now(concern: Concern) -> Concern:
    """As it stands in the database."""
    return Concern.objects.select_related("client__clinic").get(pk=concern.pk)


def seen_by(member: Membership) -> list[Concern]:
    return list(Concern.objects.visible_to(member))


def everybody(cast: Cast) -> list[Membership]:
    return [cast.ines, cast.noor, cast.tomas, cast.ada, cast.wren, cast.olga]


def who(cast: Cast) -> list[str]:
    """By first name, who finds anything."""
    return [each.name.split()[0] for each in everybody(cast) if seen_by(each)]


# --- Said -----------------------------------------------------------------------------------------


def test_it_asks_those_in_care_about_the_last_session(
    cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    met = session_at(cast.ines, cast.mara, at=ago(days=2))
    session_at(cast.ines, cast.mara, at=ahead(days=5))
    concern = said(cast.mara)
    signal = Signal.objects.get()
    assert (signal.kind, signal.session, signal.check_in) == ("direct report", met, None)
    assert (signal.concern, signal.values) == (concern, {"tension": "some", "request": "raise"})
    assert concern.escalates_at == concern.said_at + timedelta(hours=72)
    assert (concern.escalated_at, concern.escalated_to) == (None, None)
    assert who(cast) == ["Ines", "Noor"]
    assert letters(mailoutbox) == ["ines@riverside.example"]
    traces = AuditEvent.objects.filter(about="alliance.concern").order_by("pk")
    assert [(each.kind, each.actor, each.client_code) for each in traces] == [
        ("created", None, cast.mara.code),
        ("sent", None, cast.mara.code),
    ]


def test_said_before_the_first_session_it_belongs_to_none(cast: Cast) -> None:
    said(cast.mara)
    assert Signal.objects.get().session is None


def test_what_is_said_in_a_check_in_is_one_concern_and_one_signal(
    cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    check_in = checked_in(cast)
    concern, signal = Concern.objects.get(), Signal.objects.get()
    assert (concern.check_in, concern.strength, concern.words) == (check_in, "some", WORDS)
    assert (signal.check_in, signal.concern) == (check_in, concern)
    assert not OutboxMessage.objects.filter(kind="concern-said").exists()


def test_words_alone_in_a_check_in_are_a_concern_and_nothing_said_is_none(cast: Cast) -> None:
    checked_in(cast, tension="", request="")
    assert (Concern.objects.get().strength, Concern.objects.get().request) == ("", "")
    checked_in(cast, tension="none", tension_words="")
    assert Concern.objects.count() == 1


def test_the_letter_is_neutral(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    said(cast.mara)
    named(cast, cast.tomas)
    said(cast.mara, "other")
    assert letters(mailoutbox) == ["ines@riverside.example", "tomas@riverside.example"]
    first, second = mailoutbox
    assert (first.subject, first.body) == (second.subject, second.body)
    text = f"{first.subject} {first.body}".lower()
    words = ("mara", "kingfisher", "riverside", "client", "felt", "therap", "concern ")
    assert [word in text for word in words] == [False] * 7
    assert str(first.body).endswith("/concerns/")


# --- Just to be noted ---------------------------------------------------------------------------


@pytest.mark.parametrize("in_a_check_in", [False, True])
def test_what_is_just_to_be_noted_waits_for_nobody(cast: Cast, in_a_check_in: bool) -> None:
    with time_machine.travel(ago(days=1), tick=False) as clock:
        if in_a_check_in:
            checked_in(cast, "note")
        else:
            said(cast.mara, "note")
        concern = Concern.objects.get()
        assert concern.escalates_at is None
        clock.shift(HOURS)
        assert escalate_concerns() == 0
    # One from before this was so, with its time still set, does not go on either.
    Concern.objects.update(escalates_at=ago(hours=1))
    assert escalate_concerns() == 0
    assert who(cast) == ["Ines", "Noor"]
    assert answer_concern(now(concern), by=cast.ines, words="Thank you all the same.")


# --- Somebody else --------------------------------------------------------------------------------


@pytest.mark.parametrize("in_a_check_in", [False, True])
def test_what_is_meant_for_others_goes_to_the_named_person_at_once(
    cast: Cast, mailoutbox: list[EmailMessage], in_a_check_in: bool
) -> None:
    named(cast, cast.tomas)
    if in_a_check_in:
        checked_in(cast, "other")
    else:
        said(cast.mara, "other")
    concern = Concern.objects.get()
    assert (concern.escalated_to, concern.escalates_at) == (cast.tomas, None)
    assert concern.escalated_at is not None
    assert not Signal.objects.exists()
    assert who(cast) == ["Tomas"]
    letters(mailoutbox)
    assert [m.to for m in mailoutbox if m.subject == "Something waits for you to read"] == [
        ["tomas@riverside.example"]
    ]


def test_without_a_named_person_it_goes_to_the_admins_who_do_not_care_for_them(
    cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    Membership.objects.filter(pk=cast.ines.pk).update(is_admin=True)
    cast.ines.refresh_from_db()
    concern = said(cast.mara, "other")
    assert (concern.escalated_to, recipients(cast.mara)) == (None, (None, [cast.ada]))
    assert who(cast) == ["Ada"]
    assert letters(mailoutbox) == ["ada@riverside.example"]


def test_it_never_goes_to_the_clients_own_therapist(cast: Cast) -> None:
    named(cast, cast.ines)
    assert said(cast.mara, "other").escalated_to is None
    assert who(cast) == ["Ada"]


def test_a_named_person_who_comes_to_care_for_them_finds_it_no_longer(
    cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    named(cast, cast.tomas)
    concern = said(cast.mara, "other")
    CareTeamMember.objects.create(
        clinic=cast.riverside, client=cast.mara, therapist=cast.tomas, began_on=ago(days=1).date()
    )
    assert who(cast) == []
    letters(mailoutbox)
    assert (escalate_concerns(), escalate_concerns()) == (1, 0)
    assert now(concern).escalated_to is None
    assert who(cast) == ["Ada"]
    assert letters(mailoutbox) == ["ada@riverside.example"]


def test_what_waits_with_somebody_who_leaves_goes_on(cast: Cast) -> None:
    named(cast, cast.tomas)
    concern = said(cast.mara, "other")
    end_membership(cast.tomas, by=cast.ada)
    assert Clinic.objects.get(pk=cast.riverside.pk).concern_recipient is None
    assert (escalate_concerns(), escalate_concerns()) == (1, 0)
    assert now(concern).escalated_to is None
    assert who(cast) == ["Ada"]


def test_where_nobody_else_works_it_waits_until_somebody_does(cast: Cast) -> None:
    Membership.objects.filter(pk=cast.ada.pk).update(is_admin=False, is_therapist=True)
    with time_machine.travel(ago(days=30), tick=False) as clock:
        concern = said(cast.mara, "other")
        assert concern.escalated_at is None
        assert concern.escalates_at == timezone.now() + timedelta(hours=72)
        assert who(cast) == []
        clock.shift(HOURS)
        assert escalate_concerns() == 0
        duty = staff(cast.riverside, "Duty Person", is_admin=True)
        assert escalate_concerns() == 0
        clock.shift(HOURS)
        assert (escalate_concerns(), escalate_concerns()) == (1, 0)
        assert seen_by(duty) == [concern]


# --- By the clock ---------------------------------------------------------------------------------


def test_unanswered_in_time_the_named_person_is_told_once(
    cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    named(cast, cast.tomas)
    with time_machine.travel(ago(days=30), tick=False) as clock:
        concern = said(cast.mara)
        assert letters(mailoutbox) == ["ines@riverside.example"]
        clock.shift(timedelta(hours=71))
        assert escalate_concerns() == 0
        clock.shift(timedelta(hours=1))
        task()
        task()
        assert escalate_concerns() == 0
        assert letters(mailoutbox) == ["tomas@riverside.example"]
        found = now(concern)
        assert (found.escalated_to, found.escalates_at) == (cast.tomas, None)
        assert found.escalated_at == timezone.now()
        clock.shift(timedelta(days=20))
        assert escalate_concerns() == 0
        assert letters(mailoutbox) == []
        assert who(cast) == ["Ines", "Noor", "Tomas"]
        sent = AuditEvent.objects.filter(kind="sent", about="alliance.concern").last()
        assert sent.detail == {"escalated": True, "to": [str(cast.tomas.code)]}  # type: ignore[union-attr]
        # A late answer counts.
        assert answer_concern(found, by=cast.ines, words="Thank you.") is True
        assert now(concern).answered_by == cast.ines


def test_what_was_answered_or_taken_back_is_told_to_nobody_else(
    cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    with time_machine.travel(ago(days=30), tick=False) as clock:
        answered, withdrawn = said(cast.mara), said(cast.mara, words="Twice")
        answer_concern(answered, by=cast.ines, words="Thank you.")
        withdraw_concern(withdrawn)
        assert letters(mailoutbox) == ["mara@mail.example"]  # that there is an answer
        clock.shift(HOURS)
        assert escalate_concerns() == 0
        assert letters(mailoutbox) == []


def test_one_that_fails_does_not_hold_up_the_others(cast: Cast) -> None:
    with time_machine.travel(ago(days=30), tick=False) as clock:
        first, second = said(cast.mara), said(cast.theo)
        clock.shift(HOURS)
        failed: list[str] = []

        def once(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if sql.startswith("INSERT") and "practice_outboxmessage" in sql and not failed:
                failed.append(sql)
                raise DatabaseError
            return execute(sql, params, many, context)

        with connection.execute_wrapper(once):
            assert escalate_concerns() == 1
        assert [now(each).escalated_at is None for each in (first, second)] == [True, False]
        assert escalate_concerns() == 1
        assert now(first).escalated_at == timezone.now()


# --- Seen and answered ----------------------------------------------------------------------------


def test_of_two_answers_one_counts(cast: Cast) -> None:
    concern = said(cast.mara)
    other = now(concern)
    assert answer_concern(concern, by=cast.ines, words="First.") is True
    assert answer_concern(other, by=cast.tomas, words="Second.") is False
    found = now(concern)
    assert (found.answer, found.answered_by, found.escalates_at) == ("First.", cast.ines, None)
    assert (found.seen_by, found.seen_at is None) == (cast.ines, False)
    changed = AuditEvent.objects.filter(kind="changed", about="alliance.concern")
    assert [each.detail for each in changed] == [{"answered": True}]


def test_the_first_who_opened_it_is_kept(cast: Cast) -> None:
    concern = said(cast.mara)
    see_concerns([concern], by=cast.ines)
    first = now(concern)
    see_concerns([concern], by=cast.tomas)
    assert (now(concern).seen_by, now(concern).seen_at) == (cast.ines, first.seen_at)


def test_reading_the_check_in_is_reading_what_was_said_in_it(cast: Cast, signed_in: SignIn) -> None:
    checked_in(cast)
    session = CheckIn.objects.get().participation.session
    signed_in(cast.ines).get(f"/sessions/{session.code}/")
    assert Concern.objects.get().seen_by == cast.ines


# --- Taken back -----------------------------------------------------------------------------------


def test_taken_back_it_is_once_and_cannot_be_answered(cast: Cast) -> None:
    concern = said(cast.mara)
    late = now(concern)
    assert withdraw_concern(concern) is True
    assert withdraw_concern(concern) is False
    assert answer_concern(late, by=cast.ines, words="Late.") is False
    see_concerns([late], by=cast.ines)
    found = now(concern)
    assert (found.words, found.answer, found.seen_at) == (WORDS, "", None)
    assert (found.escalates_at, found.withdrawn_at is None) == (None, False)
    assert not Signal.objects.exists()
    assert who(cast) == []


def test_a_rupture_that_was_recorded_stays(cast: Cast, signed_in: SignIn) -> None:
    met = session_at(cast.ines, cast.mara, at=ago(days=2))
    concern = said(cast.mara)
    signal = Signal.objects.get()
    rupture = record_rupture(
        met, cast.mara, by=cast.ines, signal=signal, direction="withdrawal", noticed_by="client"
    )
    withdraw_concern(concern)
    assert Rupture.objects.get().signal_id == signal.pk
    page = signed_in(cast.ines).get(f"/ruptures/{rupture.code}/")
    assert (page.status_code, WORDS in page.text) == (200, False)


def test_a_supervision_that_ended_shows_nothing(cast: Cast) -> None:
    said(cast.mara)
    Supervision.objects.update(ended_on=ago(days=1).date())
    assert who(cast) == ["Ines"]
