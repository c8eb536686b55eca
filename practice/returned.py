"""Which of our messages a report of failed delivery speaks of (RFC 3464). Pure.

Nothing in a report is believed but the code in our own Message-ID, which only whoever got the
message has seen.
"""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from typing import Any
from uuid import UUID

_OURS = re.compile(r"<([0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12})@")


def returned_message(raw: bytes) -> UUID | None:
    """The code of the message that was not delivered; None for any other kind of mail.

    That it is late, or was delivered, is no failure; an out-of-office reply is no report.
    """
    report = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    if report.get_content_type() != "multipart/report":
        return None
    parts = list(report.walk())
    if not any(_failed(part) for part in parts):
        return None
    for part in parts:
        if found := _code(part):
            return found
    return None


def _failed(part: EmailMessage) -> bool:
    """Whether this is the status of a delivery, and one that failed."""
    if part.get_content_type() != "message/delivery-status":
        return False
    blocks = part.get_payload()
    return isinstance(blocks, list) and any(
        isinstance(block, Message) and str(block.get("Action", "")).strip().lower() == "failed"
        for block in blocks
    )


def _code(part: EmailMessage) -> UUID | None:
    """The code in the headers of the returned message, whole or its headers alone."""
    kind = part.get_content_type()
    if kind == "text/rfc822-headers":
        raw = part.get_payload(decode=True)
        headers: Any = message_from_bytes(raw if isinstance(raw, bytes) else b"")
    elif kind == "message/rfc822":
        headers = next(iter(part.iter_parts()), None)
    else:
        return None
    found = _OURS.search(str(headers["Message-ID"])) if headers else None
    return UUID(found.group(1)) if found else None
