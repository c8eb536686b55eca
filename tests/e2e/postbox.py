"""A real SMTP server on 127.0.0.1 that keeps what it is given."""

import re
import socket
import threading
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

# Seconds a message may take through outbox, worker and SMTP.
PATIENCE = 40.0  # a first attempt that fails is followed by another after half a minute


@dataclass(frozen=True, slots=True)
class Letter:
    """One message as it went over the wire."""

    to: str
    subject: str
    body: str
    raw: str

    @property
    def link(self) -> str:
        """The one address that it is about; another may say where to stop such messages."""
        (found,) = re.findall(r"https?://[^/\s]+/(?!stop/)\S*", self.body)
        return str(found)


class Postbox:
    """Takes every message and keeps it."""

    def __init__(self) -> None:
        self._letters: list[Letter] = []
        self._arrived = threading.Condition()
        self._server = Controller(self, hostname="127.0.0.1", port=free_port())

    @property
    def url(self) -> str:
        """What EMAIL_URL is set to."""
        return f"smtp://127.0.0.1:{self._server.port}"

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.stop()

    async def handle_DATA(  # noqa: N802  the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep one message."""
        assert isinstance(envelope.content, bytes)
        with self._arrived:
            self._letters.append(_letter(envelope.content))
            self._arrived.notify_all()
        return "250 OK"

    def to(self, address: str) -> list[Letter]:
        """Everything that has come for an address, oldest first."""
        with self._arrived:
            return [letter for letter in self._letters if letter.to == address]

    def all(self) -> list[Letter]:
        """Everything that has come, oldest first."""
        with self._arrived:
            return list(self._letters)

    def wait_for(self, address: str, number: int = 1) -> Letter | None:
        """The `number`-th message to an address, counted from 1; None when it does not come."""
        with self._arrived:
            came = self._arrived.wait_for(lambda: len(self.to(address)) >= number, PATIENCE)
            return self.to(address)[number - 1] if came else None


def _letter(raw: bytes) -> Letter:
    message = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    body = message.get_body(("plain",))
    return Letter(
        to=str(message["To"]),
        subject=str(message["Subject"]),
        body=body.get_content() if body else "",
        raw=raw.decode(),
    )


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
