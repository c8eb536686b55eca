"""A signed note with everything that followed it: addenda, strikes, co-signatures, releases."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from clients.models import Client
from practice.models import Membership
from sessions.chain import addendum_digest, record_digest
from sessions.models import Addendum, CoSignature, Note, NoteRelease, Strike


@dataclass(slots=True)
class SignedRecord:
    """What stands under one signature, in order."""

    note: Note
    addenda: list[Addendum]
    strikes: list[Strike]
    cosignatures: list[CoSignature] = field(default_factory=list)
    releases: list[NoteRelease] = field(default_factory=list)

    @property
    def strike(self) -> Strike | None:
        """The strike through the whole note."""
        return next((each for each in self.strikes if each.addendum_id is None), None)

    @property
    def digest(self) -> str:
        """What a co-signature of today would cover."""
        strikes = [strike.digest for strike in self.strikes]
        return record_digest(self.note.signed_digest, digests(self.note, self.addenda), strikes)

    @property
    def waiting(self) -> list[CoSignature]:
        """Requests that somebody still has to answer."""
        return [each for each in self.cosignatures if each.is_waiting]

    @property
    def signed(self) -> CoSignature | None:
        """The latest co-signature that was given."""
        given = [each for each in self.cosignatures if each.signed_at]
        return max(given, key=lambda each: each.signed_at, default=None)  # type: ignore[arg-type, return-value]

    @property
    def returned(self) -> CoSignature | None:
        """A return that was not followed by anything: it waits for the therapist."""
        latest = max(self.cosignatures, key=lambda each: each.pk, default=None)
        return latest if latest and latest.returned_at else None

    @property
    def is_covered(self) -> bool:
        """Whether a co-signature covers everything that stands here now."""
        return self.signed is not None and self.signed.covers == self.digest

    def not_covered(self, at: datetime) -> bool:
        """Whether what was signed at that time came after the co-signature."""
        return bool(self.signed and self.signed.signed_at and at > self.signed.signed_at)

    def latest_release(self, client: Client) -> NoteRelease | None:
        """The decision about one client that holds."""
        own = [each for each in self.releases if each.client_id == client.pk]
        return own[-1] if own else None

    def released_to(self, client: Client) -> bool:
        """Whether this client may have the note, as `Note.objects.released_to` says it."""
        latest = self.latest_release(client)
        released = latest is not None and latest.decision == NoteRelease.Decision.RELEASED
        return released and self.strike is None


def signed_record(note: Note, clients: Sequence[Client] = ()) -> SignedRecord:
    """Everything that stands under a note's signature, releases to these clients. 4 queries."""
    found = what_stands(note)
    found.cosignatures = list(
        note.cosignatures.select_related("asked_of__user", "asked_by__user").order_by("id")
    )
    for addendum in found.addenda:
        addendum.is_uncovered = found.not_covered(addendum.written_at)  # type: ignore[attr-defined]
    found.releases = list(
        note.releases.filter(client__in=clients)
        .select_related("decided_by__user", "client")
        .order_by("id")
    )
    return found


def what_stands(note: Note) -> SignedRecord:
    """The text and what was added to it or struck through. 2 queries."""
    strikes = list(note.strikes.select_related("struck_by__user").order_by("id"))
    by_addendum = {strike.addendum_id: strike for strike in strikes}
    addenda = list(note.addenda.select_related("written_by__user").order_by("number"))
    for addendum in addenda:
        addendum.struck = by_addendum.get(addendum.pk)  # type: ignore[attr-defined]
    return SignedRecord(note, addenda, strikes)


def signed_records(notes: Sequence[Note]) -> dict[int, SignedRecord]:
    """What stands under each of these signatures but the releases, by note. 3 queries."""
    found = {note.pk: SignedRecord(note, [], []) for note in notes}
    strikes = Strike.objects.filter(note__in=found).select_related("struck_by__user")
    by_addendum = {}
    for strike in strikes.order_by("id"):
        found[strike.note_id].strikes.append(strike)
        by_addendum[strike.addendum_id] = strike
    addenda = Addendum.objects.filter(note__in=found).select_related("written_by__user")
    for addendum in addenda.order_by("number"):
        addendum.struck = by_addendum.get(addendum.pk)  # type: ignore[attr-defined]
        found[addendum.note_id].addenda.append(addendum)
    asked = CoSignature.objects.filter(note__in=found).select_related("asked_of__user")
    for cosignature in asked.order_by("id"):
        found[cosignature.note_id].cosignatures.append(cosignature)
    return found


def digests(note: Note, addenda: Sequence[Addendum]) -> list[str]:
    """The digests of a note's addenda, in order; made now for those from before they had one."""
    found: list[str] = []
    for addendum in addenda:
        found.append(addendum.digest or chained(note, found, addendum, addendum.written_by))
    return found


def chained(note: Note, earlier: Sequence[str], addendum: Addendum, author: Membership) -> str:
    """The digest of an addendum that follows those."""
    return addendum_digest(
        note.signed_digest,
        earlier,
        number=addendum.number,
        words=addendum.words,
        author=str(author.code),
        at=addendum.written_at,
    )
