"""Mail that is refused, and mail that comes back: said at once, of the right person, once."""

import io
import smtplib
import socket
import sys
from collections.abc import Callable, Iterator
from email import message_from_string
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from types import SimpleNamespace
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.test import Client as Browser
from django.utils import timezone
from pytest_django import Settings

from alliance.models import CheckIn
from clients.models import Client, Consent
from practice import outbox
from practice.models import AuditEvent, Membership, OutboxMessage
from practice.refusals import is_away, is_refusal
from practice.returned import returned_message
from practice.tracking import take_word
from tests.cast import Cast, ahead, session_at

SignIn = Callable[[Membership], Browser]
Ending = OutboxMessage.Ending


class MailServer:
    """Answers the recipient, or the words, as it is told."""

    def __init__(self) -> None:
        self.to_recipient = self.to_words = "250 OK"
        self.asked = 0

    async def handle_RCPT(  # noqa: N802  aiosmtpd's own name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        self.asked += 1
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        return self.to_words


@pytest.fixture
def mail_server(settings: Settings) -> Iterator[MailServer]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    mail_server = MailServer()
    controller = Controller(mail_server, hostname="127.0.0.1", port=port)
    controller.start()
    yield mail_server
    controller.stop()


@pytest.fixture
def invitation(cast: Cast) -> OutboxMessage:
    session_at(cast.ines, cast.mara, at=ahead(hours=20))
    return OutboxMessage.objects.get(kind="check-in-invitation")


def _try_again(message: OutboxMessage) -> str:
    OutboxMessage.objects.filter(pk=message.pk).update(due_at=timezone.now())
    outbox.deliver(message.pk)
    message.refresh_from_db()
    return message.ending


def _mara(cast: Cast) -> Client:
    return Client.objects.get(pk=cast.mara.pk)


@pytest.mark.parametrize(
    ("recipient", "words"),
    [
        ("550 5.1.1 No such user", "250 OK"),
        ("550 No such user", "250 OK"),
        ("551 User not local", "250 OK"),
        ("550 5.2.1 Mailbox disabled", "250 OK"),
        ("250 OK", "554 5.1.1 No such user"),
    ],
)
def test_an_address_that_a_server_refuses_is_not_tried_again_and_said_of_the_client(
    cast: Cast, invitation: OutboxMessage, mail_server: MailServer, recipient: str, words: str
) -> None:
    mail_server.to_recipient, mail_server.to_words = recipient, words
    assert _try_again(invitation) == Ending.BOUNCED
    assert _try_again(invitation) == Ending.BOUNCED
    assert (mail_server.asked, invitation.secret) == (1, {})
    mara = _mara(cast)
    assert (mara.unreachable_by, mara.unreachable_at is None) == ("email", False)
    assert CheckIn.objects.get().sent_at is None
    event = AuditEvent.objects.latest("pk")
    assert (event.client_code, event.actor, event.detail) == (
        cast.mara.code,
        None,
        {"unreachable": True},
    )


@pytest.mark.parametrize(
    ("recipient", "words"),
    [
        ("450 4.2.0 Greylisted", "250 OK"),
        ("452 4.2.2 Mailbox full", "250 OK"),
        ("554 5.7.1 Relay access denied", "250 OK"),  # of us, not of her
        ("550 5.7.26 Unauthenticated sender", "250 OK"),
        ("530 5.7.0 Authentication required", "250 OK"),
        ("250 OK", "554 5.7.1 Looks like spam"),
        ("250 OK", "451 Later"),
    ],
)
def test_what_says_nothing_of_the_address_is_tried_again(
    cast: Cast, invitation: OutboxMessage, mail_server: MailServer, recipient: str, words: str
) -> None:
    mail_server.to_recipient, mail_server.to_words = recipient, words
    assert _try_again(invitation) == ""
    assert _mara(cast).unreachable_at is None
    mail_server.to_recipient = mail_server.to_words = "250 OK"
    assert _try_again(invitation) == Ending.SENT


def test_a_server_that_is_away_is_waited_for(
    cast: Cast, invitation: OutboxMessage, mail_server: MailServer, settings: Settings
) -> None:
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 9
    for _ in range(20):
        assert _try_again(invitation) == ""
    assert (invitation.attempts, invitation.last_error) == (20, "away: ConnectionRefusedError")
    assert (invitation.due_at - timezone.now()).total_seconds() <= 600
    settings.EMAIL_PORT = port
    mail_server.to_words = "451 Later"  # what was in vain before does not count against it
    assert (_try_again(invitation), invitation.attempts) == ("", 1)
    mail_server.to_words = "250 OK"
    assert _try_again(invitation) == Ending.SENT


def test_errors_are_told_apart() -> None:
    refused = smtplib.SMTPRecipientsRefused
    both = {"a": (550, b"5.1.1 No"), "b": (450, b"4.2.0 Later")}
    assert is_refusal(refused(both)) is False  # one of them may still work
    assert is_refusal(refused({})) is False
    assert is_refusal(smtplib.SMTPSenderRefused(550, b"5.1.8 You", "us")) is False
    assert is_refusal(smtplib.SMTPAuthenticationError(535, b"5.7.8 Password")) is False
    assert [is_away(each) for each in (TimeoutError(), ConnectionResetError(), ValueError())] == [
        True,
        True,
        False,
    ]
    assert is_away(smtplib.SMTPServerDisconnected("gone")) is True
    assert is_away(smtplib.SMTPDataError(451, b"Later")) is False


# --- manage.py returned -------------------------------------------------------------------------


def _report(
    message: OutboxMessage, *, action: str = "failed", headers_alone: bool = False
) -> bytes:
    original = f"Message-ID: {message.message_id}\nTo: mara@mail.example\nSubject: A few\n\nWords"
    report = MIMEMultipart("report")
    report.set_param("report-type", "delivery-status")
    report["From"], report["Subject"] = "mailer-daemon@mail.example", "Undelivered Mail"
    report.attach(MIMEText("I'm sorry to have to inform you", "plain"))
    status = (
        f"Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; m@x\nAction: {action}\nStatus: 5.1.1\n"
    )
    inside = message_from_string(f"Content-Type: message/delivery-status\n\n{status}")
    report.attach(inside)
    if headers_alone:
        kept = MIMEText(original.partition("\n\n")[0], "rfc822-headers")
        report.attach(kept)
    else:
        report.attach(MIMEMessage(message_from_string(original)))
    return report.as_bytes()


def _returned(monkeypatch: pytest.MonkeyPatch, raw: bytes) -> str:
    said = io.StringIO()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    call_command("returned", stdout=said)
    return said.getvalue().strip()


@pytest.mark.parametrize("headers_alone", [False, True])
def test_a_report_of_failed_delivery_is_said_of_the_client_once(
    cast: Cast,
    invitation: OutboxMessage,
    mailoutbox: list[EmailMessage],
    monkeypatch: pytest.MonkeyPatch,
    headers_alone: bool,
) -> None:
    assert _try_again(invitation) == Ending.SENT
    raw = _report(invitation, headers_alone=headers_alone)
    assert _returned(monkeypatch, raw) == "noted"
    assert _returned(monkeypatch, raw) == "nothing to note"
    assert _mara(cast).unreachable_by == "email"
    assert CheckIn.objects.get().sent_at is None
    assert _try_again(invitation) == Ending.BOUNCED
    reminder = OutboxMessage.objects.get(kind="check-in-reminder")
    assert _try_again(reminder) == Ending.WITHDRAWN
    assert len(mailoutbox) == 1


def test_a_report_about_an_address_they_have_no_more_says_nothing(
    cast: Cast, invitation: OutboxMessage, monkeypatch: pytest.MonkeyPatch
) -> None:
    _try_again(invitation)
    Client.objects.get(pk=cast.mara.pk)
    mara = _mara(cast)
    mara.email = "new@mail.example"
    mara.save()
    assert _returned(monkeypatch, _report(invitation)) == "noted"
    assert _mara(cast).unreachable_at is None


def test_other_mail_is_left_alone(
    cast: Cast, invitation: OutboxMessage, monkeypatch: pytest.MonkeyPatch
) -> None:
    _try_again(invitation)
    for raw in (
        b"",
        b"\xff\xfe not mail",
        b"Subject: Out of office\n\n" + invitation.message_id.encode(),
        _report(invitation, action="delayed"),
        _report(invitation, action="delivered"),
        _report(OutboxMessage()),  # a code that nobody was sent
        b"Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/rfc822\n\n--x--",
    ):
        assert _returned(monkeypatch, raw) == "nothing to note"
    assert returned_message(_report(invitation)) == invitation.code
    assert _mara(cast).unreachable_at is None


# --- A provider's own word ----------------------------------------------------------------------


def _event(message: OutboxMessage, kind: str, reason: str | None = None) -> Any:
    return SimpleNamespace(
        event_type=kind, reject_reason=reason, metadata={"outbox": str(message.code)}
    )


@pytest.mark.parametrize(
    ("kind", "reason", "unreachable", "agreed"),
    [
        ("bounced", "bounced", True, True),
        ("rejected", "invalid", True, True),
        ("bounced", "blocked", False, True),
        ("deferred", None, False, True),
        ("delivered", None, False, True),
        ("complained", None, False, False),
        ("unsubscribed", None, False, False),
    ],
)
def test_what_a_provider_says_of_a_message(
    cast: Cast,
    invitation: OutboxMessage,
    kind: str,
    reason: str | None,
    unreachable: bool,
    agreed: bool,
) -> None:
    _try_again(invitation)
    take_word(None, _event(invitation, kind, reason))
    assert (_mara(cast).unreachable_at is not None) is unreachable
    kept = Consent.objects.filter(client=cast.mara, kind="check-ins", withdrawn_at=None)
    assert kept.exists() is agreed


def test_a_providers_word_about_nothing_of_ours(cast: Cast, invitation: OutboxMessage) -> None:
    _try_again(invitation)
    for metadata in (None, {}, {"outbox": "nonsense"}):
        take_word(None, SimpleNamespace(event_type="bounced", reject_reason="", metadata=metadata))
    assert _mara(cast).unreachable_at is None


# --- Where it is shown --------------------------------------------------------------------------


def test_it_is_shown_and_settled_by_another_address_or_by_hand(
    cast: Cast, invitation: OutboxMessage, signed_in: SignIn, mailoutbox: list[EmailMessage]
) -> None:
    _try_again(invitation)
    outbox.come_back(invitation.code)
    ines, ada = signed_in(cast.ines), signed_in(cast.ada)
    story, details = f"/clients/{cast.mara.code}/", f"/clients/{cast.mara.code}/details/"
    assert "An e-mail came back on" in ines.get(story).content.decode()
    page = ines.get(details).content.decode()
    assert "Nothing is sent at present: what was sent came back." in page
    assert "What was sent to Mara L. came back" in ines.get("/").content.decode()
    page = ada.get("/clinic/").content.decode()
    assert "1 person cannot be reached" in page
    assert "Mara L." in page
    assert "Mara L." not in signed_in(cast.olga).get("/clinic/").content.decode()
    ines.post(f"/clients/{cast.mara.code}/reach/")
    assert _mara(cast).unreachable_at is None
    assert "cannot be reached" not in ada.get("/clinic/").content.decode()
    outbox.sweep()  # what had not arrived goes there again
    assert [mail.to for mail in mailoutbox] == [["mara@mail.example"]] * 2
