"""What a client set beside their record, as those in care read it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from clients.models import Client, Statement
from sessions.models import Note, Session


@dataclass(frozen=True, slots=True)
class Beside:
    """One statement with the session whose note it is about; None where it is about the record."""

    statement: Statement
    session: Session | None


def statements_of(client: Client) -> list[Beside]:
    """All of this client's, the latest first. 2 queries."""
    rows = list(
        Statement.objects.filter(client=client)
        .select_related("client", "answered_by__user")
        .order_by("-said_at", "-pk")
    )
    met = sessions_of_notes(row.note for row in rows)
    return [Beside(row, met.get(row.note)) for row in rows]


def sessions_of_notes(codes: Iterable[UUID | None]) -> dict[UUID | None, Session]:
    """The sessions of these notes, by the note's code. 1 query, none for no note."""
    wanted = {code for code in codes if code}
    if not wanted:
        return {}
    notes = Note.objects.filter(code__in=wanted).select_related("session__therapist__user")
    return {note.code: note.session for note in notes}


def statements_on(note: Note, clients: Sequence[Client]) -> list[Statement]:
    """What these clients set beside a note, in the order in which it was said. 1 query."""
    found = Statement.objects.filter(note=note.code, client__in=clients)
    return list(found.select_related("client", "answered_by__user"))
