"""Text messages through a gateway that takes JSON over HTTPS.

`POST {"to": "+441632960123", "body": "…", "from": "…"}` with `Authorization: Bearer …` and an
`Idempotency-Key`, so that a message sent twice by us goes out once. Most providers take this as
it is or behind a few lines of their own; see docs/delivery.md.
"""

import urllib3
from django.conf import settings

from practice.text_message.message import Refused, TextMessage, Unsent

PATIENCE = urllib3.Timeout(connect=5, read=15)

# Of the answers that blame the request, those that speak of us or of the moment instead of the
# number: a wrong token must not make a whole clinic unreachable.
_LATER = {401, 402, 403, 405, 407, 408, 409, 421, 423, 425, 426, 429}


class HttpBackend:
    """One request a message. A redirect is an error: the number goes nowhere else."""

    def send(self, message: TextMessage, *, key: str) -> None:
        """Hand it to the gateway. Raises Refused on other answers from 400 to 499, else Unsent."""
        words = {"to": message.to, "body": message.body}
        if settings.TEXT_MESSAGE_FROM:
            words["from"] = settings.TEXT_MESSAGE_FROM
        try:
            answer = urllib3.request(
                "POST",
                settings.TEXT_MESSAGE_URL,
                json=words,
                headers={
                    "Authorization": f"Bearer {settings.TEXT_MESSAGE_TOKEN}",
                    "Idempotency-Key": key,
                },
                timeout=PATIENCE,
                retries=False,
                redirect=False,
            )
        except urllib3.exceptions.HTTPError as error:
            raise ConnectionError(type(error).__name__) from None  # its text holds the address
        if 200 <= answer.status < 300:
            return
        if 400 <= answer.status < 500 and answer.status not in _LATER:
            raise Refused(f"answered {answer.status}")
        raise Unsent(f"answered {answer.status}")
