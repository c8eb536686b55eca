"""What a failure to send means: the address takes nothing, the server is away, or neither."""

import re
import smtplib

from practice.text_message import Refused

# A reply's enhanced status, as in "550 5.1.1 No such user". 5.5 to 5.7 speak of the way we sent,
# of the content or of a rule of theirs: not of the address.
_STATUS = re.compile(rb"5\.([0-9]{1,3})\.[0-9]{1,3}")
_NOT_THE_ADDRESS = {b"5", b"6", b"7"}
_MAILBOX = {550, 551, 552, 553, 554, 556}


def is_refusal(error: Exception) -> bool:
    """Whether the other side said for good that this address takes no message."""
    if isinstance(error, Refused):
        return True
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = list(error.recipients.values())
        return bool(answers) and all(_blames_address(*answer) for answer in answers)
    if isinstance(error, smtplib.SMTPDataError):
        return _blames_address(error.smtp_code, error.smtp_error)
    return type(error).__name__ == "AnymailRecipientsRefused"  # loaded only where it is used


def is_away(error: Exception) -> bool:
    """Whether nothing was reached that could have taken the message: it says nothing about it."""
    if isinstance(error, smtplib.SMTPServerDisconnected | smtplib.SMTPConnectError):
        return True
    return isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException)


def _blames_address(code: int, reply: bytes | str) -> bool:
    said = reply if isinstance(reply, bytes) else reply.encode(errors="replace")
    if code not in _MAILBOX:
        return False
    found = _STATUS.match(said.strip())
    return found is None or found.group(1) not in _NOT_THE_ADDRESS
