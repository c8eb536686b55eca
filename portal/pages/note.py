"""Released notes, as their client reads them. What is withheld is nowhere hinted at."""

from typing import Any

from alliance.document.note import no_longer
from alliance.pages import statements_on
from clients.models import Client
from sessions.models import Note
from sessions.reading import note_in_words
from sessions.record import what_stands


def released_notes(client: Client) -> list[Note]:
    """Those that are released today, the latest session first, without their text. 1 query."""
    found = Note.objects.released_to(client).select_related("session__therapist__user")
    return list(found.defer("content").order_by("-session__starts_at", "-pk"))


def one(note: Note, client: Client) -> dict[str, Any]:
    """The shared part and this client's own, what was added, and what they set beside. 3 queries.

    Of an addendum that is struck through nothing is shown but that there was one: it may have been
    about somebody else.
    """
    record = what_stands(note)
    return {
        "note": note,
        "session": note.session,
        "passages": note_in_words(note, [client]),
        "addenda": record.addenda,
        "no_longer": no_longer(),
        "statements": statements_on(note, [client]),
    }
