"""The demonstration's mail: what would have been sent, read from the folder it is written to."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

MOST = 50
# Django's file backend ends each message with this line.
_END = b"\n" + b"-" * 79 + b"\n"


@dataclass(frozen=True, slots=True)
class Letter:
    """One message."""

    at: datetime
    to: str
    subject: str  # empty for a text message
    body: str


def letters(folder: Path) -> list[Letter]:
    """The newest messages in the folder, newest first."""
    found = [letter for path in folder.glob("*.log") for letter in _read(path)]
    return sorted(found, key=lambda letter: letter.at, reverse=True)[:MOST]


def texts(folder: Path) -> list[Letter]:
    """The newest text messages in the folder, newest first."""
    written = [json.loads(path.read_text()) for path in folder.glob("*.json")]
    found = [
        Letter(datetime.fromisoformat(each["at"]), each["to"], "", each["body"]) for each in written
    ]
    return sorted(found, key=lambda letter: letter.at, reverse=True)[:MOST]


def _read(path: Path) -> list[Letter]:
    raw = path.read_bytes().split(_END)
    return [_letter(each) for each in raw if each.strip()]


def _letter(raw: bytes) -> Letter:
    message = message_from_bytes(raw.lstrip(), _class=EmailMessage, policy=policy.default)
    body = message.get_body(("plain",))
    at = message["Date"].datetime
    return Letter(
        # "-0000" is UTC too, said by somebody who leaves their own zone unsaid (RFC 5322, 3.3).
        at=at if at.tzinfo else at.replace(tzinfo=UTC),
        to=str(message["To"]),
        subject=str(message["Subject"]),
        body=body.get_content().strip() if body else "",
    )
