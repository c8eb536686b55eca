"""The queue of the one-command run: files in a folder, each whole before a worker can see it.

Kombu's own transport opens a message under its final name and writes it then. A worker that looks
in between takes an empty file, cannot read it, and ends.
"""

import os
import uuid
from time import monotonic
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """A channel that puts a message by renaming it, which happens at once or not at all."""

    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:  # type: ignore[override]
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        path = os.path.join(self.data_folder_out, name)  # noqa: PTH118 — as the transport does
        try:
            with open(f"{path}.part", "wb") as file:  # noqa: PTH123
                file.write(str_to_bytes(dumps(payload)))
            os.replace(f"{path}.part", path)  # noqa: PTH105
        except OSError as error:
            raise ChannelError(f"Cannot add file {path!r} to directory") from error


class Transport(filesystem.Transport):
    """The same transport with that channel."""

    Channel = Channel
