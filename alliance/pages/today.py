"""Today: the day's sessions in order, and what waits."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from alliance import sentences
from alliance.models import CheckIn, RepairAttempt, Rupture
from alliance.pages.contributed import contributed_to
from alliance.pages.reasons import Reason, Reasons, reasons_by_client
from alliance.pages.supervision import answers_to, returned_to
from alliance.vocabulary import UNFINISHED
from clients.models import Client
from practice.compiled import CompiledQuery
from practice.models import Membership
from sessions.models import Participation, Session

MOST_NOTES = 50
"""How many notes to finish are listed, the oldest first; that there are more is said."""


@dataclass(slots=True)
class Meeting:
    """A session on the agenda with everybody who takes part."""

    session: Session
    parts: list[Participation] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    number: int = 0
    overdue: bool = False

    @property
    def names(self) -> str:
        """'Aisha & Jon R.' for a couple, 'Mara L.' for one."""
        return " & ".join(part.client.short_name for part in self.parts)

    @property
    def check_ins(self) -> list[CheckIn]:
        """The check-ins that prepare it."""
        return [part.check_in for part in self.parts if hasattr(part, "check_in")]

    @property
    def words(self) -> list[str]:
        """What clients wrote, to read first: what felt off, else the wish."""
        sent = [each for each in self.check_ins if each.is_submitted]
        return [text for each in sent if (text := each.tension_words or each.wish)]

    @property
    def check_in_state(self) -> str:
        """The state of its check-ins in a word: none, waiting, sent, answered."""
        states = [
            "answered" if c.is_submitted else "sent" if c.sent_at else "waiting"
            for c in self.check_ins
        ]
        return max(states, key=["waiting", "sent", "answered"].index) if states else "none"

    @property
    def note_state(self) -> str:
        """missing, draft or signed."""
        note = getattr(self.session, "note", None)
        return "missing" if note is None else "signed" if note.is_signed else "draft"

    @property
    def was_missed(self) -> bool:
        """Whether it did not take place for anybody."""
        return all(part.was_missed for part in self.parts)

    @property
    def is_over(self) -> bool:
        """Whether its time has passed."""
        return self.session.ends_at < timezone.now()


def today(member: Membership, day: date | None = None) -> dict[str, Any]:
    """The agenda of a day and the six after it, and what waits for this therapist. 5 queries.

    2 more while a supervisor has given a note back, one more while an answer of theirs is unread,
    2 more while something that a client did is.
    """
    shown = day or timezone.localdate()
    week = _meetings(member, shown, shown + timedelta(days=7))
    clients = {part.client_id: part.client for meeting in week for part in meeting.parts}
    reasons = reasons_by_client(list(clients), member.clinic) if clients else {}
    for meeting in week:
        for part in meeting.parts:
            meeting.reasons.extend(reasons.get(part.client_id, Reasons()).listed)
    agenda = [m for m in week if timezone.localtime(m.session.starts_at).date() == shown]
    brought = sum(any(r.kind == "direct report" for r in m.reasons) for m in agenda)
    is_today = shown == timezone.localdate()
    notes = _notes_waiting(member)
    promises, revisits = _between(member, shown)
    return {
        "sentence": sentences.today(len(agenda), brought, is_today=is_today),
        "day": shown,
        "is_today": is_today,
        "earlier": shown - timedelta(days=1),
        "later": shown + timedelta(days=1),
        "agenda": agenda,
        "week": [meeting for meeting in week if meeting not in agenda],
        "notes": notes[:MOST_NOTES],
        "more_notes": len(notes) > MOST_NOTES,
        "returned": returned_to(member),
        "answers": answers_to(member),
        "contributed": contributed_to(member),
        "promises": promises,
        "revisits": revisits,
        "unreachable": [each for each in clients.values() if each.unreachable_at],
        "clients": list(clients.values()),
    }


def _meetings(member: Membership, first: date, last: date) -> list[Meeting]:
    meetings: dict[int, Meeting] = {}
    for part in _parts.rows(therapist=member.pk, first=_midnight(first), last=_midnight(last)):
        meeting = meetings.setdefault(part.session_id, Meeting(part.session))
        meeting.parts.append(part)
        meeting.number = (getattr(part, "earlier", None) or 0) + 1
    return list(meetings.values())


@CompiledQuery[Participation]
def _parts(therapist: int, first: datetime, last: datetime) -> QuerySet[Participation]:
    """Everybody's part in the sessions that begin from `first` until before `last`."""
    earlier = (
        Participation.objects.not_missed()
        .filter(client=OuterRef("client"), starts_at__lt=OuterRef("starts_at"))
        .order_by()
        .values("client")
        .annotate(n=Count("*"))
        .values("n")
    )
    return (
        Participation.objects.filter(
            # The session's own time, so that the index by therapist and time serves it.
            session__therapist=therapist,
            session__starts_at__gte=first,
            session__starts_at__lt=last,
        )
        .select_related("session__note", "client", "check_in")
        .annotate(earlier=Subquery(earlier))
        .order_by("session__starts_at", "session_id", "id")
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _notes_waiting(member: Membership) -> list[Meeting]:
    """Sessions that took place and whose note is missing or unsigned, oldest first, at any age."""
    now = timezone.now()
    meetings: dict[int, Meeting] = {}
    for part in _undocumented.rows(therapist=member.pk, now=now):
        meeting = meetings.setdefault(part.session_id, Meeting(part.session))
        meeting.parts.append(part)
    over = [meeting for meeting in meetings.values() if meeting.is_over]
    for meeting in over:
        due = meeting.session.ends_at + timedelta(hours=member.clinic.note_due_hours)
        meeting.overdue = due < now
    return over


@CompiledQuery[Participation]
def _undocumented(therapist: int, now: datetime) -> QuerySet[Participation]:
    """Parts in sessions that have begun and whose note nobody signed."""
    parts = (
        Participation.objects.not_missed()
        .filter(
            Q(session__note=None) | Q(session__note__signed_at=None),
            session__therapist=therapist,
            session__is_documented=False,
            session__starts_at__lt=now,
        )
        .select_related("session__note", "client")
        .order_by("session__starts_at", "id")
    )
    return parts[: 2 * MOST_NOTES]


def _between(member: Membership, on: date) -> tuple[list[RepairAttempt], list[Rupture]]:
    """Promises neither kept nor released, the soonest due first; ruptures due to come back to.

    One query: a row for each promise that waits, and one for a rupture without.
    """
    promises, revisits = [], {}
    for row in _to_come_back_to.rows(member=member.pk, clinic=member.clinic_id, on=on):
        if row.attempt:
            promises.append(_promise(row))
        mine = row.is_open and row.recorded_by_id == member.pk
        if mine and row.revisit_on and row.revisit_on <= on:
            revisits[row.pk] = row
    promises.sort(key=lambda each: (each.promise_due_on or date.max, each.rupture_id))
    return promises, sorted(revisits.values(), key=lambda each: (each.revisit_on, each.pk))


@CompiledQuery[Any]
def _to_come_back_to(member: int, clinic: int, on: date) -> QuerySet[Rupture]:
    holds = {f"attempts__{name}": None for name in ("promise_kept_at", "promise_released_at")}
    waits = Q(attempts__promise_due_on__isnull=False, attempts__recorded_by=member, **holds)
    due = Q(revisit_on__lte=on, recorded_by=member, outcome__in=UNFINISHED)
    theirs = Client.objects.on_caseload_of(Membership(pk=member, clinic_id=clinic))
    return (
        Rupture.objects.filter(client__in=theirs)
        .select_related("client", "session")
        .annotate(made=FilteredRelation("attempts", condition=waits))
        .filter(Q(made__isnull=False) | due)
        .annotate(
            attempt=F("made__code"),
            promise=F("made__promise"),
            promise_due_on=F("made__promise_due_on"),
        )
    )


def _promise(row: Any) -> RepairAttempt:
    """The attempt whose promise stands in a rupture's row: sealed, and bound to its own code."""
    return RepairAttempt(
        clinic_id=row.clinic_id,
        code=row.attempt,
        rupture=row,
        promise=row.promise,
        promise_due_on=row.promise_due_on,
    )
