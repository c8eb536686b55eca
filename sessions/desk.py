"""What somebody has at hand when they write a note: the formats offered, and their snippets."""

from functools import cached_property
from typing import Any

from django.db.models import Q

from practice.models import Membership
from sessions.formats import DEFAULT, OWN, NoteFormat, all_formats, note_format
from sessions.models import Note, NoteFormatVersion, Snippet


def format_of(note: Note) -> NoteFormat:
    """The format that a note was written in. A query only where it is a clinic's own."""
    if not note.format.startswith(OWN):
        return note_format(note.format, note.format_version)
    row = NoteFormatVersion.objects.get(
        clinic=note.clinic_id, key=note.format, version=note.format_version
    )
    return row.format


class Desk:
    """Formats and snippets of a member, each read when it is first asked for.

    An autosave in a shipped format asks for neither. The sign-in says whether there is any (see
    `alliance.backend`): where a clinic has none, nothing is read.
    """

    def __init__(self, member: Membership, note: Note | None = None) -> None:
        self.member, self._note = member, note

    @cached_property
    def _own(self) -> list[Any]:
        """The clinic's current formats, with the version of the note. One query, or none."""
        if not getattr(self.member, "has_own_formats", True):
            return []
        wanted = Q(is_newest=True, retired_at=None)
        if self._note:
            wanted |= Q(key=self._note.format, version=self._note.format_version)
        found = NoteFormatVersion.objects.marked().filter(wanted, clinic=self.member.clinic_id)
        return list(found.order_by("name", "pk"))

    @cached_property
    def _current(self) -> dict[str, NoteFormat]:
        rows = (row for row in self._own if row.is_newest and row.retired_at is None)
        return {row.key: row.format for row in rows}

    @property
    def offered(self) -> list[NoteFormat]:
        """What a note can be begun in or continued in: the clinic's own first."""
        return [*self._current.values(), *all_formats().values()]

    @cached_property
    def written_in(self) -> NoteFormat | None:
        """The format of the note that lies here."""
        return self.format(self._note.format, self._note.format_version) if self._note else None

    def newest(self, key: str) -> NoteFormat | None:
        """A format in the version that a note would be begun in; None when it is not offered."""
        return self._current.get(key) if key.startswith(OWN) else all_formats().get(key)

    def format(self, key: str, version: int) -> NoteFormat:
        """One version of a format that is offered or that was when a page was opened.

        KeyError when there is none.
        """
        if not key.startswith(OWN):
            return note_format(key, version)
        for row in self._own:
            if (row.key, row.version) == (key, version):
                return row.format  # type: ignore[no-any-return]
        found = NoteFormatVersion.objects.filter(
            clinic=self.member.clinic_id, key=key, version=version
        ).first()
        if found is None:
            raise KeyError(key, version)
        return found.format

    def usual(self, earlier: Note | None) -> NoteFormat:
        """What a new note begins with: as the clinic decided, else as the last note, else DAP."""
        for key in (self.member.clinic.note_format, earlier.format if earlier else ""):
            if key and (found := self.newest(key)):
                return found
        return note_format(DEFAULT)

    @cached_property
    def snippets(self) -> list[Snippet]:
        """Their own, then the clinic's. One query."""
        if not getattr(self.member, "has_snippets", True):
            return []
        return list(Snippet.objects.at_hand_of(self.member))
