"""What tests of the practice share beyond the cast."""

import re

from django.core.mail import EmailMessage

PASSWORD = "a long enough password"


def link_in(mail: EmailMessage) -> str:
    """The path of the one link in a mail."""
    [path] = re.findall(r"https?://[^/\s]+(/\S+)", str(mail.body))
    return str(path)
