"""What followed some signatures: co-signing, an addendum, a strike, decisions about release.

The words fit whichever note they meet: which ones are recent depends on the day.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from alliance.demo.clock import Clock
from practice.models import Membership
from practice.sealed import seal_for
from sessions.chain import strike_digest
from sessions.models import Addendum, CoSignature, Note, NoteRelease, Strike
from sessions.record import chained, what_stands

ANSWERED_AFTER = timedelta(hours=6)
ASKS = "What did the two of you agree for the days until you meet again? I do not find it here."
ADDED = (
    "Wrote two days later, in their own words, that the evening after the session was a quiet one."
)
CONFUSED = "Two hours of that day were mixed up in the second paragraph."
WITHHELD = "It repeats what somebody else said in confidence."


@dataclass(frozen=True, slots=True)
class _Told:
    """One therapist's signed notes, latest first, of clients about whom nothing is told yet."""

    therapist: Membership
    clock: Clock
    notes: list[Note]

    def take(self, *, before: datetime) -> Note:
        """The latest that was signed by then; its clients' other notes are left alone."""
        note = next(each for each in self.notes if each.signed_at and each.signed_at < before)
        about = self._about(note)
        self.notes[:] = [each for each in self.notes if not about & self._about(each)]
        return note

    @staticmethod
    def _about(note: Note) -> set[int]:
        return {part.client_id for part in note.session.participations.all()}


def follow_signatures(therapist: Membership, supervisor: Membership, clock: Clock) -> None:
    """Let something follow six of this therapist's notes, and one signature wait for another."""
    signed = Note.objects.filter(author=therapist, signed_at__isnull=False)
    told = _Told(therapist, clock, _latest(signed))
    earlier = clock.now - ANSWERED_AFTER
    _ask(told.take(before=clock.now), supervisor)
    _give_back(_ask(told.take(before=earlier), supervisor))
    _add(told.take(before=clock.now - timedelta(days=3)))
    _strike(told.take(before=clock.now - timedelta(days=30)))
    _release(told.take(before=clock.now - timedelta(days=9)))
    _withhold(told.take(before=clock.now - timedelta(days=16)))


def _latest(signed: QuerySet[Note]) -> list[Note]:
    found = signed.select_related("author", "session").prefetch_related("session__participations")
    return list(found.order_by("-signed_at", "-id")[:90])


def _ask(note: Note, supervisor: Membership) -> CoSignature:
    assert note.signed_at
    return CoSignature.objects.create(
        clinic_id=note.clinic_id,
        note=note,
        asked_of=supervisor,
        asked_by=note.author,
        asked_at=note.signed_at,
        is_required=True,
        covers=what_stands(note).digest,
    )


def _give_back(asked: CoSignature) -> None:
    CoSignature.objects.filter(pk=asked.pk).update(
        returned_at=asked.asked_at + ANSWERED_AFTER / 2,
        return_words=seal_for(asked, "return_words", ASKS),
    )


def _add(note: Note) -> None:
    assert note.signed_at
    addendum = Addendum(
        clinic_id=note.clinic_id,
        note=note,
        number=1,
        words=ADDED,
        written_by=note.author,
        written_at=note.signed_at + timedelta(days=2),
    )
    addendum.digest = chained(note, [], addendum, note.author)
    addendum.save(force_insert=True)


def _strike(note: Note) -> None:
    assert note.signed_at
    said = {"reason": Strike.Reason.ERROR.value, "words": CONFUSED}
    at = note.signed_at + timedelta(days=1)
    Strike.objects.create(
        clinic_id=note.clinic_id,
        note=note,
        struck_by=note.author,
        struck_at=at,
        digest=strike_digest(note.signed_digest, author=str(note.author.code), at=at, **said),
        **said,
    )


def _release(note: Note) -> None:
    _decide(note, NoteRelease.Decision.RELEASED)


def _withhold(note: Note) -> None:
    _decide(note, NoteRelease.Decision.WITHHELD, NoteRelease.Reason.THIRD, WITHHELD)


def _decide(note: Note, decision: str, reason: str = "", words: str = "") -> None:
    assert note.signed_at
    part = note.session.participations.select_related("client").order_by("id")[0]
    NoteRelease.objects.create(
        clinic_id=note.clinic_id,
        note=note,
        client=part.client,
        decision=decision,
        reason=reason,
        words=words,
        decided_by=note.author,
        decided_at=note.signed_at + timedelta(days=2),
    )
