"""What was answered in check-ins beside the questions of every one, read along with them.

It comes as columns of the query that reads the check-ins or the sessions anyway, one row for each
answered instrument, so that a page needs no further one.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from alliance.models import Administration, Reading, ScheduledMeasure
from alliance.too_few import TooFew, too_few
from measures import catalogue
from measures.catalogue import UnknownInstrumentError
from measures.clinic import catalogue_of
from measures.instrument import Instrument
from measures.schedule import Rhythm, Timing
from practice.models import Clinic

_COLUMNS = ("code", "instrument", "instrument_version", "answers", "score", "prorated")


@dataclass(frozen=True, slots=True)
class Administered:
    """One answered instrument. `reading` is what was expected of it, where that is known.

    `row` has the answers, sealed until they are read. `first` is the first score in the same
    version, `pace` when it is asked today (None: not any more), each where the page asked for it.
    """

    code: UUID
    instrument: str
    version: int
    row: Administration
    score: float | None
    prorated: bool
    reading: dict[str, Any] | None
    first: float | None = None
    pace: Timing | None = None

    def too_few(self, instrument: Instrument) -> TooFew | None:
        """What was answered where it is too little for a score; read for that alone."""
        return None if self.score is not None else too_few(instrument, self.row.answers)


def with_administrations(
    rows: QuerySet[Any], *, check_in: str = "", first: bool = False, pace: bool = False
) -> QuerySet[Any]:
    """The rows, each as often as its check-in has answered instruments, and once where it has none.

    `check_in` is the way from a row to its check-in; empty where the row is one.
    """
    path = f"{check_in}__administrations" if check_in else "administrations"
    reading = Reading.objects.filter(
        rating__check_in=OuterRef(check_in or "pk"),
        rating__instrument=OuterRef(f"{path}__instrument"),
        superseded_at=None,
    )
    expected = JSONObject(low="low", high="high", flag="flag", value="value")
    found: QuerySet[Any] = rows.annotate(
        **{f"given_{name}": F(f"{path}__{name}") for name in _COLUMNS},
        given_reading=Subquery(reading.values(o=expected)[:1]),
    )
    if first:
        found = found.annotate(given_first=Subquery(_first_score(path)))
    return found.annotate(given_pace=Subquery(_line(path))) if pace else found


def _first_score(path: str) -> QuerySet[Any]:
    scored = Administration.objects.filter(
        client=OuterRef(f"{path}__client"),
        instrument=OuterRef(f"{path}__instrument"),
        instrument_version=OuterRef(f"{path}__instrument_version"),
        given_at__lt=OuterRef(f"{path}__given_at"),
        score__isnull=False,
    )
    return scored.order_by("given_at").values("score")[:1]


def _line(path: str) -> QuerySet[Any]:
    """The client's own line of the schedule, else the clinic's."""
    client = OuterRef(f"{path}__client")
    lines = ScheduledMeasure.objects.filter(
        Q(client=client) | Q(client=None),
        clinic=OuterRef(f"{path}__clinic"),
        instrument=OuterRef(f"{path}__instrument"),
    ).order_by(F("client").desc(nulls_last=True))
    shown = JSONObject(timing="timing", interval="interval", sessions="sessions")
    return lines.values(o=shown)[:1]


def gather(rows: Iterable[Any]) -> tuple[list[Any], dict[int, list[Administered]]]:
    """The rows once each, in their order, and what was answered with each, by its id."""
    once: dict[int, Any] = {}
    given: dict[int, list[Administered]] = {}
    for row in rows:
        once.setdefault(row.pk, row)
        if row.given_code:
            given.setdefault(row.pk, []).append(_administered(row))
    return list(once.values()), given


def _administered(row: Any) -> Administered:
    # What is sealed of it is bound to its own code.
    given = Administration(clinic_id=row.clinic_id, code=row.given_code, answers=row.given_answers)
    return Administered(
        code=row.given_code,
        instrument=row.given_instrument,
        version=row.given_instrument_version,
        row=given,
        score=row.given_score,
        prorated=row.given_prorated,
        reading=row.given_reading,
        first=getattr(row, "given_first", None),
        pace=_pace(getattr(row, "given_pace", None)),
    )


def _pace(line: dict[str, Any] | None) -> Timing | None:
    if line is None:
        return None
    sessions = line["sessions"]
    # SQLite hands a list inside an object over as its text.
    listed = json.loads(sessions) if isinstance(sessions, str) else sessions
    return Timing(Rhythm(line["timing"]), line["interval"] or 1, tuple(listed))


def definition(clinic: Clinic, key: str, version: int) -> Instrument:
    """The version that was answered. No query for a shipped one, two for one the clinic imported.

    Raises UnknownInstrumentError when it cannot be read any more.
    """
    try:
        return catalogue.instrument(key, version)
    except UnknownInstrumentError:
        return catalogue_of(clinic).instrument(key, version)
