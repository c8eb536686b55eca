"""What somebody was given to do or to read, what they said about it, and what they are good at."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from alliance.document.days import day, short_day
from alliance.document.parts import Block, Facts, Section, Table, Words
from alliance.document.record.wanted import Wanted
from alliance.pages.exercise import MOST_HELPFUL, Given
from clients.models import Client, Strength


def strengths(client: Client, found: Sequence[Strength]) -> list[Section]:
    """Given whole; none where nothing was ever named. What was taken back stays out."""
    rows = [
        [
            each.words,
            each.named_by.name if each.named_by else client.first_name,
            short_day(each.named_at),
        ]
        for each in reversed(found)
    ]
    headings = [_("A strength"), _("Named by"), _("On")]
    return [Section(_("Strengths"), [Table(headings, rows, widths=[3, 1.3, 1])])] if rows else []


def exercises(found: Sequence[Given], wanted: Wanted) -> list[Section]:
    """Those given in the period; without answers where those were left out on request."""
    held = [each for each in reversed(found) if wanted.holds(each.exercise.given_at)]
    told = [_one(each, answers=wanted.answers) for each in held]
    return [Section(_("Between sessions: to do and to read"), [], told)] if told else []


def _one(given: Given, *, answers: bool) -> Section:
    exercise = given.exercise
    facts = [
        (_("Given"), f"{day(exercise.given_at)}, {exercise.given_by.name}"),
        (_("Why"), exercise.why),
        (_("Put away"), day(exercise.put_away_at)),
    ]
    blocks: list[Block] = [Facts(facts), Words(exercise.words)]
    if answers and given.reports:
        blocks.append(_said(given))
    return Section(exercise.title, blocks)


def _said(given: Given) -> Table:
    rows = [
        [
            short_day(each.at),
            each.get_done_display(),
            "" if each.helpful is None else f"{each.helpful} / {MOST_HELPFUL}",
            each.reflection,
        ]
        for each in reversed(given.reports)
    ]
    headings = [_("On"), _("Done"), _("Helpful"), _("In their words")]
    return Table(headings, rows, widths=[1, 1, 0.8, 3])
