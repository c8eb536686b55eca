"""What the client set beside their record. Given whole, whatever the period."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from alliance.document.beside import in_words
from alliance.document.days import day
from alliance.document.parts import Block, Section, Words
from clients.models import Client, Statement
from sessions.models import Note, Participation


def statements(client: Client, parts: Sequence[Participation]) -> list[Section]:
    """The section, where there is anything to stand in it. One query."""
    said = list(Statement.objects.filter(client=client).select_related("answered_by__user"))
    if not said:
        return []
    met = {note.code: part for part in parts if (note := _note(part))}
    blocks: list[Block] = []
    for each in said:
        part = met.get(each.note) if each.note else None
        blocks += in_words(each, day(part.starts_at) if part else "")
    explained = Words(
        _("In the client’s own words, for good, with the answer. No signed text was changed by it.")
    )
    return [Section(_("What the client set beside the record"), [explained, *blocks])]


def _note(part: Participation) -> Note | None:
    return getattr(part.session, "note", None)
