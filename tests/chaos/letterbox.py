"""A real SMTP server that keeps what it takes, and has things happen at the worst moment."""

import threading
from collections import Counter, defaultdict
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.e2e.postbox import free_port

Moment = Callable[[int], None]


def nothing(number: int) -> None:
    """Nothing happens."""


class Letterbox:
    """Takes every message. `arriving` is called before one is taken, `taken` before that is said.

    Both get the number of messages taken so far. A sender that dies in `taken` has had its message
    delivered and does not know it; one that dies in `arriving` has not.
    """

    def __init__(self) -> None:
        self.arriving: Moment = nothing
        self.taken: Moment = nothing
        self._letters: list[EmailMessage] = []
        self._lock = threading.Lock()
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

    async def handle_MAIL(  # noqa: N802  the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Somebody begins to send."""
        self.arriving(len(self))
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep one message."""
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, _class=EmailMessage, policy=policy.default)
        with self._lock:
            self._letters.append(letter)
        self.taken(len(self))
        return "250 OK"

    def __len__(self) -> int:
        with self._lock:
            return len(self._letters)

    def empty(self) -> None:
        """Throw everything away, and let nothing happen any more."""
        self.arriving = self.taken = nothing
        with self._lock:
            self._letters.clear()

    def letters(self) -> list[EmailMessage]:
        """Everything that has come, oldest first."""
        with self._lock:
            return list(self._letters)

    def by_address(self) -> dict[str, Counter[str]]:
        """How often each Message-ID came to each address."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for letter in self.letters():
            found[str(letter["To"])][str(letter["Message-ID"])] += 1
        return dict(found)
