"""What a client set beside their record, with what was written back."""

from typing import Any
from uuid import UUID

from alliance.pages import statements_of
from clients.models import Client
from portal.pages.note import released_notes
from sessions.models import Note


def statements(client: Client, notes: list[Note]) -> dict[str, Any]:
    """All of them, the latest first; `notes` are those which they can open today. 2 queries."""
    released: set[UUID] = {note.code for note in notes}
    found = statements_of(client)
    return {
        "statements": [(each, each.statement.note in released) for each in found],
    }


def to_choose(client: Client) -> list[Note]:
    """The notes that a statement can be about. 1 query."""
    return released_notes(client)
