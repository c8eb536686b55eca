"""The sessions of a record: who came, and the signed notes."""

from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance.document.days import day, moment, short_day
from alliance.document.note import signed_note
from alliance.document.parts import Block, Facts, Section, Table, Words
from sessions.models import Note, Participation
from sessions.record import SignedRecord, signed_records


def sessions(parts: Sequence[Participation], numbers: dict[int, int]) -> Section:
    """Every meeting, with attendance and the state of its note; `numbers` by the part's id."""
    rows = [
        [
            str(numbers.get(part.pk, "")),
            moment(part.starts_at, "j M Y, G:i"),
            f"{part.session.get_setting_display()}, {part.session.minutes} min",
            part.session.therapist.name,
            _attendance(part),
            _note_state(_note(part)),
        ]
        for part in parts
    ]
    headings = [_("No."), _("When"), _("How"), _("With"), _("Attendance"), _("Note")]
    table = Table(headings, rows, widths=[0.4, 1.45, 1.3, 1.3, 1.1, 1.4])
    nothing = Words(_("No session lies in this period."))
    return Section(_("Sessions and attendance"), [table if rows else nothing])


def _attendance(part: Participation) -> str:
    if part.attendance != part.Attendance.EXPECTED:
        return str(part.get_attendance_display())
    return _("planned") if part.starts_at > timezone.now() else _("not recorded")


def _note(part: Participation) -> Note | None:
    return getattr(part.session, "note", None)


def _note_state(note: Note | None) -> str:
    if note is None:
        return _("none")
    if not note.is_signed:
        return _("draft, not signed: left out")
    return _("signed %(on)s") % {"on": short_day(note.signed_at)}


def drafts(parts: Iterable[Participation]) -> int:
    """How many notes are left out because nobody has signed them."""
    notes = [_note(part) for part in parts]
    return sum(note is not None and not note.is_signed for note in notes)


def signed(parts: Iterable[Participation]) -> list[Participation]:
    """The meetings whose note is signed."""
    return [part for part in parts if (note := _note(part)) and note.is_signed]


def notes(parts: Sequence[Participation], numbers: dict[int, int]) -> Section:
    """The signed notes with their addenda, in order. 3 queries."""
    written = signed(parts)
    found = signed_records([note for part in written if (note := _note(part))])
    left_out = drafts(parts)
    blocks: list[Block] = []
    if not written:
        blocks.append(Words(_("No signed note lies in this period.")))
    if left_out:
        said = ngettext(
            "%(n)s note is still a draft. It is not signed, and so not part of this record.",
            "%(n)s notes are still drafts. They are not signed, and so not part of this record.",
            left_out,
        )
        blocks.append(Words(said % {"n": left_out}))
    sections = [_one(part, found, numbers) for part in written]
    return Section(_("Signed notes"), blocks, sections, new_page=True)


def _one(part: Participation, records: dict[int, SignedRecord], numbers: dict[int, int]) -> Section:
    note = _note(part)
    assert note
    printed = signed_note(records[note.pk], [part.client])
    number = numbers.get(part.pk)
    heading = _("Session %(n)s, %(on)s") if number else "%(on)s"
    facts = Facts(
        [(_("Therapist"), part.session.therapist.name), (_("Form of the note"), printed.format)]
    )
    return Section(
        heading % {"n": number, "on": day(part.starts_at)},
        [facts, *printed.words, *printed.signatures],
        printed.addenda,
    )
