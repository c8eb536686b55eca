"""All ruptures of a therapist's own caseload: what waits, what is due first, and what ended.

Never a score of the therapist, nor beside anybody else's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance import sentences
from alliance.chart import small_seam
from alliance.chart.seam import Ending
from alliance.models import Rupture, Signal
from alliance.pages.days import day
from alliance.vocabulary import ENDINGS, Outcome
from clients.models import Client
from practice.models import Membership

PAGE = 25

_ENDINGS: dict[str, Ending] = {
    Outcome.OPEN: "open",
    Outcome.REPAIRING: "open",
    Outcome.REPAIRED: "repaired",
    Outcome.NOT_REPAIRED: "not_repaired",
    Outcome.ENDED: "ended",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One rupture in the list; `tries` is how many attempts at repair are written down."""

    rupture: Rupture
    tries: int

    @property
    def seam(self) -> SafeString:
        """The tear with its stitches, and how it ends."""
        how = self.rupture.get_outcome_display()
        return small_seam(min(self.tries, 5), _ENDINGS[self.rupture.outcome], label=how)

    @property
    def on(self) -> str:
        """'9 Nov 2026': when it happened."""
        return day(self.rupture.session.starts_at, "j M Y")

    @property
    def closed_on(self) -> str:
        """'23 Nov 2026'"""
        return day(self.rupture.closed_at, "j M Y")

    @property
    def is_due(self) -> bool:
        """Whether the day to come back to it has come."""
        back = self.rupture.revisit_on
        return back is not None and back <= timezone.localdate()

    @property
    def why(self) -> str:
        """Why it stands where it stands, in words."""
        back = self.rupture.revisit_on
        if back:
            written = {"on": date_format(back, "j M Y")}
            if back == timezone.localdate():
                return _("to come back to today")
            if self.is_due:
                return _("to come back to since %(on)s") % written
            return _("to come back to on %(on)s") % written
        if not self.tries:
            return _("no repair begun yet, and no day to come back to it")
        return _("no day set to come back to it")

    @property
    def said(self) -> list[str]:
        """What each of the two says of its repair, as far as they did."""
        words = (
            (_("you say %(n)s of 5"), self.rupture.resolution_by_therapist),
            (_("they say %(n)s of 5"), self.rupture.resolution_by_client),
        )
        return [text % {"n": value} for text, value in words if value]

    @property
    def tried(self) -> str:
        """'2 attempts at repair'; empty for none."""
        if not self.tries:
            return ""
        counted = ngettext("%(n)s attempt at repair", "%(n)s attempts at repair", self.tries)
        return counted % {"n": self.tries}

    @property
    def place(self) -> tuple[int, date, int]:
        """What is due first, then what nobody began to repair, then the rest by its day."""
        back = self.rupture.revisit_on
        happened = timezone.localtime(self.rupture.session.starts_at).date()
        if self.is_due and back:
            return 0, back, self.rupture.pk
        if not self.tries and back is None:
            return 1, happened, self.rupture.pk
        return (2, back, self.rupture.pk) if back else (3, happened, self.rupture.pk)


def ruptures(member: Membership, *, page: int = 1) -> dict[str, Any]:
    """Open, being repaired, ended; with and without a signal. 4 queries, however many."""
    mine = Client.objects.on_caseload_of(member).values("pk")
    found = Rupture.objects.filter(client__in=mine)
    counts = found.aggregate(
        all=Count("pk"),
        ended=Count("pk", filter=Q(outcome__in=ENDINGS)),
        with_signal=Count("pk", filter=Q(signal__isnull=False)),
    )
    pages = max(1, -(-counts["ended"] // PAGE))
    page = min(max(page, 1), pages)
    waiting = sorted(_rows(found.unfinished()), key=lambda row: row.place)
    over = found.filter(outcome__in=ENDINGS).order_by("-closed_at", "-pk")
    ended = _rows(over[(page - 1) * PAGE : page * PAGE])
    due = [row for row in waiting if row.is_due]
    return {
        "sentence": sentences.ruptures(len(waiting), len(due), counts["all"]),
        "rows": [*waiting, *ended],
        "due": due,
        "open": _standing(waiting, Outcome.OPEN),
        "repairing": _standing(waiting, Outcome.REPAIRING),
        "ended": ended,
        "all": counts["all"],
        "with_signal": counts["with_signal"],
        "without_signal": counts["all"] - counts["with_signal"],
        "signals_alone": _signals_alone(member, mine),
        "page": page,
        "pages": pages,
    }


def _rows(found: QuerySet[Rupture]) -> list[Row]:
    counted = found.select_related("client", "session").annotate(tries=Count("attempts"))
    return [Row(each, each.tries) for each in counted]


def _standing(rows: Sequence[Row], outcome: str) -> list[Row]:
    """Those that stand so and are not due: what is due stands first, once."""
    return [row for row in rows if row.rupture.outcome == outcome and not row.is_due]


def _signals_alone(member: Membership, mine: QuerySet[Client, Any]) -> int:
    """Signals behind which no rupture is recorded: the other way round. One query."""
    raised = Signal.objects.filter(client__in=mine).revealed(member.clinic)
    return raised.filter(rupture=None).count()
