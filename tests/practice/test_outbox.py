"""The queue of record: what must be sent is, once if possible, and never silently lost."""

import logging
import socket
from collections.abc import Iterator
from datetime import timedelta
from email.message import Message
from email.parser import BytesParser
from typing import Any

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core.mail import EmailMessage
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from config.celery import app
from practice import outbox
from practice.models import OutboxMessage
from practice.tasks import deliver_message, sweep_outbox
from tests.cast import Cast
from tests.practice.letters import TOLD

Ending = OutboxMessage.Ending
LINK = {"link": "https://practice.example/c/the-secret/"}


@pytest.fixture(autouse=True)
def composers(settings: Settings) -> None:
    settings.OUTBOX_COMPOSERS = {
        kind: f"tests.practice.letters.{kind.replace('-', '_')}"
        for kind in ("letter", "no-longer-true", "broken", "later")
    }


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


def _secret(message: OutboxMessage) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM practice_outboxmessage WHERE id = %s", [message.pk])
        return bytes(cursor.fetchone()[0])


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _settled(message: OutboxMessage) -> OutboxMessage:
    message.refresh_from_db()
    return message


def test_a_message_is_sent_once_and_its_secret_wiped(
    cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    message = outbox.put("letter", cast.mara, secret=LINK)
    assert b"the-secret" not in _secret(message)
    assert [outbox.deliver(message.pk), outbox.deliver(message.pk)] == [True, False]
    [mail] = mailoutbox
    assert mail.body == LINK["link"]
    assert mail.extra_headers == {
        "Message-ID": f"<{message.code}@localhost>",
        "Auto-Submitted": "auto-generated",
    }
    assert (_settled(message).ending, _secret(message)) == (Ending.SENT, b"")


def test_the_same_about_the_same_is_queued_once_a_round(cast: Cast) -> None:
    first = outbox.put("letter", cast.mara, secret=LINK)
    assert outbox.put("letter", cast.mara) == first
    assert outbox.put("letter", cast.mara, round=2) != first
    assert outbox.put("letter", cast.theo) != first
    with pytest.raises(IntegrityError), transaction.atomic():
        OutboxMessage.objects.create(clinic=cast.riverside, kind="letter", about=cast.mara.code)


def test_a_message_of_an_act_that_failed_was_never_queued(cast: Cast) -> None:
    before = OutboxMessage.objects.count()

    def act() -> None:
        with transaction.atomic():
            outbox.put("letter", cast.mara)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert OutboxMessage.objects.count() == before


def test_what_is_due_later_waits(
    cast: Cast, mailoutbox: list[EmailMessage], clock: time_machine.Traveller
) -> None:
    message = outbox.put("letter", cast.mara, due_at=timezone.now() + timedelta(hours=24))
    assert (outbox.sweep(), outbox.deliver(message.pk)) == (0, False)
    clock.shift(timedelta(hours=24))
    sweep_outbox()
    assert len(mailoutbox) == 1


def test_what_was_due_later_can_be_hastened(
    cast: Cast,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    message = outbox.put("letter", cast.mara, due_at=timezone.now() + timedelta(hours=24))
    with django_capture_on_commit_callbacks() as waking:
        outbox.hasten("letter", cast.mara.code)
    assert len(waking) == 1
    deliver_message(message.pk)
    assert len(mailoutbox) == 1


def test_one_worker_at_a_time_has_a_message(cast: Cast, clock: time_machine.Traveller) -> None:
    """A worker that died holding one is followed by another once its lease is over."""
    message = outbox.put("letter", cast.mara)
    lease = timezone.now() + OutboxMessage.LEASE
    OutboxMessage.objects.filter(pk=message.pk).update(claimed_until=lease)
    assert (outbox.deliver(message.pk), outbox.sweep()) == (False, 0)
    clock.shift(OutboxMessage.LEASE)
    assert outbox.deliver(message.pk) is True
    assert _settled(message).ending == Ending.SENT


def test_what_is_no_longer_true_is_withdrawn(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    untrue = outbox.put("no-longer-true", cast.mara, secret=LINK)
    outbox.deliver(untrue.pk)
    called_off = outbox.put("letter", cast.mara, secret=LINK)
    outbox.withdraw("letter", cast.mara.code)
    assert outbox.deliver(called_off.pk) is False
    for message in (untrue, called_off):
        assert (_settled(message).ending, _secret(message)) == (Ending.WITHDRAWN, b"")
    assert mailoutbox == []


def test_an_error_is_retried_with_longer_pauses_and_then_given_up_visibly(
    cast: Cast, clock: time_machine.Traveller, caplog: pytest.LogCaptureFixture
) -> None:
    message = outbox.put("broken", cast.mara)
    pauses = []
    with caplog.at_level(logging.WARNING):
        while not _settled(message).settled_at:
            assert outbox.deliver(message.pk) is False
            pauses.append((_settled(message).due_at - timezone.now()).total_seconds())
            assert outbox.deliver(message.pk) is False  # not before the pause is over
            clock.shift(pauses[-1])
    assert pauses == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600, 3600]
    assert (message.ending, message.attempts, message.last_error) == (
        Ending.FAILED,
        OutboxMessage.MOST_ATTEMPTS,
        "ValueError",
    )
    assert "mara@mail.example" not in caplog.text


def test_a_composer_may_put_it_off_which_is_no_failure(
    cast: Cast, mailoutbox: list[EmailMessage], clock: time_machine.Traveller
) -> None:
    morning = timezone.now() + timedelta(hours=9)
    message = outbox.put("later", cast.mara, secret=LINK | {"until": morning.isoformat()})
    assert outbox.deliver(message.pk) is False
    waiting = _settled(message)
    assert (waiting.due_at, waiting.attempts, waiting.claimed_until) == (morning, 0, None)
    assert waiting.secret["link"] == LINK["link"]
    assert outbox.hasten("later", cast.mara.code, until="") is True  # now, with another word
    outbox.sweep()
    assert (_settled(message).ending, len(mailoutbox)) == (Ending.SENT, 1)
    assert outbox.hasten("later", cast.mara.code) is False


def test_who_is_told_of_an_ending_cannot_undo_it(
    cast: Cast, settings: Settings, mailoutbox: list[EmailMessage], caplog: pytest.LogCaptureFixture
) -> None:
    told = "tests.practice.letters.told"
    settings.OUTBOX_LISTENERS = {"letter": ("tests.practice.letters.stumbles", told)}
    TOLD.clear()
    message = outbox.put("letter", cast.mara, client=cast.mara.code)
    assert outbox.deliver(message.pk)
    assert outbox.come_back(message.code) is True
    assert outbox.come_back(message.code) is False
    assert [
        (message.code, Ending.SENT),
        (message.code, Ending.BOUNCED),
    ] == TOLD
    assert len(mailoutbox) == 1
    assert "mara@mail.example" not in caplog.text


def test_a_sweep_leaves_the_rest_where_nothing_can_be_reached(
    cast: Cast, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", _free_port()
    for number in range(1, 7):
        outbox.put("letter", cast.mara, round=number)
    outbox.sweep()
    tried = OutboxMessage.objects.filter(kind="letter").order_by("pk")
    assert [each.attempts for each in tried] == [1, 1, 1, 0, 0, 0]


def test_what_waits_for_one_person_is_withdrawn_together(cast: Cast) -> None:
    hers = outbox.put("letter", cast.mara, secret=LINK, client=cast.mara.code)
    his = outbox.put("letter", cast.theo, secret=LINK, client=cast.theo.code)
    assert outbox.withdraw_all({"letter"}, cast.mara.code) == 1
    assert outbox.withdraw_all({"no-longer-true"}, cast.theo.code) == 0
    assert (_settled(hers).ending, _secret(hers)) == (Ending.WITHDRAWN, b"")
    assert _settled(his).ending == ""


@pytest.fixture
def broker_away() -> Iterator[None]:
    """Celery looks for Redis where nobody listens."""
    celery: Any = app
    names = ("broker_url", "broker_transport_options")
    before = {name: getattr(celery.conf, name) for name in names}
    celery.conf.broker_url = f"redis://127.0.0.1:{_free_port()}"
    celery.conf.broker_transport_options = {"max_retries": 1, "interval_start": 0}
    celery._after_fork()  # forgets the connections that it keeps open
    yield
    celery.conf.update(before)
    celery._after_fork()


def test_without_a_broker_the_act_succeeds_and_the_sweep_delivers(
    cast: Cast,
    broker_away: None,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with pytest.raises(OperationalError):
        deliver_message.apply_async(args=(0,), retry=False)
    with django_capture_on_commit_callbacks(execute=True) as waking:
        message = outbox.put("letter", cast.mara)
    assert len(waking) == 1
    assert (mailoutbox, _settled(message).settled_at) == ([], None)
    assert outbox.sweep() == 1
    assert len(mailoutbox) == 1


class _MailServer:
    """Takes every mail in; says of the first ones that it did not."""

    def __init__(self, refusals: int) -> None:
        self.refusals = refusals
        self.received: list[Message] = []

    async def handle_DATA(  # noqa: N802  aiosmtpd's own name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.received.append(BytesParser().parsebytes(envelope.original_content or b""))
        return "451 Try later" if len(self.received) <= self.refusals else "250 OK"


def test_a_duplicate_carries_the_same_message_id(
    cast: Cast, settings: Settings, clock: time_machine.Traveller
) -> None:
    """The server had taken it in when it answered with an error: the worst case."""
    mail_server = _MailServer(refusals=2)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", _free_port()
    controller = Controller(mail_server, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    message = outbox.put("letter", cast.mara, secret=LINK)
    controller.start()
    try:
        while not _settled(message).settled_at:
            outbox.deliver(message.pk)
            clock.shift(3600)
    finally:
        controller.stop()
    assert [each["Message-ID"] for each in mail_server.received] == [message.message_id] * 3
    assert (message.ending, message.attempts, message.last_error) == (
        Ending.SENT,
        2,
        "SMTPDataError",
    )
