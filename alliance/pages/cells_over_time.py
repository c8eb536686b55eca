"""The four cells by quarter: for a therapist, for one client, for a clinic.

Beside them what the cells cannot hold, because they are about rated sessions: ruptures to which no
signal spoke, and signals to which no rupture belongs.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, TruncQuarter
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.models import Rating, Rupture, Signal
from alliance.models.rating import Perspective
from alliance.pages.cells import CELLS, RatedSession, felt, in_order, with_what_was_said
from alliance.science.suppression import SMALLEST, suppressed
from clients.models import Client
from practice.models import Clinic, Membership

QUARTERS = 8
"""So many quarters back a clinic sees: two years."""

ALONE = ("torn", "asked")
"""A rupture without a signal, a signal without a rupture."""


@dataclass(frozen=True, slots=True)
class Quarter:
    """One quarter's counts; None where one is withheld because it is small."""

    begins: date
    both: int | None = 0
    score: int | None = 0
    person: int | None = 0
    neither: int | None = 0
    torn: int | None = 0
    asked: int | None = 0

    @property
    def says(self) -> bool:
        """Whether any of its counts may be shown."""
        return any(getattr(self, name) is not None for name in (*CELLS, *ALONE))

    @property
    def words(self) -> str:
        """'Jul–Sep 2026'"""
        names = (_("Jan–Mar"), _("Apr–Jun"), _("Jul–Sep"), _("Oct–Dec"))
        return f"{names[(self.begins.month - 1) // 3]} {self.begins.year}"


def quarter_of(moment: datetime) -> date:
    """The first day of the quarter, in the clinic's time zone."""
    on = timezone.localtime(moment).date()
    return date(on.year, on.month - (on.month - 1) % 3, 1)


def by_quarter(
    rated: Iterable[RatedSession], alone: dict[str, Sequence[datetime]]
) -> list[Quarter]:
    """Quarters in which there is anything, latest first."""
    counts = Counter((quarter_of(each.at), each.cell) for each in rated)
    for name, moments in alone.items():
        counts.update((quarter_of(moment), name) for moment in moments)
    return [
        Quarter(begins, **{name: counts[begins, name] for name in (*CELLS, *ALONE)})
        for begins in sorted({begins for begins, _ in counts}, reverse=True)
    ]


def standing_alone(
    ruptures: QuerySet[Rupture, Rupture], signals: QuerySet[Signal, Signal]
) -> dict[str, Sequence[datetime]]:
    """When there were ruptures without a signal, and signals without a rupture. Two queries."""
    return {
        "torn": list(_without_signal(ruptures).values_list("session__starts_at", flat=True)),
        "asked": list(_without_rupture(signals).values_list("at", flat=True)),
    }


def _without_signal(ruptures: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    session = OuterRef("session")
    about = Q(rating__session=session) | Q(check_in__about=session) | Q(session=session)
    return ruptures.filter(
        ~Exists(Signal.objects.filter(about, client=OuterRef("client"))), signal=None
    )


def _without_rupture(signals: QuerySet[Any, Any]) -> Any:
    about = (
        Q(session=OuterRef("rating__session"))
        | Q(session=OuterRef("check_in__about"))
        | Q(session=OuterRef("session"))
    )
    return signals.filter(
        ~Exists(Rupture.objects.filter(about, client=OuterRef("client"))), rupture=None
    ).annotate(
        at=Coalesce(
            "rating__session__starts_at",
            "check_in__about__starts_at",
            "session__starts_at",
            "raised_at",
        )
    )


def quarters_of(member: Membership, rated: Iterable[RatedSession]) -> list[Quarter]:
    """A therapist's quarters, of the sessions they may see the rating of. 2 queries."""
    mine = Client.objects.on_caseload_of(member)
    own = Q(rating=None) | Q(rating__session__therapist=member)
    signals = Signal.objects.filter(own, client__in=mine).revealed(member.clinic)
    ruptures = Rupture.objects.filter(session__therapist=member, client__in=mine)
    return by_quarter(rated, standing_alone(ruptures, signals))


def client_cells(client: Client, reader: Membership) -> dict[str, Any]:
    """One client's quarters, for whoever may open the record. 4 queries.

    What a therapist felt in the hour is their own: it counts only for the one who reads.
    """
    seats = Rating.objects.filter(client=client, perspective=Perspective.THERAPIST)
    felt_in: dict[int, bool] = {}
    for own in seats.select_related("session").only(
        "clinic", "code", "session__therapist", "client", "perspective", "feeling"
    ):
        felt_in[own.session_id] = own.session.therapist_id == reader.pk and felt(own)
    rated, covered = [], 0
    for session_id, of, *row in in_order(Rating.objects.filter(client=client)):
        if reader.clinic.rate_then_reveal and session_id not in felt_in:
            covered += 1
            continue
        code, at, value, low, high, flag, *said = row
        rated.append(RatedSession(code, at, of, value, low, high, bool(flag), *said))
        rated[-1].felt = felt_in.get(session_id, False)
    alone = standing_alone(
        Rupture.objects.filter(client=client),
        Signal.objects.filter(client=client).revealed(reader.clinic),
    )
    return {"quarters": by_quarter(rated, alone), "covered": covered, "rated": len(rated)}


def clinic_cells(clinic: Clinic) -> dict[str, Any]:
    """A clinic's finished quarters, as counts, withheld where small. 3 queries.

    The running quarter is left out: from one day to the next its counts would tell of one session.
    Nobody's feeling in the hour counts here.
    """
    ends = quarter_of(timezone.now())
    begins = ends.replace(year=ends.year - QUARTERS // 4)
    since, until = (
        datetime(each.year, each.month, each.day, tzinfo=clinic.zone) for each in (begins, ends)
    )
    counts: Counter[tuple[date, str]] = Counter()
    rows = (
        with_what_was_said(
            Rating.objects.filter(
                clinic=clinic, session__starts_at__gte=since, session__starts_at__lt=until
            )
        )
        .annotate(quarter=_quarter("session__starts_at", clinic))
        .values("quarter", "flag", "torn", "told", "found")
        .annotate(n=Count("pk"))
        .order_by()
    )
    for row in rows:
        said = row["torn"] or row["told"] or row["found"]
        cell = CELLS[(0 if said else 1) if row["flag"] else (2 if said else 3)]
        counts[row["quarter"].date(), cell] += row["n"]
    alone = {
        "torn": _without_signal(Rupture.objects.filter(clinic=clinic)).annotate(
            quarter=_quarter("session__starts_at", clinic)
        ),
        "asked": _without_rupture(Signal.objects.filter(clinic=clinic)).annotate(
            quarter=_quarter("at", clinic)
        ),
    }
    for name, found in alone.items():
        within = found.filter(quarter__gte=since, quarter__lt=until)
        for row in within.values("quarter").annotate(n=Count("pk")).order_by():
            counts[row["quarter"].date(), name] += row["n"]
    begun = sorted({each for each, _ in counts}, reverse=True)
    quarters = [_withheld(each, counts) for each in begun]
    return {"quarters": [each for each in quarters if each.says], "smallest": SMALLEST}


def _quarter(field: str, clinic: Clinic) -> TruncQuarter:
    return TruncQuarter(field, tzinfo=clinic.zone)


def _withheld(begins: date, counts: Counter[tuple[date, str]]) -> Quarter:
    line = suppressed([counts[begins, name] for name in CELLS])
    alone = {
        name: counts[begins, name] if counts[begins, name] >= SMALLEST else None for name in ALONE
    }
    return Quarter(begins, **dict(zip(CELLS, line.shown, strict=True)), **alone)
