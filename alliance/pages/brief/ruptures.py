"""What happened between the two and is not finished, what helped before, and what was promised."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from alliance.chart import small_seam
from alliance.models import RepairAttempt, Rupture, RuptureChange
from alliance.pages.brief.history import latest
from alliance.pages.days import day
from alliance.vocabulary import Change, Outcome, Response
from clients.models import Client
from practice.compiled import CompiledQuery
from practice.models import Membership
from practice.sealed import Sealed
from sessions.models import Session

if TYPE_CHECKING:
    from alliance.pages.brief import Brief

LISTED = 6
"""How many unfinished ruptures, and how many attempts, a brief has room to look at."""

HELPED = (Response.OPENED, Response.EASED)


@dataclass(frozen=True, slots=True)
class OpenRupture:
    """A rupture that waits for repair, with what was tried and when to come back to it.

    `prompts`: its therapist has neither tried anything in this session nor put it off.
    """

    rupture: Rupture
    attempts: list[RepairAttempt]
    prompts: bool = False

    @property
    def words(self) -> str:
        """'withdrawal, being repaired'"""
        return f"{self.rupture.get_direction_display()}, {self.rupture.get_outcome_display()}"

    @property
    def seam(self) -> SafeString:
        """The tear with its stitches."""
        return small_seam(min(len(self.attempts), 5), "open", label=self.words)

    @property
    def on(self) -> str:
        """'9 Nov'"""
        return day(self.rupture.session.starts_at)

    @property
    def next_step(self) -> str:
        """What is written down to do next; what is not, is said so."""
        back = self.rupture.revisit_on
        if back is None:
            begun = self.rupture.outcome == Outcome.REPAIRING
            return _("no day set to come back to it") if begun else _("no repair begun yet")
        if self.is_due:
            return _("to come back to: was due %(on)s") % {"on": _written(back)}
        return _("to come back to on %(on)s") % {"on": _written(back)}

    @property
    def is_due(self) -> bool:
        """Whether the day to come back to it has passed."""
        back = self.rupture.revisit_on
        return back is not None and back < timezone.localdate()

    def asks(self, on: date) -> bool:
        """Whether it asks for something on that day: repair that was begun can wait its time."""
        back = self.rupture.revisit_on
        return self.rupture.outcome == Outcome.OPEN or back is None or back <= on


@dataclass(frozen=True, slots=True)
class Promise:
    """What the therapist promised, by when, and whether it was kept, as far as anybody wrote."""

    words: str
    due_on: date | None = None
    attempt: RepairAttempt | None = None
    kept: str = ""
    may_mark: bool = False
    released: str = ""
    released_because: str = ""

    @property
    def is_overdue(self) -> bool:
        """Whether its day has passed and it still holds."""
        return self.waits and self.due_on is not None and self.due_on < timezone.localdate()

    @property
    def waits(self) -> bool:
        """Whether it was neither kept nor released, as far as anybody wrote."""
        return not (self.kept or self.released)

    @property
    def due(self) -> str:
        """'16 Nov'"""
        return _written(self.due_on) if self.due_on else ""


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt at repair in a few words; `helped` if the client opened up or eased."""

    attempt: RepairAttempt

    @property
    def helped(self) -> bool:
        """Whether the client opened up or eased a little."""
        return self.attempt.response in HELPED

    @property
    def strategies(self) -> str:
        """'acknowledged my part, apologised'"""
        return ", ".join(self.attempt.strategies_in_words)

    @property
    def on(self) -> str:
        """'12 Oct'"""
        return day(self.attempt.session.starts_at)


def _written(on: date) -> str:
    written = date_format(on, "j M")
    return _("%(on)s, today") % {"on": written} if on == timezone.localdate() else written


def add_ruptures(
    briefs: list["Brief"], session: Session, clients: list[Client], member: Membership
) -> None:
    """Unfinished ruptures before this session and its own, attempts, promises. Two queries.

    Of a session whose note is signed, its own ruptures alone.
    """
    asked = [client.pk for client in clients]
    tried = _attempts.rows(clients=asked, until=session.starts_at)
    found = _ruptures.rows(clients=asked, session=session.pk, until=session.starts_at)
    for brief in briefs:
        mine = [rupture for rupture in found if rupture.client_id == brief.client.pk]
        attempts = [each for each in tried if each.rupture.client_id == brief.client.pk]
        brief.ruptures = [
            OpenRupture(
                each,
                [a for a in attempts if a.rupture_id == each.pk][::-1],
                prompts=_prompts(each, session, member),
            )
            for each in mine
            if each.is_open and (brief.is_unfinished or each.session_id == session.pk)
        ]
        if brief.is_unfinished:
            brief.tried = [Tried(each) for each in attempts if each.response]
            brief.promises = _promises(brief, attempts, member)


def _prompts(rupture: Any, session: Session, member: Membership) -> bool:
    """Whether the note of this session asks about it: it happened before, and waits still."""
    mine = rupture.recorded_by_id == member.pk
    return mine and rupture.session_id != session.pk and not (rupture.tried_here or rupture.waits)


@CompiledQuery[Rupture]
def _ruptures(clients: list[int], session: int, until: datetime) -> QuerySet[Rupture]:
    here = {"rupture": OuterRef("pk"), "session": session}
    asked = (
        Rupture.objects.unfinished()
        .filter(client__in=clients, session__starts_at__lte=until)
        .annotate(
            tried_here=Exists(RepairAttempt.objects.filter(**here)),
            waits=Exists(RuptureChange.objects.filter(kind=Change.PUT_OFF, **here)),
        )
    )
    rows = latest(
        asked.select_related("session"), of=["client"], by="session__starts_at", at_most=LISTED
    )
    return rows.order_by("-nth")


@CompiledQuery[RepairAttempt]
def _attempts(clients: list[int], until: datetime) -> QuerySet[RepairAttempt]:
    """The latest attempts, and every promise that waits still; the latest first."""
    before = RepairAttempt.objects.filter(
        rupture__client__in=clients, session__starts_at__lte=until
    ).select_related("session", "rupture")
    promised = ~Q(promise=Sealed()) & Q(promise_kept_at=None, promise_released_at=None)
    rows = latest(
        before.annotate(waits=Exists(RepairAttempt.objects.filter(promised, pk=OuterRef("pk")))),
        of=["rupture__client", "waits"],
        by="session__starts_at",
        at_most=2 * LISTED,
    )
    return rows.order_by("-session__starts_at", "-pk")


def _promises(brief: "Brief", attempts: list[RepairAttempt], member: Membership) -> list[Promise]:
    """Those that wait, the longest due first; what was settled since they last met; the note's."""
    last = brief.history.last_met
    listed = []
    for each in attempts:
        kept, released = each.promise_kept_at, each.promise_released_at
        settled = kept or released
        if not each.promise or (settled and not (last and settled >= last.starts_at)):
            continue
        listed.append(
            Promise(
                each.promise,
                each.promise_due_on,
                each,
                kept=day(kept),
                may_mark=each.recorded_by_id == member.pk and settled is None,
                released=day(released),
                released_because=each.promise_released_because,
            )
        )
    listed.sort(key=lambda each: (not each.waits, each.due_on or date.max))
    if brief.history.promise:
        listed.append(Promise(brief.history.promise))
    return listed
