"""What was said in supervision, where the clinic keeps it with the record."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from alliance.document.days import day, moment
from alliance.document.parts import Block, Section, Words
from alliance.document.record.wanted import Wanted
from alliance.models import SupervisionQuestion


def supervision(kept: Sequence[SupervisionQuestion], wanted: Wanted) -> list[Section]:
    """Those asked in the period; no section where there is none."""
    held = [asked for asked in kept if wanted.holds(asked.asked_at)]
    sections = [Section(_heading(asked), _words(asked)) for asked in held]
    return [Section(_("From supervision"), [], sections)] if sections else []


def _heading(asked: SupervisionQuestion) -> str:
    facts = {"at": day(asked.asked_at), "about": _about(asked)}
    return _("%(at)s: about %(about)s") % facts


def _about(asked: SupervisionQuestion) -> str:
    if asked.rupture:
        return _("the rupture of %(at)s") % {"at": day(asked.rupture.session.starts_at)}
    if asked.note:
        return _("the note of %(at)s") % {"at": day(asked.note.session.starts_at)}
    return _("the story from %(since)s to %(until)s") % {
        "since": day(asked.from_on),
        "until": day(asked.to_on),
    }


def _words(asked: SupervisionQuestion) -> list[Block]:
    said: list[Block] = [Words(asked.question, heading=asked.asked_by.name)]
    for reply in asked.replies.all():
        heading = f"{reply.by.name}, {moment(reply.at)} ({reply.get_kind_display()})"
        said.append(Words(reply.words, heading=heading))
    return said
