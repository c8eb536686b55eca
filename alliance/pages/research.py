"""The research export: consented clients alone; no names, words, codes, dates, therapists."""

import io
import secrets
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, F, FilteredRelation, Q, QuerySet

from alliance.models import Rating, RepairAttempt, Rupture
from alliance.pages.research_columns import COLUMNS, NOTES
from clients.models import Client, Consent
from practice.csv_file import Cell, as_csv
from practice.models import Clinic

Row = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Research:
    """The tables of one export, and whose records are in it."""

    clients: tuple[UUID, ...]
    tables: dict[str, list[Row]]

    @property
    def counts(self) -> dict[str, int]:
        """How many people, and how many rows each table has."""
        return {"clients": len(self.clients)} | {
            name: len(rows) for name, rows in self.tables.items()
        }


def consented(clinic: Clinic) -> QuerySet[Client, Client]:
    """Whose consent to research stands."""
    standing = Consent.objects.filter(clinic=clinic, kind=Consent.Kind.RESEARCH, withdrawn_at=None)
    return Client.objects.filter(clinic=clinic, pk__in=standing.values("client"))


def research_counts(clinic: Clinic) -> dict[str, int]:
    """What an export would hold now. 4 queries."""
    people = consented(clinic)
    return {
        "clients": people.count(),
        "ruptures": Rupture.objects.filter(client__in=people).count(),
        "attempts": RepairAttempt.objects.filter(rupture__client__in=people).count(),
        "ratings": Rating.objects.filter(client__in=people).revealed(clinic).count(),
    }


@dataclass(frozen=True, slots=True)
class _Person:
    number: int
    began: date
    zone: ZoneInfo

    def day(self, moment: datetime) -> int:
        """Days since this person's therapy began, by the clinic's calendar."""
        return (moment.astimezone(self.zone).date() - self.began).days


def collect(clinic: Clinic) -> Research:
    """The tables, as of now. 4 queries, and no sealed field is opened."""
    found = list(consented(clinic).values_list("pk", "code", "began_on"))
    # Drawn anew each time and sorted by: neither number nor order says who came first.
    numbers = secrets.SystemRandom().sample(range(100_000, 1_000_000), len(found))
    people = {
        pk: _Person(number, began, clinic.zone)
        for number, (pk, _, began) in zip(numbers, found, strict=True)
    }
    which: dict[int, int] = {}
    return Research(
        clients=tuple(code for _, code, _ in found),
        tables={
            "ruptures": sorted(_ruptures(people, which), key=_order),
            "attempts": sorted(_attempts(people, which), key=_order),
            "ratings": sorted(_ratings(people, clinic), key=_order),
        },
    )


def _order(row: Row) -> tuple[Any, ...]:
    return tuple("" if cell is None else str(cell).zfill(8) for cell in row)


def _ruptures(people: dict[int, _Person], which: dict[int, int]) -> list[Row]:
    """One row a rupture; `which` learns its number within the person. One query."""
    rows: list[Row] = []
    numbered: Counter[int] = Counter()
    found: Any = (
        Rupture.objects.filter(client__in=people)
        .annotate(tried=Count("attempts"))
        .order_by("session__starts_at", "id")
        .values_list(
            "pk",
            "client",
            "session__starts_at",
            "closed_at",
            "markers",
            "signal",
            "tried",
            "noticed_by",
            "direction",
            "party",
            "domain",
            "intensity",
            "outcome",
            "resolution_by_client",
            "resolution_by_therapist",
        )
    )
    for pk, client, at, closed, markers, signal, tried, *said in found:
        noticed_by, direction, party, domain, intensity, outcome, theirs, own = said
        person = people[client]
        numbered[client] += 1
        which[pk] = numbered[client]
        rows.append(
            (
                person.number,
                which[pk],
                person.day(at),
                noticed_by,
                direction,
                party,
                domain,
                "|".join(markers),
                intensity,
                "no" if signal is None else "yes",
                outcome,
                None if closed is None else person.day(closed) - person.day(at),
                theirs,
                own,
                tried,
            )
        )
    return rows


def _attempts(people: dict[int, _Person], which: dict[int, int]) -> list[Row]:
    found = RepairAttempt.objects.filter(rupture__client__in=people).values_list(
        "rupture", "rupture__client", "session__starts_at", "strategies", "response"
    )
    return [
        (people[client].number, which[rupture], people[client].day(at), "|".join(tried), response)
        for rupture, client, at, tried, response in found
    ]


def _ratings(people: dict[int, _Person], clinic: Clinic) -> list[Row]:
    found = (
        Rating.objects.filter(client__in=people)
        .revealed(clinic)
        .annotate(now=FilteredRelation("readings", condition=Q(readings__superseded_at=None)))
        .annotate(flag=F("now__flag"))
        .values_list(
            "client",
            "session__starts_at",
            "perspective",
            "instrument",
            "instrument_version",
            "score",
            "flag",
        )
    )
    return [
        (people[client].number, people[client].day(at), seat, instrument, version, score, flag)
        for client, at, seat, instrument, version, score, flag in found
    ]


def as_zip(research: Research) -> bytes:
    """The tables, their dictionary, and a text that says how many rows there are and what not."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("read-me-first.txt", _about(research))
        packed.writestr("dictionary.csv", _dictionary())
        for name, rows in research.tables.items():
            header = [column.name for column in COLUMNS[name]]
            packed.writestr(f"{name}.csv", as_csv(header, rows))
    return out.getvalue()


def _about(research: Research) -> str:
    counted = "\n".join(f"{name}: {n}" for name, n in research.counts.items())
    return f"HOW MANY\n{counted}\n\n{NOTES}"


def _dictionary() -> bytes:
    return as_csv(
        ("file", "column", "meaning", "units", "values"),
        [
            (f"{name}.csv", column.name, column.meaning, column.units, column.values)
            for name, columns in COLUMNS.items()
            for column in columns
        ],
    )
