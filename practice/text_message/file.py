"""Text messages into a folder: for the demonstration, and until a gateway is set up."""

import json
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from practice.text_message.message import TextMessage


class FileBackend:
    """One file a message, named by its key: the same one again changes nothing."""

    def send(self, message: TextMessage, *, key: str) -> None:
        """Write it, readable by its owner alone."""
        folder: Path = settings.TEXT_MESSAGE_FOLDER
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = folder / f"{key}.json"
        if file.exists():
            return
        file.touch(mode=0o600)
        written = {"at": timezone.now().isoformat(), "to": message.to, "body": message.body}
        file.write_text(json.dumps(written))
