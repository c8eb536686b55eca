"""When they met, and those notes that were released to the client."""

from clients.models import Client
from portal.export.row import Row
from sessions.models import Note, Participation
from sessions.reading import note_in_words
from sessions.record import SignedRecord, signed_records


def sessions(client: Client) -> list[Row]:
    """Every appointment, without the therapist's word about one that was missed. 1 query."""
    parts = Participation.objects.filter(client=client).select_related("session__therapist__user")
    return [
        {
            "starts_at": each.starts_at,
            "minutes": each.session.minutes,
            "setting": each.session.setting,
            "therapist": each.session.therapist.name,
            "attendance": each.attendance,
        }
        for each in parts.order_by("starts_at", "pk")
    ]


def notes(client: Client) -> list[Row]:
    """Signed and released: the shared part and this client's own. 4 queries, 1 without any."""
    released = Note.objects.released_to(client).select_related(
        "session", "signed_by__user", "clinic"
    )
    rows = list(released.order_by("session__starts_at", "pk"))
    records = signed_records(rows) if rows else {}
    return [_note(records[each.pk], client) for each in rows]


def _note(record: SignedRecord, client: Client) -> Row:
    note = record.note
    assert note.signed_by
    return {
        "code": note.code,
        "session_at": note.session.starts_at,
        "signed_by": note.signed_by.name,
        "signed_at": note.signed_at,
        "passages": [
            {"heading": each.heading, "words": "\n".join(filter(None, [each.text, *each.lines]))}
            for each in note_in_words(note, [client])
        ],
        "addenda": [
            {
                "number": each.number,
                "written_by": each.written_by.name,
                "written_at": each.written_at,
                # One that was struck through may be about somebody else.
                "words": None if each.struck else each.words,  # type: ignore[attr-defined]
                "struck_through": bool(each.struck),  # type: ignore[attr-defined]
            }
            for each in record.addenda
        ],
    }
