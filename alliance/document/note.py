"""A signed note on paper: its words in order, who stands by them, what was added."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alliance.document.beside import in_words
from alliance.document.days import day, moment
from alliance.document.parts import Document, Facts, Section, Signature, Words
from alliance.pages.statement import statements_on
from clients.models import Client
from practice.models import Clinic, Membership
from sessions.desk import format_of
from sessions.models import Note, Participation, Session, Strike
from sessions.reading import Passage, note_in_words
from sessions.record import SignedRecord, signed_records


@dataclass(frozen=True, slots=True)
class SignedNote:
    """Everything that is printed of one note. `struck` is why the whole text holds no more."""

    format: str
    passages: Sequence[Passage]
    signatures: Sequence[Signature]
    addenda: Sequence[Section] = field(default_factory=list)
    struck: str = ""

    @property
    def words(self) -> list[Words]:
        """The passages as blocks."""
        return [
            Words(each.text, tuple(each.lines), heading=each.heading, struck=self.struck)
            for each in self.passages
        ]


def signed_note(record: SignedRecord, people: Sequence[Client]) -> SignedNote:
    """A signed note with what belongs to these people alone, besides what is shared.

    The one place where a row becomes what is printed.
    """
    note = record.note
    assert note.signed_by
    assert note.signed_at
    signature = Signature(
        _("Signed by %(who)s, %(at)s. The text is locked.")
        % {"who": note.signed_by.name, "at": moment(note.signed_at)},
        digest=note.signed_digest,
    )
    return SignedNote(
        format=format_of(note).name,
        passages=note_in_words(note, people),
        signatures=[signature, *_co_signatures(record)],
        addenda=[_addendum(each) for each in record.addenda],
        struck=_why(record.strike) if record.strike else "",
    )


def _co_signatures(record: SignedRecord) -> list[Signature]:
    """Those that were given, each with whether it covers all that stands here."""
    covers = _("It covers everything that stands here.")
    misses = _("What was added or struck through later is not covered by it.")
    return [
        Signature(
            _("Co-signed by %(who)s, %(at)s.")
            % {"who": each.asked_of.name, "at": moment(each.signed_at)},
            digest=each.covers,
            more=covers if each.covers == record.digest else misses,
        )
        for each in record.cosignatures
        if each.signed_at
    ]


def _why(strike: Strike) -> str:
    """'Struck through by Ines Okafor, 3 November 2026, 10:42. It is about another person. …'"""
    said = _("Struck through by %(who)s, %(at)s. %(reason)s.") % {
        "who": strike.struck_by.name,
        "at": moment(strike.struck_at),
        "reason": strike.get_reason_display(),
    }
    return f"{said} {strike.words}".strip()


def _addendum(addendum: Any) -> Section:
    says = _("Written and signed by %(who)s, %(at)s.")
    signature = Signature(
        says % {"who": addendum.written_by.name, "at": moment(addendum.written_at)},
        digest=addendum.digest,
    )
    struck = _why(addendum.struck) if addendum.struck else ""
    heading = _("Addendum %(n)s") % {"n": addendum.number}
    return Section(heading, [Words(addendum.words, struck=struck), signature])


def note_document(note: Note, parts: Sequence[Participation], by: Membership) -> Document:
    """One note as a document, about those clients alone whose parts these are. 4 queries."""
    people = [part.client for part in parts]
    return _document(signed_note(signed_records([note])[note.pk], people), note, people, by.clinic)


def released_document(note: Note, client: Client) -> Document:
    """A released note as its client has it. 4 queries.

    Of an addendum that is struck through the client learns that there was one, and no word: it may
    have been about somebody else.
    """
    record = signed_records([note])[note.pk]
    printed = signed_note(record, [client])
    held = [
        section if not addendum.struck else Section(section.heading, [Words(no_longer())])  # type: ignore[attr-defined]
        for addendum, section in zip(record.addenda, printed.addenda, strict=True)
    ]
    return _document(replace(printed, addenda=held), note, [client], client.clinic)


def no_longer() -> str:
    """What stands where an addendum was struck through."""
    return _("This addendum was struck through. It holds no more.")


def _document(
    printed: SignedNote, note: Note, people: Sequence[Client], clinic: Clinic
) -> Document:
    session = note.session
    sections = [
        Section(_("Note"), printed.words),
        Section(_("Signature"), printed.signatures),
    ]
    if printed.addenda:
        sections.append(Section(_("Addenda"), sections=printed.addenda))
    beside = [block for each in statements_on(note, people) for block in in_words(each)]
    if beside:
        sections.append(Section(_("What the client set beside it"), beside))
    names = " & ".join(client.short_name for client in people)
    return Document(
        title=_("Session note"),
        lede=clinic.name,
        running=f"{names} · {day(session.starts_at)}",
        clinic=clinic.name,
        language=get_language() or "en",
        on=session.starts_at.astimezone(clinic.zone).date(),
        facts=Facts(
            [
                (_("Client"), "\n".join(client.name for client in people)),
                (_("Session"), _when(session, clinic)),
                (_("Therapist"), session.therapist.name),
                (_("Form of the note"), printed.format),
            ]
        ),
        sections=sections,
    )


def _when(session: Session, clinic: Clinic) -> str:
    facts = {
        "at": moment(session.starts_at, "l j F Y, G:i"),
        "minutes": session.minutes,
        "setting": session.get_setting_display(),
        "zone": session.starts_at.astimezone(clinic.zone).tzname(),
    }
    return _("%(at)s (%(zone)s), %(minutes)s minutes, %(setting)s") % facts
