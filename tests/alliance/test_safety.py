"""A safety item answered above zero: raised at once, told up the ladder until it is taken on."""

import contextlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance.actions import acknowledge_safety, escalate_safety, notice_safety, save_asked
from alliance.models import CheckIn, SafetyNotice, SafetyRecipient
from alliance.tasks import escalate_safety as task
from measures.catalogue import instrument
from practice import outbox
from practice.actions import change_settings, end_membership
from practice.models import AuditEvent, Clinic, Membership, OutboxMessage, Supervision, User
from tests.cast import Cast, ahead, session_at, staff

PHQ9, GAD7 = instrument("phq-9"), instrument("gad-7")
HOUR = timedelta(hours=1)

Answer = Callable[..., SafetyNotice | None]


@pytest.fixture
def check_in(cast: Cast) -> CheckIn:
    """Mara’s, before a session with Ines in three days; its invitation is not due yet."""
    session = session_at(cast.ines, cast.mara, at=ahead(days=3))
    return CheckIn.objects.get(participation__session=session)


@pytest.fixture
def answer(check_in: CheckIn) -> Answer:
    """Keep an answer to item 9, and give back the notice there is."""

    def keep(value: int | None, **others: int | None) -> SafetyNotice | None:
        answers = {**others, "self_harm": value}
        session = check_in.participation.session
        notices = notice_safety(check_in, PHQ9, answers, session=session)
        for notice in notices:
            notice.refresh_from_db()
        return notices[0] if notices else None

    return keep


def told() -> list[tuple[str, int]]:
    return [
        (each.member.name, each.level)
        for each in SafetyRecipient.objects.select_related("member__user").order_by("pk")
    ]


def letters(mailoutbox: list[EmailMessage]) -> list[str]:
    """Who was written to, sorted, since the last time."""
    mailoutbox.clear()
    outbox.sweep()
    return sorted(str(letter.to[0]) for letter in mailoutbox)


# --- Raised ---------------------------------------------------------------------------------------


def test_one_answer_in_a_draft_that_is_never_finished_is_enough(
    cast: Cast, check_in: CheckIn, answer: Answer
) -> None:
    """Item 9 is 1 and everything else is empty: there is no score, and there is a notice."""
    notice = answer(1, mood=None)
    assert notice
    assert (notice.client, notice.check_in, notice.clinic) == (cast.mara, check_in, cast.riverside)
    assert (notice.instrument, notice.instrument_version, notice.item) == ("phq-9", 1, "self_harm")
    assert notice.answer == {"answer": 1, "highest": 1}
    assert notice.escalates_at
    assert abs(notice.escalates_at - notice.raised_at - HOUR) < timedelta(seconds=5)
    assert told() == [("Ines Okafor", 0)]
    assert CheckIn.objects.get(pk=check_in.pk).submitted_at is None


@pytest.mark.parametrize("value", [None, 0])
def test_zero_and_blank_raise_nothing(answer: Answer, value: int | None) -> None:
    assert answer(value, mood=3) is None
    assert (SafetyNotice.objects.count(), SafetyRecipient.objects.count()) == (0, 0)


@pytest.mark.parametrize("value", [1, 2, 3])
def test_every_answer_above_zero_speaks(answer: Answer, value: int) -> None:
    notice = answer(value)
    assert notice
    assert notice.answer["answer"] == value


def test_an_instrument_without_safety_items_costs_no_query(check_in: CheckIn) -> None:
    session = check_in.participation.session
    with CaptureQueriesContext(connection) as captured:
        answers = {item.key: 3 for item in GAD7.items}
        assert notice_safety(check_in, GAD7, answers, session=session) == []
    assert [each for each in captured if not each["sql"].startswith(("SAVE", "RELEASE"))] == []


def test_the_same_answers_again_change_nothing(answer: Answer) -> None:
    first = answer(2)
    rows = AuditEvent.objects.count(), OutboxMessage.objects.count()
    assert answer(2) == first
    assert SafetyNotice.objects.count() == 1
    assert (AuditEvent.objects.count(), OutboxMessage.objects.count()) == rows


def test_a_page_that_does_not_ask_changes_nothing(check_in: CheckIn, answer: Answer) -> None:
    answer(2)
    session = check_in.participation.session
    assert notice_safety(check_in, PHQ9, {"mood": 1}, session=session) == []
    assert SafetyNotice.objects.get().changed_at is None


def test_another_answer_is_followed_and_lowered_to_zero_it_stays_and_says_so(
    answer: Answer,
) -> None:
    answer(1)
    raised = answer(3)
    assert raised
    assert (raised.answer, raised.changed_at) == ({"answer": 3, "highest": 3}, None)
    lowered = answer(0)
    assert lowered
    assert lowered.answer == {"answer": 0, "highest": 3}
    assert lowered.changed_at
    assert (lowered.acknowledged_at, lowered.escalates_at) == (None, raised.escalates_at)
    taken_back = answer(None)
    assert taken_back
    assert taken_back.changed_at == lowered.changed_at
    again = answer(1)
    assert again
    assert (again.answer, again.changed_at) == ({"answer": 1, "highest": 3}, None)
    assert told() == [("Ines Okafor", 0)]


def test_a_higher_answer_after_the_acknowledgement_waits_again_and_is_told_again(
    cast: Cast, answer: Answer, mailoutbox: list[EmailMessage]
) -> None:
    notice = answer(1)
    assert notice
    assert letters(mailoutbox) == ["ines@riverside.example"]
    assert acknowledge_safety(notice, "Spoke on the phone.", by=cast.ines)
    assert answer(0)
    assert answer(1)  # no higher than what was acknowledged
    notice.refresh_from_db()
    assert notice.acknowledged_by == cast.ines
    assert letters(mailoutbox) == []
    reopened = answer(2)
    assert reopened
    assert (reopened.acknowledged_at, reopened.acknowledged_by) == (None, None)
    assert reopened.escalates_at
    assert letters(mailoutbox) == ["ines@riverside.example"]
    assert acknowledge_safety(reopened, "Spoke again.", by=cast.noor)
    reopened.refresh_from_db()
    assert reopened.words == "Spoke on the phone.\n\nSpoke again."


def test_two_items_and_two_check_ins_are_notices_of_their_own(
    cast: Cast, answer: Answer, check_in: CheckIn
) -> None:
    answer(1)
    session = session_at(cast.ines, cast.theo, at=ahead(days=4))
    other = CheckIn.objects.get(participation__session=session)
    assert notice_safety(other, PHQ9, {"self_harm": 1}, session=session)
    core = instrument("core-10")
    assert notice_safety(check_in, core, {"item_6": 1, "item_1": 4}, session=session)
    assert SafetyNotice.objects.count() == 3


def test_the_draft_and_its_notice_are_kept_together_or_not_at_all(check_in: CheckIn) -> None:
    def fail(execute: Any, sql: str, *rest: Any) -> Any:
        if "practice_outboxmessage" in sql:
            raise RuntimeError
        return execute(sql, *rest)

    answers = {"measures": {"phq-9": {"language": "en", "answers": {"self_harm": 1}}}}
    with connection.execute_wrapper(fail), pytest.raises(RuntimeError):
        save_asked(check_in, lambda draft: answers, PHQ9)
    assert CheckIn.objects.get(pk=check_in.pk).draft == {}
    assert (SafetyNotice.objects.count(), SafetyRecipient.objects.count()) == (0, 0)


def test_everything_leaves_a_trace_without_the_answer(cast: Cast, answer: Answer) -> None:
    before = AuditEvent.objects.latest("pk").pk
    notice = answer(1)
    answer(2)
    assert notice
    acknowledge_safety(notice, "Spoke.", by=cast.ines)
    events = AuditEvent.objects.filter(pk__gt=before).order_by("pk")
    assert [(each.kind, each.about, each.actor, each.detail) for each in events] == [
        ("created", "alliance.safetynotice", None, {}),
        ("sent", "alliance.safetynotice", None, {"level": 0, "to": [str(cast.ines.code)]}),
        ("changed", "alliance.safetynotice", None, {"waits_again": False}),
        ("changed", "alliance.safetynotice", cast.ines.code, {"acknowledged": True}),
    ]
    assert {each.client_code for each in events} == {cast.mara.code}


def test_answer_and_words_are_sealed(cast: Cast, answer: Answer) -> None:
    notice = answer(3)
    assert notice
    acknowledge_safety(notice, "kingfisher", by=cast.ines)
    with connection.cursor() as cursor:
        cursor.execute("SELECT answer, words FROM alliance_safetynotice")
        stored = [bytes(each) for each in cursor.fetchone()]
    assert [b"highest" in stored[0], b"kingfisher" in stored[1]] == [False, False]
    notice.refresh_from_db()
    assert (notice.answer["answer"], notice.words) == (3, "kingfisher")


# --- Told -----------------------------------------------------------------------------------------


def test_the_letter_says_that_something_waits_and_nothing_else(
    cast: Cast, answer: Answer, mailoutbox: list[EmailMessage]
) -> None:
    answer(1)
    assert letters(mailoutbox) == ["ines@riverside.example"]
    letter = mailoutbox[0]
    assert letter.subject == "Something needs your attention now"
    assert str(letter.body).split("\n\n") == [
        "Something needs your attention now. Please sign in to read it.",
        f"{settings.PUBLIC_URL}/safety/",
    ]


def test_the_letter_speaks_the_readers_language(
    cast: Cast, answer: Answer, mailoutbox: list[EmailMessage]
) -> None:
    User.objects.filter(pk=cast.ines.user_id).update(language="es")
    answer(1)
    outbox.sweep()
    assert mailoutbox[0].subject == "Algo necesita tu atención ahora"


def test_what_was_taken_on_meanwhile_is_not_written_about(
    cast: Cast, answer: Answer, mailoutbox: list[EmailMessage]
) -> None:
    notice = answer(1)
    assert notice
    acknowledge_safety(notice, "Spoke.", by=cast.noor)
    assert letters(mailoutbox) == []
    assert OutboxMessage.objects.get(kind="safety-notice").ending == "withdrawn"


def test_no_letter_to_somebody_who_left_meanwhile(
    cast: Cast, answer: Answer, mailoutbox: list[EmailMessage]
) -> None:
    answer(1)
    Membership.objects.filter(pk=cast.ines.pk).update(ended_at=timezone.now())
    assert letters(mailoutbox) == []


def test_the_ladder_to_its_end(cast: Cast, answer: Answer, mailoutbox: list[EmailMessage]) -> None:
    """The named person with the therapist, the next, supervisors, every admin; then those again."""
    duty = staff(cast.riverside, "Dana Reyes", is_therapist=True)
    staff(cast.riverside, "Second Admin", is_admin=True)
    Clinic.objects.filter(pk=cast.riverside.pk).update(
        safety_recipient=duty, safety_escalation_to=cast.tomas, safety_escalation_minutes=30
    )
    with time_machine.travel("2026-03-02T10:00:00Z", tick=False) as clock:
        answer(1)
        assert letters(mailoutbox) == ["dana@riverside.example", "ines@riverside.example"]
        clock.shift(timedelta(minutes=29))
        assert escalate_safety() == 0
        clock.shift(timedelta(minutes=1))
        assert escalate_safety() == 1
        assert escalate_safety() == 0
        assert letters(mailoutbox) == ["tomas@riverside.example"]
        clock.shift(timedelta(minutes=30))
        assert escalate_safety() == 1
        assert letters(mailoutbox) == ["noor@riverside.example"]
        clock.shift(timedelta(minutes=30))
        assert escalate_safety() == 1
        assert letters(mailoutbox) == ["ada@riverside.example", "second@riverside.example"]
        for _ in range(3):
            clock.shift(timedelta(minutes=30))
            assert escalate_safety() == 0
        assert letters(mailoutbox) == []
        assert told() == [
            ("Ines Okafor", 0),
            ("Dana Reyes", 0),
            ("Tomas Berg", 1),
            ("Noor Haddad", 2),
            ("Ada Kowalski", 3),
            ("Second Admin", 3),
        ]
        notice = SafetyNotice.objects.get()
        assert notice.acknowledged_at is None
        staff(cast.riverside, "Third Admin", is_admin=True)
        clock.shift(timedelta(minutes=30))
        assert escalate_safety() == 1
        assert letters(mailoutbox) == ["third@riverside.example"]
        clock.shift(timedelta(hours=4))
        assert escalate_safety() == 1
        admins = ["ada@riverside.example", "second@riverside.example", "third@riverside.example"]
        assert letters(mailoutbox) == admins


def test_who_left_or_cannot_sign_in_is_passed_over_at_once(
    cast: Cast, answer: Answer, mailoutbox: list[EmailMessage]
) -> None:
    Clinic.objects.filter(pk=cast.riverside.pk).update(
        safety_recipient=cast.tomas, safety_escalation_to=cast.tomas
    )
    Membership.objects.filter(pk=cast.tomas.pk).update(ended_at=timezone.now())
    answer(1)
    assert told() == [("Ines Okafor", 0)]
    User.objects.filter(pk=cast.noor.user_id).update(is_active=False)
    assert escalate_safety(timezone.now() + HOUR) == 1
    assert told() == [("Ines Okafor", 0), ("Ada Kowalski", 3)]


def test_where_nobody_is_left_below_the_first_answer_goes_to_the_admins(
    cast: Cast, answer: Answer
) -> None:
    Membership.objects.filter(pk__in=[cast.ines.pk, cast.noor.pk]).update(ended_at=timezone.now())
    answer(1)
    assert told() == [("Ada Kowalski", 3)]


def test_an_ended_supervision_is_no_rung(cast: Cast, answer: Answer) -> None:
    Supervision.objects.update(ended_on=timezone.localdate())
    answer(1)
    escalate_safety(timezone.now() + HOUR)
    assert told() == [("Ines Okafor", 0), ("Ada Kowalski", 3)]


def test_after_an_outage_the_steps_are_taken_one_at_a_time(cast: Cast, answer: Answer) -> None:
    answer(1)
    late = timezone.now() + timedelta(hours=12)
    assert [escalate_safety(late), escalate_safety(late)] == [1, 0]
    assert told() == [("Ines Okafor", 0), ("Noor Haddad", 2)]
    assert SafetyNotice.objects.get().escalates_at == late + HOUR
    assert escalate_safety(late + HOUR) == 1


def test_two_workers_at_once_take_one_step(cast: Cast, answer: Answer) -> None:
    """The second read the notice before the first had moved it on."""
    answer(1)
    late = timezone.now() + HOUR
    calls: list[str] = []

    def first_worker(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith('UPDATE "alliance_safetynotice"') and not calls:
            calls.append(sql)
            assert escalate_safety(late) == 1
        return execute(sql, *rest)

    with connection.execute_wrapper(first_worker):
        assert escalate_safety(late) == 0
    assert len(calls) == 1
    assert told() == [("Ines Okafor", 0), ("Noor Haddad", 2)]


def test_one_notice_that_fails_does_not_hold_up_the_next(
    cast: Cast, answer: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    first = answer(1)
    assert first
    session = session_at(cast.ines, cast.theo, at=ahead(days=4))
    check_in = CheckIn.objects.get(participation__session=session)
    second = notice_safety(check_in, PHQ9, {"self_harm": 1}, session=session)[0]
    failed: list[str] = []

    def fail_once(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith('INSERT INTO "alliance_safetyrecipient"') and not failed:
            failed.append(sql)
            raise RuntimeError("kingfisher")
        return execute(sql, *rest)

    late = timezone.now() + HOUR
    with connection.execute_wrapper(fail_once):
        assert escalate_safety(late) == 1
    assert [each.recipients.count() for each in (first, second)] == [1, 2]
    assert caplog.messages == [f"safety notice {first.code}: RuntimeError"]
    assert escalate_safety(late) == 1
    assert first.recipients.count() == 2


@pytest.mark.parametrize("act", ["raise", "change", "acknowledge", "escalate"])
def test_without_its_audit_row_there_is_no_act(cast: Cast, answer: Answer, act: str) -> None:
    notice = answer(1) if act != "raise" else None

    def rows() -> list[Any]:
        tables = (SafetyNotice, SafetyRecipient, OutboxMessage, AuditEvent)
        return [list(each.objects.order_by("pk").values_list()) for each in tables]

    def no_audit(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith('INSERT INTO "practice_auditevent"'):
            raise RuntimeError
        return execute(sql, *rest)

    before = rows()
    with connection.execute_wrapper(no_audit), contextlib.suppress(RuntimeError):
        if act == "acknowledge" and notice:
            acknowledge_safety(notice, "Spoke.", by=cast.ines)
        elif act == "escalate":
            escalate_safety(timezone.now() + HOUR)
        else:
            answer(2)
    assert rows() == before


def test_after_the_acknowledgement_nobody_else_is_told(cast: Cast, answer: Answer) -> None:
    notice = answer(1)
    assert notice
    assert acknowledge_safety(notice, "Spoke.", by=cast.ines)
    assert escalate_safety(timezone.now() + 30 * HOUR) == 0
    assert told() == [("Ines Okafor", 0)]


def test_of_two_who_acknowledge_at_once_one_does(cast: Cast, answer: Answer) -> None:
    notice = answer(1)
    assert notice
    same = SafetyNotice.objects.get()
    assert acknowledge_safety(notice, "I called.", by=cast.ines)
    events = AuditEvent.objects.count()
    assert not acknowledge_safety(same, "Me too.", by=cast.noor)
    assert AuditEvent.objects.count() == events
    same.refresh_from_db()
    assert (same.acknowledged_by, same.words, same.escalates_at) == (cast.ines, "I called.", None)


def test_the_worker_looks_every_minute_with_nothing_in_hand(cast: Cast, answer: Answer) -> None:
    entry = settings.CELERY_BEAT_SCHEDULE["escalate safety"]
    assert entry == {"task": task.name, "schedule": 60.0}
    answer(1)
    with time_machine.travel(timezone.now() + HOUR, tick=False):
        task()
    assert told() == [("Ines Okafor", 0), ("Noor Haddad", 2)]


def test_who_ends_their_work_is_no_longer_the_named_person(cast: Cast, answer: Answer) -> None:
    Clinic.objects.filter(pk=cast.riverside.pk).update(
        safety_recipient=cast.tomas, safety_escalation_to=cast.noor
    )
    end_membership(cast.tomas, by=cast.ada)
    clinic = Clinic.objects.get(pk=cast.riverside.pk)
    assert (clinic.safety_recipient, clinic.safety_escalation_to) == (None, cast.noor)
    changed = AuditEvent.objects.filter(about="practice.clinic").latest("pk")
    assert (changed.actor, changed.detail) == (cast.ada.code, {"settings": ["safety_recipient"]})
    events = AuditEvent.objects.filter(about="practice.clinic").count()
    end_membership(cast.ines, by=cast.ada)
    assert AuditEvent.objects.filter(about="practice.clinic").count() == events


# --- The database's own word ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "broken",
    [
        {"acknowledged_at": timezone.now()},
        {"acknowledged_by": 1},
        {"acknowledged_at": timezone.now(), "acknowledged_by": 1},  # and still escalates
    ],
)
def test_half_an_acknowledgement_cannot_be_stored(
    cast: Cast, answer: Answer, broken: dict[str, Any]
) -> None:
    answer(1)
    values = broken | ({"acknowledged_by": cast.ines} if "acknowledged_by" in broken else {})
    with pytest.raises(IntegrityError), transaction.atomic():
        SafetyNotice.objects.update(**values)


def test_one_notice_an_item_and_one_row_a_person_told(cast: Cast, answer: Answer) -> None:
    notice = answer(1)
    assert notice
    for row in (SafetyNotice.objects.get(), SafetyRecipient.objects.get()):
        row.pk, row._state.adding = None, True
        row.code = cast.mara.code
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def test_the_action_itself_refuses_somebody_of_another_clinic(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        change_settings(cast.riverside, by=cast.ada, changed={"safety_recipient": cast.wren})
    assert Clinic.objects.get(pk=cast.riverside.pk).safety_recipient is None
