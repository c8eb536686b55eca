"""The file queue: a worker that looks all the time never sees half a message."""

import threading
from pathlib import Path

from kombu import Connection

from config.celery import app  # noqa: F401 — names the transport


def test_a_message_is_whole_or_not_there(tmp_path: Path) -> None:
    folder = str(tmp_path)
    options = {
        "data_folder_in": folder,
        "data_folder_out": folder,
        "control_folder": str(tmp_path / "control"),
    }
    many, body = 300, "x" * 20_000

    def put() -> None:
        with Connection("filesystem://", transport_options=options) as connection:
            queue = connection.SimpleQueue("asked")
            for number in range(many):
                queue.put({"number": number, "body": body})

    writer = threading.Thread(target=put)
    seen: list[int] = []
    with Connection("filesystem://", transport_options=options) as connection:
        assert type(connection.transport).__module__ == "config.file_queue"
        queue = connection.SimpleQueue("asked")
        assert queue.qsize() == 0  # declared before anybody writes
        writer.start()
        while len(seen) < many:
            message = queue.get(timeout=20)
            assert message.payload["body"] == body
            seen.append(message.payload["number"])
            message.ack()
    writer.join()
    assert sorted(seen) == list(range(many))
