"""What the pages about process notes show."""

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, QuerySet

from practice.models import Membership, Supervision
from sessions.models import Participation, ProcessGrant, ProcessKey, ProcessNote
from sessions.process import sealing
from sessions.process.keyring import Keyring
from sessions.process.sealing import CannotOpen

PAGE = 30
# So many of the newest notes are looked through; each takes about a tenth of a millisecond.
SEARCHED = 1000
_AROUND = 90


@dataclass(frozen=True, slots=True)
class Given:
    """A grant as its author sees it; `reason` is None where it cannot be opened."""

    code: UUID
    supervisor: str
    reason: str | None
    granted_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """One note in a list: whose session, when; nothing of what it says."""

    session: UUID
    starts_at: datetime
    people: str
    saved_at: datetime
    shared: bool
    lost: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a word was found: the words before, itself, the words after."""

    line: Line
    before: str
    match: str
    after: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a search brought, how many notes it read, and in how many milliseconds."""

    query: str
    passages: list[Passage]
    searched: int
    milliseconds: int
    older_left_out: bool


def words_of(note: ProcessNote | None, ring: Keyring) -> str | None:
    """What stands in one's own note; None where this key does not open it."""
    if note is None:
        return ""
    if ring.key is None or ring.private is None or note.key_id != ring.key.pk:
        return None
    return sealing.open_note(bytes(note.sealed), bytes(note.wrapped), ring.private, note.place)


def given(note: ProcessNote, ring: Keyring) -> list[Given]:
    """Who may read the note now, and why."""
    grants = note.grants.filter(ended_at=None).select_related("supervisor__user")
    return [
        Given(
            grant.code,
            grant.supervisor.name,
            _reason(grant, ring),
            grant.granted_at,
            grant.read_at,
        )
        for grant in grants.order_by("pk")
    ]


def _reason(grant: ProcessGrant, ring: Keyring) -> str | None:
    assert ring.private is not None
    try:
        sealed = bytes(grant.reason_for_author)
        return sealing.open_with(ring.private, sealed, context=grant.context).decode()
    except CannotOpen:
        return None


def possible_readers(author: Membership, note: ProcessNote) -> QuerySet[ProcessKey]:
    """Keys of those who supervise the author now, and who may not read the note yet."""
    supervises = Supervision.objects.standing().filter(
        supervisor=OuterRef("owner"), supervisee=author
    )
    may_read = note.grants.filter(ended_at=None).values("supervisor")
    return (
        ProcessKey.objects.select_related("owner__user")
        .filter(
            Exists(supervises),
            clinic=author.clinic_id,
            retired_at=None,
            owner__ended_at=None,
            owner__is_supervisor=True,
        )
        .exclude(owner__in=may_read)
        .order_by("owner__user__name", "pk")
    )


def my_notes(author: Membership, key: ProcessKey | None, page: str | None) -> Page[Line]:
    """One's own notes, those of the newest sessions first; one page of them."""
    found = Paginator(_notes(author), PAGE).get_page(page)
    lines = [_line(note, key) for note in found.object_list]
    found.object_list = lines  # type: ignore[assignment]
    return found  # type: ignore[return-value]


def shared_with(supervisor: Membership) -> list[ProcessGrant]:
    """What others let one read now."""
    supervised = Supervision.objects.standing().filter(
        supervisor=supervisor, supervisee=OuterRef("note__author")
    )
    grants = ProcessGrant.objects.select_related("note__author__user", "note__session")
    return list(
        grants.filter(Exists(supervised), supervisor=supervisor, ended_at=None).order_by("-pk")
    )


def search(author: Membership, ring: Keyring, query: str) -> Found:
    """Look for a word in one's own notes, opened in memory one after the other."""
    begun = time.perf_counter()
    notes = list(_notes(author).filter(key=ring.key)[: SEARCHED + 1])
    pattern = re.compile(re.escape(query), re.IGNORECASE)
    passages = list(_passages(notes[:SEARCHED], ring, pattern))
    return Found(
        query=query,
        passages=passages,
        searched=len(notes[:SEARCHED]),
        milliseconds=round((time.perf_counter() - begun) * 1000),
        older_left_out=len(notes) > SEARCHED,
    )


def _passages(
    notes: Iterable[ProcessNote], ring: Keyring, pattern: re.Pattern[str]
) -> Iterable[Passage]:
    for note in notes:
        words = words_of(note, ring) or ""
        if match := pattern.search(words):
            start, end = match.span()
            before = words[max(0, start - _AROUND) : start]
            after = words[end : end + _AROUND]
            yield Passage(
                _line(note, ring.key),
                ("…" if start > _AROUND else "") + before,
                match.group(),
                after + ("…" if end + _AROUND < len(words) else ""),
            )


def _notes(author: Membership) -> QuerySet[ProcessNote]:
    shared = ProcessGrant.objects.filter(note=OuterRef("pk"), ended_at=None)
    return (
        ProcessNote.objects.filter(author=author)
        .select_related("session")
        .prefetch_related("session__participations__client")
        .annotate(shared=Exists(shared))
        .order_by("-session__starts_at", "-pk")
    )


def _line(note: ProcessNote, key: ProcessKey | None) -> Line:
    return Line(
        session=note.session.code,
        starts_at=note.session.starts_at,
        people=people(note.session.participations.all()),
        saved_at=note.saved_at,
        shared=note.shared,  # type: ignore[attr-defined]
        lost=key is None or note.key_id != key.pk,
    )


def people(parts: Iterable[Participation]) -> str:
    """'Mara L., Theo B.'"""
    return ", ".join(part.client.short_name for part in sorted(parts, key=lambda part: part.pk))
