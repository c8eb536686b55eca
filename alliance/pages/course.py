"""One instrument's answers on the axis of the sessions: where each stands, and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from alliance import outcome
from alliance.models import CheckIn
from alliance.pages.administered import Administered, definition
from alliance.pages.chapter import Chapter
from alliance.pages.days import day
from alliance.too_few import TooFew
from measures.catalogue import UnknownInstrumentError
from measures.instrument import Construct, Instrument
from measures.schedule import Given, Timing, is_due
from practice.models import Clinic
from sessions.models import Participation

Places = dict[int, tuple[float, str]]
"""By the id of a client's part in a session: where its check-in stands, and how that is said."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One form that was answered, or asked and left out; `at` as in `OutcomePoint`."""

    at: float
    session: str
    score: float | None = None
    asked_only: bool = False
    covered: bool = False
    prorated: bool = False
    band: str = ""
    low: float | None = None
    high: float | None = None
    flagged: bool = False
    joined: bool = True
    code: UUID | None = None
    too_few: TooFew | None = None

    @property
    def shown(self) -> str:
        """The score as it is written: '9', '26.5'."""
        return "" if self.score is None else outcome.points(self.score)

    @property
    def expected(self) -> str:
        """'31–48', for a measure of the alliance that was read against what was expected."""
        if self.low is None or self.high is None:
            return ""
        return f"{outcome.points(self.low)}–{outcome.points(self.high)}"

    @property
    def said(self) -> str:
        """What its mark says."""
        if self.covered:
            return _("%(session)s: answered, covered until you have rated") % {
                "session": self.session
            }
        if self.score is None:
            words = self.too_few.words if self.too_few else _("not answered")
        else:
            words = ", ".join(filter(None, (self.shown, self.band, self._noted)))
        return f"{self.session}: {words}"

    @property
    def _noted(self) -> str:
        return _("prorated") if self.prorated else ""


def places_of(parts: Sequence[Participation], chapters: Sequence[Chapter]) -> Places:
    """Where the check-in before each meeting stands on the axis, and how that is said."""
    numbers = {chapter.part.pk: chapter for chapter in chapters}
    now, met = timezone.now(), 0
    places: Places = {}
    for part in parts:
        if chapter := numbers.get(part.pk):
            met = chapter.number
            places[part.pk] = (met, chapter.point.session)
        elif part.starts_at > now and not part.was_missed:
            places[part.pk] = (len(chapters) + 1, _for_day(_("For %(day)s"), part.starts_at))
        else:
            words = _("Before %(day)s, when you did not meet")
            places[part.pk] = (met + 0.5, _for_day(words, part.starts_at))
    return places


def _for_day(words: str, moment: datetime) -> str:
    return words % {"day": day(moment)}


def answer_at(
    each: Administered,
    part: Participation,
    places: Places,
    numbers: dict[int, Chapter],
    rated: set[int],
    clinic: Clinic,
) -> Answer:
    """One answered form at its place: a measure of the alliance stands at the session it is about.

    Such a one is covered like the client's own check, until the therapist has rated that session.
    """
    instrument = _known(clinic, each)
    at, session = _place(part, instrument, places, numbers)
    if _is_about_last_time(instrument) and clinic.rate_then_reveal:
        covered = part.check_in.about_id not in rated
    else:
        covered = False
    if covered:
        return Answer(at, session, covered=True)
    reading = each.reading or {}
    return Answer(
        at=at,
        session=session,
        score=each.score,
        prorated=each.prorated,
        band=outcome.band_in_words(instrument, each.score) if instrument else "",
        low=reading.get("low"),
        high=reading.get("high"),
        flagged=bool(reading.get("flag")),
        code=each.code,
        too_few=each.too_few(instrument) if instrument else None,
    )


def _place(
    part: Participation,
    instrument: Instrument | None,
    places: Places,
    numbers: dict[int, Chapter],
) -> tuple[float, str]:
    about = part.check_in.about_id
    if _is_about_last_time(instrument) and about in numbers:
        return numbers[about].number, numbers[about].point.session
    return places[part.pk]


def _is_about_last_time(instrument: Instrument | None) -> bool:
    return instrument is not None and instrument.construct is Construct.ALLIANCE


def _known(clinic: Clinic, each: Administered) -> Instrument | None:
    try:
        return definition(clinic, each.instrument, each.version)
    except UnknownInstrumentError:
        return None


def with_gaps(
    instrument: Instrument,
    answers: list[Answer],
    pace: Timing | None,
    parts: Sequence[Participation],
    places: Places,
    numbers: dict[int, Chapter],
) -> list[Answer]:
    """The answers in order, with those that were asked and left out; the line breaks there.

    It breaks too where a check-in that nobody opened would have asked, by today's schedule. No
    mark stands there, because what was never asked was not left out.
    """
    asked = [instrument.key, instrument.version]
    answered = {answer.at for answer in answers}
    given = {answer.at for answer in answers if answer.score is not None or answer.covered}
    gaps: list[Answer] = []
    broken: set[float] = set()
    last: Given | None = None
    open_gap = False
    for part in parts:
        check_in = check_in_of(part)
        if check_in is None:
            continue
        at, session = _place(part, instrument, places, numbers)
        about = Given(ceil(places[part.pk][0]), timezone.localdate(part.starts_at))
        if at in answered:
            broken |= {at} if open_gap else set()
            open_gap, last = False, about if at in given else last
        elif asked in check_in.asked:
            if is_past(check_in, part):
                gaps.append(Answer(at, session, asked_only=True))
            open_gap = True
        elif not check_in.is_submitted:
            open_gap |= pace is None or is_due(
                pace, session_number=about.session_number, last=last, on=about.on
            )
    joined = [replace(answer, joined=answer.at not in broken) for answer in answers]
    return sorted([*joined, *gaps], key=lambda answer: answer.at)


def is_past(check_in: CheckIn, part: Participation) -> bool:
    """Whether nothing more can be answered, of a meeting that took place."""
    return check_in.is_submitted or (part.starts_at <= timezone.now() and not part.was_missed)


def check_in_of(part: Participation) -> Any:
    """The check-in that prepares a meeting; None where there is none."""
    return getattr(part, "check_in", None)
