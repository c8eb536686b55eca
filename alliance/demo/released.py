"""Notes that were opened to a client, and what they set beside their record."""

from dataclasses import dataclass
from datetime import timedelta

from clients.models import Client, Contribution, Statement
from practice.models import Membership
from sessions.models import Note, NoteRelease

OPENED_AFTER = timedelta(days=1)
SAID_AFTER = timedelta(days=4)
ANSWERED_AFTER = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a client set beside the note of an hour, or beside the record where `hour` is 0."""

    hour: int
    words: str
    answer: str = ""


# By the client's name: the hours whose notes were opened, and what was said about them.
_OPENED: dict[str, tuple[tuple[int, ...], tuple[_Said, ...]]] = {
    "Mara Lindqvist": (
        (3, 6, 9, 10),
        (
            _Said(
                hour=9,
                words="I did not put my bag down because it was all right again. My arm hurt. "
                "I stayed because you stayed quiet, and that is the part that mattered.",
                answer="Thank you for saying it. I took the bag for trust, and it was your arm. "
                "That you stayed because I was quiet is worth more to me than my guess. I am "
                "glad that both stand here now.",
            ),
            _Said(
                hour=0,
                words="My brother does not live with my father, and never has. Please let nobody "
                "think that there is somebody in that flat at night.",
            ),
        ),
    ),
}


def open_notes(therapist: Membership) -> None:
    """Open some notes of this therapist's to their clients, and let them answer."""
    for client in Client.objects.filter(care_team__therapist=therapist, care_team__ended_on=None):
        hours, said = _OPENED.get(client.name, ((), ()))
        notes = _held(client) if hours else []
        for hour in hours:
            if hour <= len(notes) and _is_free(notes[hour - 1]):
                _release(notes[hour - 1], client)
        for each in said:
            if each.hour <= len(notes):
                _say(client, each, notes)


def _held(client: Client) -> list[Note]:
    """The signed notes of this client, in order."""
    signed = Note.objects.filter(session__participations__client=client, signed_at__isnull=False)
    return list(signed.select_related("author").order_by("session__starts_at"))


def _is_free(note: Note) -> bool:
    """Whether nothing followed its signature that was told elsewhere."""
    return not (note.releases.exists() or note.strikes.exists())


def _release(note: Note, client: Client) -> None:
    assert note.signed_at
    NoteRelease.objects.create(
        clinic_id=note.clinic_id,
        note=note,
        client=client,
        decision=NoteRelease.Decision.RELEASED,
        decided_by=note.author,
        decided_at=note.signed_at + OPENED_AFTER,
    )


def _say(client: Client, said: _Said, notes: list[Note]) -> None:
    """One that is not answered yet waits on Today."""
    about = notes[said.hour - 1] if said.hour else None
    signed_at = (about or notes[-1]).signed_at
    assert signed_at
    said_at = signed_at + SAID_AFTER if about else signed_at
    answered = {
        "answer": said.answer,
        "answered_at": said_at + ANSWERED_AFTER,
        "answered_by": (about or notes[-1]).author,
    }
    statement = Statement.objects.create(
        clinic_id=client.clinic_id,
        client=client,
        note=about.code if about else None,
        words=said.words,
        said_at=said_at,
        **(answered if said.answer else {}),
    )
    if not said.answer:
        Contribution.objects.create(
            clinic_id=client.clinic_id,
            client=client,
            kind=Contribution.Kind.STATEMENT,
            about=statement.code,
            at=said_at,
        )
