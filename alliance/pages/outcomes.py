"""How somebody has been, beneath the alliance on the same sessions: one line an instrument."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from alliance import outcome
from alliance.asked import WELLBEING
from alliance.chart import ChartPoint, OutcomePoint, outcome_chart
from alliance.outcome import Since
from alliance.pages.administered import Administered, definition
from alliance.pages.chapter import Chapter
from alliance.pages.course import (
    Answer,
    Places,
    answer_at,
    check_in_of,
    is_past,
    places_of,
    with_gaps,
)
from alliance.too_few import too_few
from measures.catalogue import UnknownInstrumentError
from measures.catalogue import instrument as shipped
from measures.instrument import Construct, Instrument
from practice.models import Clinic
from sessions.models import Participation


@dataclass(frozen=True, slots=True)
class Outcome:
    """One instrument's line, with what its latest score means."""

    instrument: Instrument
    answers: list[Answer]
    latest: Answer | None
    since: Since | None
    how_read: list[str]
    charts: dict[str, SafeString]

    @property
    def is_alliance(self) -> bool:
        """Whether it measures the alliance, about the session before."""
        return self.instrument.construct is Construct.ALLIANCE

    @property
    def of(self) -> str:
        """'27', the highest score."""
        return outcome.points(self.instrument.composite.highest)

    @property
    def latest_first(self) -> list[Answer]:
        """For the table."""
        return self.answers[::-1]


def outcomes(
    parts: Sequence[Participation],
    given: dict[int, list[Administered]],
    chapters: Sequence[Chapter],
    clinic: Clinic,
) -> list[Outcome]:
    """Every line. Where nothing was asked on schedule, the wellbeing check of every check-in.

    No query for shipped instruments.
    """
    places = places_of(parts, chapters)
    lines: dict[tuple[str, int], list[Answer]] = {}
    rated = {c.session.pk for c in chapters if c.is_rated}
    numbers = {chapter.session.pk: chapter for chapter in chapters}
    for part in parts:
        for each in given.get(part.pk, []):
            lines.setdefault((each.instrument, each.version), []).append(
                answer_at(each, part, places, numbers, rated, clinic)
            )
    points = [chapter.point for chapter in chapters]
    paces = {each.instrument: each.pace for found in given.values() for each in found}
    told = []
    for (key, version), answers in lines.items():
        try:
            instrument = definition(clinic, key, version)
        except UnknownInstrumentError:
            continue  # an imported definition that cannot be read any more: no line is right
        line = with_gaps(instrument, answers, paces.get(key), parts, places, numbers)
        told.append(_outcome(instrument, line, points))
    told.sort(key=lambda each: (each.is_alliance, each.instrument.title))
    if not any(not each.is_alliance for each in told):
        told = [*_wellbeing(parts, places, points), *told]
    return told


def _wellbeing(
    parts: Iterable[Participation],
    places: Places,
    points: list[ChartPoint],
) -> list[Outcome]:
    answers = []
    for part in parts:
        check_in = check_in_of(part)
        if check_in is None:
            continue
        at, session = places[part.pk]
        if check_in.wellbeing_score is not None:
            answers.append(Answer(at, session, score=check_in.wellbeing_score))
        elif few := too_few(shipped(WELLBEING), check_in.wellbeing):
            answers.append(Answer(at, session, too_few=few))
        elif is_past(check_in, part):
            answers.append(Answer(at, session, asked_only=True))
    if all(answer.asked_only for answer in answers):
        return []
    return [_outcome(shipped(WELLBEING), answers, points)]


def _outcome(
    instrument: Instrument, answers: list[Answer], points: Sequence[ChartPoint]
) -> Outcome:
    given = [answer for answer in answers if not answer.asked_only]
    scores = [answer.score for answer in answers if answer.score is not None]
    return Outcome(
        instrument=instrument,
        answers=answers,
        latest=given[-1] if given else None,
        since=outcome.since_first(instrument, scores),
        how_read=outcome.how_read(instrument),
        charts=_draw(instrument, answers, points),
    )


def _draw(
    instrument: Instrument, answers: list[Answer], sessions: Sequence[ChartPoint]
) -> dict[str, SafeString]:
    marks = [
        OutcomePoint(
            at=each.at,
            value=each.score,
            said=each.said,
            joined=each.joined,
            low=each.low,
            high=each.high,
            flagged=each.flagged,
        )
        for each in answers
    ]
    cutoff = instrument.clinical_cutoff
    given = sum(each.score is not None for each in answers)
    title = ngettext("%(title)s, %(n)s answer", "%(title)s, %(n)s answers", given)
    draw = partial(
        outcome_chart,
        marks,
        sessions,
        lowest=instrument.composite.lowest,
        highest=instrument.composite.highest,
        cutoff=cutoff.value if cutoff else None,
        title=title % {"title": instrument.title, "n": given},
        description=" · ".join(each.said for each in answers),
        prefix=f"outcome-{instrument.key}-{instrument.version}",
    )
    return {"wide": draw(), "compact": draw(compact=True)}
