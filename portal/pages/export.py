"""What a client's own copy would hold."""

from dataclasses import dataclass
from typing import Any

from clients.models import Client
from portal.export import PARTS
from portal.export.document import left_out


@dataclass(frozen=True, slots=True)
class Held:
    """One part, and how many of it there are now."""

    title: str
    count: int


def held(client: Client) -> dict[str, Any]:
    """Counted by reading the very parts that go into the file. 26 queries at most."""
    parts = [Held(str(part.title), len(part.read(client))) for part in PARTS]
    return {
        "parts": [each for each in parts if each.count],
        "empty": [each.title for each in parts if not each.count],
        "left_out": left_out(),
    }
