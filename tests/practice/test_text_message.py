"""Text messages: numbers, the folder, and a gateway that answers whatever it likes."""

import json
import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import TCPServer
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from practice import outbox
from practice.models import OutboxMessage
from practice.text_message import TextMessage, dialled, send
from tests.cast import Cast

Ending = OutboxMessage.Ending
NUMBER = "+441632960123"


@pytest.mark.parametrize(
    ("written", "dials"),
    [
        ("+44 1632 960123", NUMBER),
        ("+44 (0)1632 960-123", NUMBER),
        ("0044 1632.960123", NUMBER),
        ("+1 (555) 010\u20110199", "+15550100199"),
        ("01632 960123", None),  # of which country?
        ("+44", None),
        ("+0 1632 960123", None),
        ("+44 1632 960123 ext 4", None),
        ("+44163296012345678", None),
        ("+٤٤١٦٣٢٩٦٠١٢٣", None),
        ("", None),
    ],
)
def test_a_number_is_dialled_with_its_country_or_not_at_all(
    written: str, dials: str | None
) -> None:
    assert dialled(written) == dials


def test_into_the_folder_once_a_key_and_for_its_owner_alone(
    settings: Settings, tmp_path: Path
) -> None:
    settings.TEXT_MESSAGE_FOLDER = tmp_path / "texts"
    for words in ("A link", "The same again"):
        send(TextMessage(NUMBER, words), key="one")
    [file] = (tmp_path / "texts").iterdir()
    written = json.loads(file.read_text())
    assert (written["to"], written["body"]) == (NUMBER, "A link")
    assert file.stat().st_mode & 0o077 == 0


class Gateway:
    """Answers with the statuses it is told, one after the other, then 200."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.asked: list[tuple[dict[str, str], Any]] = []
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                gateway.asked.append((dict(self.headers), json.loads(self.rfile.read(length))))
                status = gateway.answers.pop(0) if gateway.answers else 200
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                pass

        self.server = TCPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/messages"


@pytest.fixture
def gateway(settings: Settings) -> Iterator[Gateway]:
    gateway = Gateway()
    settings.TEXT_MESSAGE_BACKEND = "practice.text_message.http.HttpBackend"
    settings.TEXT_MESSAGE_URL = gateway.url
    settings.TEXT_MESSAGE_TOKEN, settings.TEXT_MESSAGE_FROM = "a token", "Appts"
    settings.OUTBOX_COMPOSERS = {"text": "tests.practice.letters.text"}
    thread = threading.Thread(target=gateway.server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield gateway
    gateway.server.shutdown()
    gateway.server.server_close()
    thread.join()


def _try_again(message: OutboxMessage) -> OutboxMessage:
    OutboxMessage.objects.filter(pk=message.pk).update(due_at=timezone.now())
    outbox.deliver(message.pk)
    message.refresh_from_db()
    return message


def test_a_gateway_is_asked_with_token_and_key(cast: Cast, gateway: Gateway) -> None:
    message = outbox.put("text", cast.mara, client=cast.mara.code)
    assert outbox.deliver(message.pk)
    [(headers, body)] = gateway.asked
    assert body == {"to": NUMBER, "body": "A link", "from": "Appts"}
    assert headers["Authorization"] == "Bearer a token"
    assert headers["Idempotency-Key"] == str(message.code)
    assert headers["Content-Type"] == "application/json"
    message.refresh_from_db()
    index = outbox.address_index(NUMBER, clinic_id=cast.riverside.pk)
    assert (message.ending, bytes(message.sent_to)) == (Ending.SENT, index)


@pytest.mark.parametrize("status", [500, 502, 503, 429, 408, 401, 403, 302])
def test_what_is_not_the_numbers_fault_is_tried_again_under_the_same_key(
    cast: Cast, gateway: Gateway, status: int
) -> None:
    gateway.answers = [status]
    message = outbox.put("text", cast.mara)
    assert _try_again(message).ending == ""
    assert _try_again(message).ending == Ending.SENT
    keys = [headers["Idempotency-Key"] for headers, _ in gateway.asked]
    assert keys == [str(message.code)] * 2


@pytest.mark.parametrize("status", [400, 404, 410, 422])
def test_a_number_that_is_refused_is_not_tried_again(
    cast: Cast, gateway: Gateway, status: int
) -> None:
    gateway.answers = [status]
    message = outbox.put("text", cast.mara)
    assert _try_again(message).ending == Ending.BOUNCED
    assert message.last_error == "Refused"
    assert _try_again(message).ending == Ending.BOUNCED
    assert len(gateway.asked) == 1


def test_a_gateway_that_is_away_loses_nothing_and_is_named_in_no_log(
    cast: Cast, gateway: Gateway, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.TEXT_MESSAGE_URL = "http://127.0.0.1:9/?to=them"
    message = outbox.put("text", cast.mara)
    with caplog.at_level(logging.DEBUG):
        assert _try_again(message).ending == ""
    assert message.last_error == "away: ConnectionError"
    assert NUMBER not in caplog.text
    settings.TEXT_MESSAGE_URL = gateway.url
    assert _try_again(message).ending == Ending.SENT
