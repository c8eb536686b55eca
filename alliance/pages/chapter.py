"""The sessions of a story, one after the other, each with what was rated about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import F, FilteredRelation, FloatField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from alliance import figures, sentences
from alliance.actions.prior import shipped_prior
from alliance.actions.reading import SAME
from alliance.chart import ChartPoint
from alliance.models import CheckIn, ClinicPrior, Concern, Rating, Reading, Rupture
from alliance.models.rating import CHECKS, CLIENT_CHECK, Perspective
from alliance.pages.days import day
from alliance.science.expectation import returned_at
from alliance.too_few import TooFew, rated_too_few
from clients.models import Client
from practice.compiled import CompiledQuery
from practice.models import Clinic
from sessions.models import Note, Participation, Session


@dataclass(frozen=True, slots=True)
class Revision:
    """An estimate that replaced an earlier one: when, why, and what was shown until then."""

    at: datetime
    cause: str
    low: float
    high: float
    flag: str
    flag_changed: bool

    @classmethod
    def between(cls, before: Reading, after: Any) -> "Revision":
        """From what a rating was first read as to what it is read as now."""
        corrected = abs(before.value - after.value) > SAME
        return cls(
            at=after.read_at,
            cause="answer" if corrected else after.cause,
            low=before.low,
            high=before.high,
            flag=before.flag,
            flag_changed=bool(before.flag) != bool(after.flag),
        )

    @property
    def corrected(self) -> bool:
        """Whether it was the answer itself that changed."""
        return self.cause == "answer"

    @property
    def words(self) -> str:
        """'revised on 3 Nov because …; it was shown as 5.9–8.7'"""
        return figures.revised(day(self.at), self.cause, self.low, self.high, flag=self.flag)


@dataclass(slots=True)
class Chapter:
    """One session of the story.

    `is_rated`: by the therapist. `too_few` and `own_too_few` are what the client, unless covered,
    and the therapist answered where it came to no score.
    """

    number: int
    part: Participation
    session: Session
    point: ChartPoint
    check_in: CheckIn | None
    ruptures: list[Rupture]
    revision: Revision | None = None
    concerns: list[Concern] = field(default_factory=list)
    is_rated: bool = False
    too_few: TooFew | None = None
    own_too_few: TooFew | None = None

    @property
    def note(self) -> Note | None:
        """The session's note, in whatever state."""
        return getattr(self.session, "note", None)

    @property
    def is_struck(self) -> bool:
        """Whether that note is struck through."""
        return bool(getattr(self.part, "note_struck", False))


def readings_of(client: Client) -> dict[tuple[int, str], Any]:
    """The ratings by both checks and what each was read as, by session and perspective. One query.

    What was too little for a score was never read: its `value` is None. Each knows what was shown
    first (`earlier`, None where it still stands) and the variance within clients of the clinic's
    own prior (`sigma2`, None where the shipped one is in force).
    """
    return {(r.session_id, r.perspective): r for r in _current.rows(client=client.pk)}


_OF_READING = ("value", "expected", "p", "low", "high", "flag", "cause", "read_at")


@CompiledQuery[Any]
def _current(client: int) -> QuerySet[Rating]:
    replaced = Reading.objects.filter(rating=OuterRef("pk"), superseded_at__isnull=False)
    shown = JSONObject(low="low", high="high", flag="flag", value="value")
    own = ClinicPrior.objects.filter(
        clinic=OuterRef("clinic"),
        instrument=CLIENT_CHECK,
        applied_at__isnull=False,
        retired_at=None,
    )
    return (
        Rating.objects.filter(client=client, instrument__in=CHECKS.values())
        .annotate(now=FilteredRelation("readings", condition=Q(readings__superseded_at=None)))
        .annotate(
            **{name: F(f"now__{name}") for name in _OF_READING},
            earlier=Subquery(replaced.order_by("id").values(o=shown)[:1]),
            sigma2=Subquery(own.values("sigma2")[:1], output_field=FloatField()),
        )
    )


def chapters(
    parts: Iterable[Participation],
    readings: dict[tuple[int, str], Any],
    ruptures: Sequence[Rupture],
    clinic: Clinic,
) -> list[Chapter]:
    """The sessions that took place, in order. What was asked and not answered stays a gap."""
    now = timezone.now()
    parts = list(parts)
    open_since = _still_to_be_asked(parts, now)
    met = [part for part in parts if not part.was_missed and part.starts_at <= now]
    bands = _bands(met, readings)
    told = []
    for number, part in enumerate(met, 1):
        theirs = readings.get((part.session_id, Perspective.CLIENT))
        mine = readings.get((part.session_id, Perspective.THERAPIST))
        covered = _says_something(theirs) and clinic.rate_then_reveal and mine is None
        few = None if covered else rated_too_few(theirs)
        point = ChartPoint(
            number=number,
            on=day(part.starts_at),
            client=theirs.value if theirs else None,
            therapist=mine.value if mine else None,
            low=bands[part.session_id][0],
            high=bands[part.session_id][1],
            flag=theirs.flag or "" if theirs else "",
            p=theirs.p if theirs else None,
            client_covered=covered,
            too_few=few.words if few else "",
            not_asked=theirs is None and open_since is not None and part.starts_at >= open_since,
        )
        happened = [rupture for rupture in ruptures if rupture.session_id == part.session_id]
        check_in = getattr(part, "check_in", None)
        revision = _revision(theirs) if theirs and not covered else None
        told.append(
            Chapter(
                number,
                part,
                part.session,
                point,
                check_in,
                happened,
                revision,
                is_rated=mine is not None,
                too_few=few,
                own_too_few=rated_too_few(mine),
            )
        )
    _mark_returns(told, readings)
    return told


def _still_to_be_asked(parts: Sequence[Participation], now: datetime) -> datetime | None:
    """From which meeting on the check-in that asks about it is still to come; None: of none.

    A check-in asks about the last meeting, and is due when its own session begins, whether they
    come or not; one that was cancelled asks nothing. Once nothing is planned any more, nothing is
    to come, but about a meeting of today nobody can have been asked.
    """
    asking = [part for part in parts if not part.was_cancelled]
    begun = [part for part in asking if part.starts_at <= now]
    if not begun:
        return None
    latest = begun[-1].starts_at
    today = timezone.localdate(latest) == timezone.localdate(now)
    return latest if today or len(asking) > len(begun) else None


def _says_something(rating: Any) -> bool:
    """Whether anything was answered: a check-in that left all of it out leaves a rating, too."""
    return rating is not None and (rating.score is not None or rated_too_few(rating) is not None)


def _bands(
    met: list[Participation], readings: dict[tuple[int, str], Any]
) -> dict[int, tuple[float | None, float | None]]:
    """What was expected in each session, also of an answer that did not come.

    Nothing was learnt in between, so that the next reading's band held for the gap before it too.
    """
    bands: dict[int, tuple[float | None, float | None]] = {}
    ahead: tuple[float | None, float | None] = (None, None)
    for part in reversed(met):
        theirs = readings.get((part.session_id, Perspective.CLIENT))
        ahead = (theirs.low, theirs.high) if theirs and theirs.value is not None else ahead
        bands[part.session_id] = ahead
    return bands


def _revision(reading: Any) -> Revision | None:
    """What the reader was shown before, where it was written otherwise than it is now."""
    if not (reading.cause and reading.earlier):
        return None
    before = Reading(**reading.earlier)
    revision = Revision.between(before, reading)
    same = _band(before) == _band(reading)
    return None if same and not revision.flag_changed else revision


def _band(reading: Any) -> tuple[str, str]:
    return sentences.number(reading.low), sentences.number(reading.high)


def _mark_returns(told: list[Chapter], readings: dict[tuple[int, str], Any]) -> None:
    """Mark where the answers had come back after one that was lower than expected.

    Two in a row of at least m - sigma/2, m being what had been expected of the low one. An answer
    that is covered tells nothing, and so counts as none.
    """
    shown = [chapter.point.shown for chapter in told]
    place = 0
    while place < len(told):
        reading = readings.get((told[place].session.pk, Perspective.CLIENT))
        if reading is None or not told[place].point.flagged:
            place += 1
            continue
        own = reading.sigma2
        sigma2 = shipped_prior(CLIENT_CHECK).sigma2 if own is None else own
        back = returned_at(shown[place + 1 :], reading.expected, sigma2**0.5)
        if back is not None:
            place += back + 1
            told[place].point = replace(told[place].point, returned=True)
        place += 1
