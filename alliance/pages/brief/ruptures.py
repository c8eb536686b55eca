"""What happened between the two and is not finished, what helped before, and what was promised."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from alliance.chart import small_seam
from alliance.models import RepairAttempt, Rupture, RuptureChange
from alliance.pages.days import day
from alliance.vocabulary import UNFINISHED, Change, Outcome, Response
from clients.models import Client
from practice.compiled import CompiledQuery
from practice.days import short_day
from practice.models import Membership
from sessions.models import Session

if TYPE_CHECKING:
    from alliance.pages.brief import Brief

LISTED = 6
"""How many unfinished ruptures a brief has room to look at: the latest."""

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
    """One attempt at repair, `at` the beginning of its session; the latest comes first."""

    attempt: RepairAttempt
    at: datetime

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
        return day(self.at)

    @property
    def place(self) -> tuple[datetime, int]:
        """Where it stands among others, the latest last."""
        return self.at, self.attempt.pk


def _written(on: date) -> str:
    written = short_day(on)
    return _("%(on)s, today") % {"on": written} if on == timezone.localdate() else written


def add_ruptures(
    briefs: list["Brief"], session: Session, clients: list[Client], member: Membership
) -> None:
    """Unfinished ruptures before this session and its own, attempts, promises. One query.

    Of a session whose note is signed, its own ruptures alone.
    """
    asked = [client.pk for client in clients]
    rows = _with_attempts.rows(clients=asked, session=session.pk, until=session.starts_at)
    ruptures = {row.pk: row for row in rows}
    tried = [_tried(row) for row in rows if row.made_at and row.made_at <= session.starts_at]
    tried.sort(key=lambda each: each.place, reverse=True)
    for brief in briefs:
        theirs = [each for each in tried if each.attempt.rupture.client_id == brief.client.pk]
        mine = [
            _open_rupture(each, theirs, session, member)
            for each in ruptures.values()
            if each.client_id == brief.client.pk and each.is_open
        ][-LISTED:]
        brief.ruptures = [
            each for each in mine if brief.is_unfinished or each.rupture.session_id == session.pk
        ]
        if brief.is_unfinished:
            brief.tried = [each for each in theirs if each.attempt.response]
            brief.promises = _promises(brief, [each.attempt for each in theirs], member)


def _open_rupture(
    rupture: Any, tried: list[Tried], session: Session, member: Membership
) -> OpenRupture:
    """With its own attempts, the first of them first.

    It prompts the one who recorded it where it happened before and nothing was said of it here.
    """
    attempts = [each.attempt for each in tried if each.attempt.rupture_id == rupture.pk][::-1]
    tried_here = any(attempt.session_id == session.pk for attempt in attempts)
    mine = rupture.recorded_by_id == member.pk
    before = rupture.session_id != session.pk
    return OpenRupture(
        rupture, attempts, prompts=mine and before and not (tried_here or rupture.waits)
    )


_OF_ATTEMPT = (
    "id",
    "code",
    "session_id",
    "strategies",
    "response",
    "promise",
    "promise_due_on",
    "promise_kept_at",
    "promise_released_at",
    "promise_released_because",
    "recorded_by_id",
)
"""What of an attempt is read with its rupture."""


@CompiledQuery[Any]
def _with_attempts(clients: list[int], session: int, until: datetime) -> QuerySet[Rupture]:
    """Ruptures in the order of their sessions, once for each attempt; once where there is none.

    Of one session the one that was recorded last comes first. Those that are finished come with
    an attempt or not at all.
    """
    put_off = RuptureChange.objects.filter(
        rupture=OuterRef("pk"), session=session, kind=Change.PUT_OFF
    )
    return (
        Rupture.objects.filter(client__in=clients, session__starts_at__lte=until)
        .filter(Q(outcome__in=UNFINISHED) | Q(attempts__isnull=False))
        .select_related("session")
        .annotate(
            waits=Exists(put_off),
            made_at=F("attempts__session__starts_at"),
            **{f"made_{name}": F(f"attempts__{name}") for name in _OF_ATTEMPT},
        )
        .order_by("session__starts_at", "-pk")
    )


def _tried(row: Any) -> Tried:
    """The attempt in a rupture's row: what is sealed of it is bound to its own code."""
    read = {name: getattr(row, f"made_{name}") for name in _OF_ATTEMPT}
    return Tried(RepairAttempt(rupture=row, clinic_id=row.clinic_id, **read), row.made_at)


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
