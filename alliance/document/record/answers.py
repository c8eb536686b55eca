"""What was answered: check-ins, the alliance from both seats, questionnaires.

What the clinic keeps covered until the therapist has rated stays covered on paper.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from alliance.asked import WELLBEING
from alliance.document.days import short_day
from alliance.document.parts import Block, Section, Table, Words
from alliance.document.record.wanted import Wanted
from alliance.models import CheckIn, Concern, Reading
from alliance.pages.administered import Administered
from alliance.pages.chapter import Chapter
from alliance.pages.concern import said_between
from alliance.pages.course import Answer
from alliance.pages.outcomes import Outcome, outcomes
from alliance.sentences import number
from alliance.too_few import TooFew, too_few
from clients.models import Client
from measures.catalogue import instrument
from practice.models import Clinic
from sessions.models import Participation


def check_ins(parts: Sequence[Participation]) -> Section:
    """What they wrote before each session, word for word."""
    rows = []
    for part in parts:
        check_in: CheckIn | None = getattr(part, "check_in", None)
        if check_in and check_in.is_submitted:
            rows.append([short_day(part.starts_at), _said(check_in), _wellbeing(check_in)])
    headings = [_("Before the session of"), _("What they said"), _("Wellbeing")]
    table = Table(headings, rows, widths=[1.2, 3.4, 0.9])
    nothing = Words(_("No check-in was answered in this period."))
    return Section(_("Check-ins"), [table if rows else nothing], new_page=True)


def between_sessions(client: Client, wanted: Wanted) -> list[Section]:
    """What felt off, said from the client's own space, with what was written back. One query.

    Nothing that the client took back, or wanted kept from the therapist; no section without any.
    """
    rows = [
        [short_day(each.said_at), _felt_off(each), each.answer or _("no answer yet")]
        for each in said_between(client)
        if wanted.holds(each.said_at)
    ]
    headings = [_("Date"), _("What the client said"), _("What was written back")]
    table = Table(headings, rows, widths=[1, 2.4, 2.4])
    return [Section(_("What felt off, between sessions"), [table])] if rows else []


def _felt_off(concern: Concern) -> str:
    facts = [concern.get_strength_display(), concern.get_request_display()]
    said = [f"“{concern.words}”"] if concern.words else []
    return "\n".join([*said, f"({', '.join(filter(None, facts))})"])


def _said(check_in: CheckIn) -> str:
    said = []
    if check_in.wish:
        said.append(_("Wished for: “%(words)s”") % {"words": check_in.wish})
    if check_in.tension:
        facts = {"how": check_in.get_tension_display()}
        said.append(_("Tense, misunderstood or left unsaid: %(how)s") % facts)
    if check_in.tension_words:
        said.append(f"“{check_in.tension_words}”")
    if check_in.tension_request:
        said.append(f"({check_in.get_tension_request_display()})")
    return "\n".join(said) or _("nothing in words")


def _wellbeing(check_in: CheckIn) -> str:
    score = check_in.wellbeing_score
    if score is not None:
        return _("%(score)s of 10") % {"score": number(score)}
    few = too_few(instrument(WELLBEING), check_in.wellbeing)
    return _in_full(few) if few else _("no answer")


def _in_full(few: TooFew) -> str:
    return f"{few.words}: {few.in_full}"


def ratings(chapters: Sequence[Chapter]) -> Section:
    """The alliance, session by session, with what each answer of the client's was read as."""
    rows = [
        [
            str(chapter.number),
            short_day(chapter.part.starts_at),
            _client_rating(chapter),
            _expected(chapter),
            _own_rating(chapter),
            _stands_out(chapter),
        ]
        for chapter in chapters
    ]
    headings = [
        _("No."),
        _("Date"),
        _("Client, of 10"),
        _("Expected"),
        _("Therapist, of 10"),
        _("What stands out"),
    ]
    how = Words(
        _(
            "Both checks run from 0 to 10 and are not validated: compare only with the same "
            "person’s own earlier answers. Expected is what this client’s earlier answers, and "
            "before there are many of them what is usual, led to expect. A low answer is a reason "
            "to ask, not a finding."
        ),
        soft=True,
    )
    nothing = Words(_("No session took place in this period."))
    table = Table(headings, rows, widths=[0.45, 1.4, 1, 0.9, 1, 1.9])
    return Section(_("The alliance, from both seats"), [how, table] if rows else [nothing])


def _client_rating(chapter: Chapter) -> str:
    if chapter.point.client_covered:
        return _("covered until the therapist has rated")
    if chapter.too_few:
        return _in_full(chapter.too_few)
    if chapter.point.not_asked:
        return _("not asked yet")
    shown = chapter.point.shown
    return _("no answer") if shown is None else number(shown)


def _own_rating(chapter: Chapter) -> str:
    if chapter.own_too_few:
        return _in_full(chapter.own_too_few)
    rated = chapter.point.therapist
    return "" if rated is None else number(rated)


def _expected(chapter: Chapter) -> str:
    point = chapter.point
    if point.shown is None or point.low is None or point.high is None:
        return ""
    return f"{number(point.low)}–{number(point.high)}"


def _stands_out(chapter: Chapter) -> str:
    said = []
    if chapter.point.flagged:
        said.append(str(Reading.Flag(chapter.point.flag).label))
    if chapter.point.returned:
        said.append(_("the answers came back; that is not yet a repair"))
    if chapter.revision:
        said.append(chapter.revision.words)
    return "\n".join(said)


def questionnaires(
    parts: Sequence[Participation],
    given: dict[int, list[Administered]],
    chapters: Sequence[Chapter],
    clinic: Clinic,
    wanted: Wanted,
) -> Section:
    """Every questionnaire's scores, in the version that was answered. No query for shipped ones."""
    held = [part for part in parts if wanted.holds(part.starts_at)]
    codes = {each.code for part in held for each in given.get(part.pk, [])}
    numbers = {c.number for c in chapters if wanted.holds(c.part.starts_at)}
    sections = []
    for each in outcomes(parts, given, chapters, clinic):
        shown = [a for a in each.answers if a.code in codes or (a.covered and a.at in numbers)]
        if shown and each.instrument.key != WELLBEING:
            sections.append(Section(each.instrument.title, _scores(each, shown)))
    nothing = [] if sections else [Words(_("No questionnaire was answered in this period."))]
    return Section(_("Questionnaires"), nothing, sections)


def _scores(line: Outcome, answers: Sequence[Answer]) -> list[Block]:
    rows = [[each.session, _score(each, line), each.expected] for each in answers]
    headings = [_("Answered"), _("Score"), _("Expected")]
    if not any(row[2] for row in rows):
        headings, rows = headings[:2], [row[:2] for row in rows]
    read = [Words(each, soft=True) for each in line.how_read]
    return [Table(headings, rows), *read]


def _score(answer: Any, line: Outcome) -> str:
    if answer.covered:
        return _("covered until the therapist has rated")
    if answer.too_few:
        return _in_full(answer.too_few)
    said = [f"{answer.shown} / {line.of}", answer.band, _("prorated") if answer.prorated else ""]
    return ", ".join(filter(None, said))
