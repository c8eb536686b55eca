"""Coming into a space, as a client does: by the code in a mail."""

import re

from django.core.mail import EmailMessage
from django.test import Client as Browser

from clients.models import Client
from portal.actions.sign_in import MAIL
from practice import outbox
from practice.models import OutboxMessage

CODE = re.compile(r"\b(\d{6})\b")


def ask(browser: Browser, address: str) -> None:
    """Enter the address and ask for a code."""
    answer = browser.post("/space/sign-in/", {"email": address})
    assert (answer.status_code, answer["Location"]) == (302, "/space/code/")


def code_in(mailoutbox: list[EmailMessage]) -> str:
    """Deliver the newest mail with a code and return the code."""
    message = OutboxMessage.objects.filter(kind=MAIL).latest("pk")
    assert outbox.deliver(message.pk)
    found = CODE.search(str(mailoutbox[-1].body))
    assert found
    return found.group(1)


def come_in(browser: Browser, client: Client, mailoutbox: list[EmailMessage]) -> Browser:
    """A browser in which this client's space is open."""
    ask(browser, client.email)
    answer = browser.post("/space/code/", {"number": code_in(mailoutbox)})
    assert (answer.status_code, answer["Location"]) == (302, "/space/")
    return browser
