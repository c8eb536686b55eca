"""A signed note on the page: the text, what followed it, and what can still be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from alliance.models import Rating
from alliance.models.rating import Perspective
from alliance.pages.statement import statements_on
from alliance.too_few import TooFew, rated_too_few
from clients.models import Client
from practice.models import Membership, Supervision
from sessions.access import may_amend
from sessions.models import CoSignature, Note, NoteRelease, Participation, Session
from sessions.reading import note_in_words
from sessions.record import SignedRecord, signed_record


@dataclass(frozen=True, slots=True)
class ReleaseState:
    """Where the decision about one client stands, and how it came to that."""

    client: Client
    latest: NoteRelease | None
    history: list[NoteRelease]
    is_released: bool


def signed_note(note: Note, clients: Sequence[Client], member: Membership) -> dict[str, Any]:
    """The note with everything under its signature. 5 queries for its author, 4 for others.

    1 more once anything was decided about its release.
    """
    record = signed_record(note, clients)
    amends = may_amend(note, member)
    return {
        "words": note_in_words(note, clients),
        "record": record,
        "may_amend": amends,
        "to_answer": next((each for each in record.waiting if each.asked_of_id == member.pk), None),
        "supervisors": _to_ask(record) if note.author_id == member.pk else [],
        "releases": release_states(record, clients),
        # Only of a note that was opened to somebody can anything stand beside it.
        "statements": statements_on(note, clients) if record.releases else [],
    }


def release_states(record: SignedRecord, clients: Sequence[Client]) -> list[ReleaseState]:
    """One for each client, in the order of the page."""
    return [
        ReleaseState(
            client=client,
            latest=record.latest_release(client),
            history=[each for each in record.releases if each.client_id == client.pk],
            is_released=record.released_to(client),
        )
        for client in clients
    ]


def _to_ask(record: SignedRecord) -> list[Membership]:
    """The author's supervisors, but for those who were asked and have not answered. One query."""
    asked = {each.asked_of_id for each in record.waiting}
    return [each for each in supervisors_of(record.note.author) if each.pk not in asked]


def supervisors_of(therapist: Membership) -> list[Membership]:
    """Who supervises this therapist today. One query."""
    standing = Supervision.objects.standing().filter(
        supervisee=therapist, supervisor__ended_at=None
    )
    found = standing.select_related("supervisor__user").order_by("supervisor__user__name", "id")
    return [each.supervisor for each in found]


def who_co_signs(therapist: Membership) -> list[Membership]:
    """Whose signature each of this therapist's notes waits for. One query."""
    standing = Supervision.objects.standing().filter(
        supervisee=therapist, cosigns=True, supervisor__ended_at=None
    )
    return [each.supervisor for each in standing.select_related("supervisor__user").order_by("id")]


@dataclass(frozen=True, slots=True)
class Unrated:
    """A client about whom the therapist rated nothing, or too little for a score (`too_few`)."""

    client: Client
    too_few: TooFew | None


def unrated(session: Session, parts: Sequence[Participation]) -> list[Unrated]:
    """Of whom came, whose session still lacks the therapist's own score. One query.

    Signing the note ends the rating, so the page says so before.
    """
    mine = Rating.objects.filter(session=session, perspective=Perspective.THERAPIST)
    stored = {rating.client_id: rating for rating in mine}
    return [
        Unrated(part.client, rated_too_few(rating))
        for part in parts
        for rating in [stored.get(part.client_id)]
        if not part.was_missed and (rating is None or rating.score is None)
    ]


def to_co_sign(
    asked: CoSignature, note: Note, clients: Sequence[Client], member: Membership
) -> dict[str, Any]:
    """What a supervisor reads before signing. 4 queries, 1 more as in `signed_note`."""
    shown = signed_note(note, clients, member)
    return shown | {"asked": asked, "note": note, "shown": shown["record"].digest}
