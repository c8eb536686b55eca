"""The formats of a clinic: what each asks, and where it stands."""

from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practice.models import Membership
from sessions.formats import NoteFormat, all_formats
from sessions.models import NoteFormatVersion


@dataclass(frozen=True, slots=True)
class NoteFormats:
    """The page: one sentence, the clinic's own formats, and those that are shipped."""

    own: list[NoteFormatVersion]
    retired: list[NoteFormatVersion]
    shipped: list[NoteFormat]
    usual: str

    @property
    def sentence(self) -> str:
        """'Notes can be written in seven formats. Two are your own.'"""
        many = len(self.own) + len(self.shipped)
        first = ngettext(
            "Notes can be written in %(many)s format.",
            "Notes can be written in %(many)s formats.",
            many,
        ) % {"many": apnumber(many)}
        if not self.own:
            return f"{first} {_('None of your own yet.')}"
        second = ngettext("%(many)s is your own.", "%(many)s are your own.", len(self.own)) % {
            "many": apnumber(len(self.own))
        }
        return f"{first} {capfirst(second)}"

    @property
    def offered(self) -> list[NoteFormat]:
        """What a new note can begin with."""
        return [*(row.format for row in self.own), *self.shipped]

    @property
    def names(self) -> dict[str, str]:
        """The names that are taken, by key: of formats that are retired, too."""
        own = {row.key: row.name for row in (*self.own, *self.retired)}
        return own | {each.key: each.name for each in self.shipped}


def note_formats(member: Membership) -> NoteFormats:
    """Everything a clinic's notes can be written in. One query."""
    newest = NoteFormatVersion.objects.newest().filter(clinic=member.clinic_id)
    rows = list(newest.select_related("created_by__user", "retired_by__user").order_by("name"))
    return NoteFormats(
        own=[row for row in rows if row.retired_at is None],
        retired=[row for row in rows if row.retired_at],
        shipped=list(all_formats().values()),
        usual=member.clinic.note_format,
    )
