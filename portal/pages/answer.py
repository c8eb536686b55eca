"""A client's own answers over time: as they gave them, with nothing read into them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from alliance.asked import WELLBEING
from alliance.models import Administration, CheckIn, Rating
from alliance.models.rating import CLIENT_CHECK, Perspective
from alliance.pages.administered import definition
from clients.models import Client
from measures.catalogue import UnknownInstrumentError, instrument
from measures.instrument import Direction, Instrument, Licence, NoWordingError, Wording
from portal.chart import Answered, own_line
from practice.models import Clinic

ON_A_PAGE = 10
"""How many check-ins stand on one page in words; the lines always show all of them."""


@dataclass(frozen=True, slots=True)
class Given:
    """One answered form: on which check-in, each answer by its key, and the figure they make."""

    check_in: CheckIn
    answers: dict[str, Any]
    figure: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """One day of the table: a cell for each question, and all together."""

    check_in: CheckIn
    cells: list[str]
    together: str


@dataclass(frozen=True, slots=True)
class Line:
    """One set of questions over time.

    `less` says that a lower number means less of it, `broken` that something was left out between
    two answers, `is_named` that the title is the official one of a questionnaire from elsewhere.
    There is nothing to draw of a single answer.
    """

    title: str
    language: str
    questions: list[str]
    ends: list[str]
    rows: list[Row]
    highest: str
    less: bool
    broken: bool
    is_named: bool
    charts: dict[str, SafeString]

    @property
    def latest(self) -> Row:
        """The newest answers; there always are some."""
        return self.rows[0]


@dataclass(frozen=True, slots=True)
class InWords:
    """What was said in one check-in, in words."""

    check_in: CheckIn
    tension: str
    request: str

    @property
    def is_empty(self) -> bool:
        """Whether it held numbers alone."""
        said = self.check_in
        return not (said.wish or said.hopes or said.tension_words or self.tension)


def answers(client: Client, number: str) -> dict[str, Any]:
    """Everything they answered. 3 queries; a questionnaire the clinic brought along costs 2."""
    asked = list(_asked(client))
    sent = [each for each in asked if each.is_submitted]
    page = Paginator(sent[::-1], ON_A_PAGE).get_page(number)
    return {
        "lines": _lines(client, asked) if sent else [],
        "told": _in_words(page),
        "page": page,
        "is_empty": not sent,
    }


def _asked(client: Client) -> Iterable[CheckIn]:
    """What was sent back, and what was asked before a session that is over and never answered."""
    left_out = Q(sent_at__isnull=False, participation__starts_at__lte=timezone.now())
    return (
        CheckIn.objects.filter(Q(submitted_at__isnull=False) | left_out, client=client)
        .select_related("participation", "read_by__user", "entered_by__user")
        .order_by("participation__starts_at", "pk")
    )


def _in_words(page: "Page[CheckIn]") -> list[InWords]:
    questions = instrument(CLIENT_CHECK).wording(get_language() or "en").questions
    found = [
        InWords(
            check_in,
            tension=questions["tension"].options.get(check_in.tension, "")
            if check_in.reports_tension
            else "",
            request=questions["request"].options.get(check_in.tension_request, ""),
        )
        for check_in in page
    ]
    return [each for each in found if not each.is_empty]


def _lines(client: Client, asked: Sequence[CheckIn]) -> list[Line]:
    ratings = Rating.objects.filter(
        client=client, perspective=Perspective.CLIENT, instrument=CLIENT_CHECK
    )
    rated = {each.check_in_id: each for each in ratings}
    filled = list(Administration.objects.filter(client=client))
    by_check_in = {check_in.pk: check_in for check_in in asked}
    been = [
        Given(each, each.wellbeing or {}, each.wellbeing_score)
        for each in asked
        if each.wellbeing or each.wellbeing_score is not None
    ]
    worked = [
        Given(each, rated[each.pk].answers, rated[each.pk].score)
        for each in asked
        if each.pk in rated
    ]
    lines = [
        _line(instrument(WELLBEING), been, asked),
        _line(instrument(CLIENT_CHECK), worked, [each for each in asked if each.about_id]),
    ]
    for (key, version), given in _by_instrument(filled, by_check_in).items():
        found = _definition(client.clinic, key, version)
        lines.append(_line(found, given, []) if found else None)
    return [line for line in lines if line]


def _by_instrument(
    filled: Iterable[Administration], by_check_in: dict[int, CheckIn]
) -> dict[tuple[str, int], list[Given]]:
    found: dict[tuple[str, int], list[Given]] = {}
    for each in filled:
        check_in = by_check_in.get(each.check_in_id)
        if check_in:
            key = (each.instrument, each.instrument_version)
            found.setdefault(key, []).append(Given(check_in, each.answers, each.score))
    return {
        key: sorted(given, key=lambda each: each.check_in.participation.starts_at)
        for key, given in sorted(found.items())
    }


def _definition(clinic: Clinic, key: str, version: int) -> Instrument | None:
    try:
        return definition(clinic, key, version)
    except UnknownInstrumentError:
        return None  # imported, and not readable any more


def _wording(measure: Instrument) -> Wording | None:
    """In the reader's language, or in any there is; None where no wording may be shown."""
    for language in (get_language() or "en", "en", *measure.languages):
        try:
            return measure.wording(language)
        except NoWordingError:
            continue
    return None


def _line(measure: Instrument, given: Sequence[Given], asked: Sequence[CheckIn]) -> Line | None:
    """One set of questions; `asked` are all check-ins that asked it, where leaving out is known."""
    figures = {each.check_in.pk: each.figure for each in given if each.figure is not None}
    if not figures:
        return None
    wording = _wording(measure)
    title = wording.title if wording else measure.title
    items = [item for item in measure.items if wording and item.key in wording.items]
    scale = measure.composite
    marks = [
        Answered(_day(each), figures.get(each.pk), _said(each, figures.get(each.pk)))
        for each in (asked or [each.check_in for each in given])
    ]
    while marks[0].value is None:  # what was left out before the first answer is no part of it
        marks = marks[1:]
    while marks[-1].value is None:
        marks = marks[:-1]
    told = ngettext(
        "%(title)s, answered on %(n)s day", "%(title)s, answered on %(n)s days", len(figures)
    )
    draw = partial(
        own_line,
        marks,
        lowest=scale.lowest,
        highest=scale.highest,
        title=told % {"title": title, "n": len(figures)},
        description=" · ".join(mark.said for mark in marks if mark.value is not None),
        prefix=f"own-{measure.key}-{measure.version}",
    )
    return Line(
        title=title,
        language=wording.language if wording else "",
        questions=[wording.items[item.key] for item in items] if wording else [],
        ends=[f"{value}: {words}" for value, words in wording.anchors.items()] if wording else [],
        rows=[
            Row(
                each.check_in,
                [_number(each.answers.get(item.key)) for item in items],
                _number(each.figure),
            )
            for each in reversed(given)
        ],
        highest=_number(scale.highest),
        less=measure.direction is Direction.HIGHER_IS_WORSE,
        broken=any(mark.value is None for mark in marks),
        is_named=measure.licence is not Licence.ORIGINAL,
        charts={"wide": draw(), "compact": draw(compact=True)} if len(figures) > 1 else {},
    )


def _day(check_in: CheckIn) -> Any:
    return timezone.localtime(check_in.participation.starts_at).date()


def _said(check_in: CheckIn, figure: float | None) -> str:
    return _("%(on)s: %(figure)s") % {
        "on": date_format(_day(check_in), "DATE_FORMAT"),
        "figure": _number(figure),
    }


def _number(value: float | None) -> str:
    """'7' or '7.3', as the language writes it; a dash for nothing."""
    if value is None:
        return "–"
    rounded = round(value, 1)
    return number_format(int(rounded) if rounded == int(rounded) else rounded)
