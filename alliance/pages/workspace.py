"""The session workspace: the brief of each client, and what was recorded so far."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery

from alliance import sentences
from alliance.models import (
    CheckIn,
    Rating,
    Reading,
    RepairAttempt,
    Rupture,
    SafetyNotice,
    Signal,
)
from alliance.models.rating import CHECKS, Perspective
from alliance.pages.administered import gather, with_administrations
from alliance.pages.answered import Answered, newly_answered
from alliance.pages.reasons import Reason, newest_of_each_kind, of_signal
from clients.models import Client, Goal
from measures.catalogue import instrument
from practice.models import Clinic, Membership
from sessions.models import Note, Participation, Session
from sessions.models.strike import struck_through


@dataclass(frozen=True, slots=True)
class ReadingShown:
    """The client's rating beside what was expected of it."""

    value: float
    low: float
    high: float
    flag: str

    @property
    def flag_in_words(self) -> str:
        """'lower than expected'"""
        return str(Reading.Flag(self.flag).label)


@dataclass(slots=True)
class Brief:
    """What to know about one client before a session, on one screen."""

    part: Participation
    check_in: CheckIn | None
    reading: ReadingShown | None = None
    answered: list[Answered] = field(default_factory=list)
    unrated: bool = False  # by the therapist: the session that the check-in is about
    covered: bool = False
    answered_rating: Rating | None = None
    own_rating: Rating | None = None
    previous_note: Note | None = None
    goals: list[Goal] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    ruptures: list[Rupture] = field(default_factory=list)

    @property
    def client(self) -> Client:
        """Whose brief it is."""
        return self.part.client

    @property
    def open_ruptures(self) -> list[Rupture]:
        """Those that still wait for repair."""
        return [rupture for rupture in self.ruptures if rupture.is_open]

    @property
    def promises(self) -> list[RepairAttempt]:
        """Attempts with a promise that was not yet kept."""
        attempts = [a for rupture in self.ruptures for a in rupture.attempts.all()]
        return [a for a in attempts if a.promise and a.promise_kept_at is None]

    @property
    def lowest(self) -> tuple[str, int] | None:
        """The lowest answer and its sentence, where something was lower than expected."""
        if self.covered or not (self.reading and self.reading.flag and self.answered_rating):
            return None
        given = {k: v for k, v in self.answered_rating.answers.items() if v is not None}
        key = min(given, key=lambda k: given[k])
        wording = instrument(self.answered_rating.instrument).wording("en")
        return wording.items[key], given[key]

    @property
    def way_in(self) -> str:
        """One suggested opening sentence when something is open."""
        request = self.check_in.tension_request if self.check_in else ""
        return sentences.way_in(
            {reason.kind for reason in self.reasons},
            request=request,
            repairing=bool(self.open_ruptures),
        )


def workspace(session: Session, parts: list[Participation], member: Membership) -> dict[str, Any]:
    """Everything on the page but its forms. 7 queries for one client or several; 4 once signed."""
    clients = [part.client for part in parts]
    notices = SafetyNotice.objects.filter(check_in=OuterRef("pk")).order_by("-raised_at", "-id")
    found = (
        CheckIn.objects.filter(participation__in=parts)
        .select_related("about")
        .annotate(safety_notice=Subquery(notices.values("code")[:1]))
    )
    asked, given = gather(with_administrations(found, first=True))
    check_ins: dict[int, CheckIn] = {each.participation_id: each for each in asked}
    for part in parts:
        part.session = session  # the same row, with its note
    briefs = [Brief(part, check_ins.get(part.pk)) for part in parts]
    _add_ratings(briefs, session, member)
    for brief in briefs:
        brief.answered = newly_answered(brief, given, member.clinic)
    _add_ruptures(briefs, clients)
    note = getattr(session, "note", None)
    # Once the note is signed the session is history: what is open today belongs to the next brief.
    if note is None or not note.is_signed:
        _add_what_is_open(briefs, session, clients, member.clinic)
    return {
        "session": session,
        "briefs": briefs,
        "names": " & ".join(client.short_name for client in clients),
        "note": note,
        "is_mine": session.therapist_id == member.pk,
        "is_over": session.has_begun,
        "check_ins": list(check_ins.values()),
    }


def _add_what_is_open(
    briefs: list[Brief], session: Session, clients: list[Client], clinic: Clinic
) -> None:
    """Signals, goals, and the last note's plan and promise. Three queries."""
    signals = newest_of_each_kind(Signal.objects.filter(client__in=clients).revealed(clinic))
    listed = [of_signal(signal) for signal in signals]
    goals = list(Goal.objects.filter(client__in=clients, set_aside_on=None, reached_on=None))
    notes = _previous_notes(session, clients)
    for brief in briefs:
        brief.reasons = sorted(
            (r for r in listed if r.signal and r.signal.client_id == brief.client.pk),
            key=lambda reason: reason.rank,
        )
        brief.goals = [goal for goal in goals if goal.client_id == brief.client.pk]
        brief.previous_note = notes.get(brief.client.pk)


def _add_ratings(briefs: list[Brief], session: Session, member: Membership) -> None:
    """The client's answers with what was expected, and the therapist's own rating.

    With "rate, then reveal" the client's rating of a session is covered until the therapist has
    rated that same session; what the client wrote is never covered.
    """
    check_ins = [brief.check_in for brief in briefs if brief.check_in]
    about = [each.about_id for each in check_ins if each.about_id]
    ratings = list(
        Rating.objects.filter(
            Q(check_in__in=check_ins)
            | Q(session__in=[session.pk, *about], perspective=Perspective.THERAPIST),
            instrument__in=CHECKS.values(),
        )
        .annotate(now=FilteredRelation("readings", condition=Q(readings__superseded_at=None)))
        .annotate(low=F("now__low"), high=F("now__high"), flag=F("now__flag"))
    )
    for brief in briefs:
        mine = [r for r in ratings if r.client_id == brief.client.pk]
        own = {r.session_id: r for r in mine if r.perspective == Perspective.THERAPIST}
        brief.own_rating = own.get(session.pk)
        brief.unrated = brief.check_in is not None and brief.check_in.about_id not in own
        for rating in mine:
            if brief.check_in and rating.check_in_id == brief.check_in.pk:
                brief.answered_rating = rating
                brief.reading = _shown(rating)
                hidden = member.clinic.rate_then_reveal and rating.session_id not in own
                brief.covered = hidden


def _shown(rating: Any) -> ReadingShown | None:
    """The current reading that came with the rating; None when it has no score."""
    if rating.score is None or rating.low is None:
        return None
    return ReadingShown(rating.score, rating.low, rating.high, rating.flag)


def _add_ruptures(briefs: list[Brief], clients: list[Client]) -> None:
    """Unfinished ruptures of these clients, and those of this session whatever became of them.

    Of a session whose note is signed, its own alone.
    """
    ruptures = (
        Rupture.objects.filter(client__in=clients)
        .select_related("session")
        .prefetch_related("attempts")
        .order_by("recorded_at")
    )
    found = list(ruptures)
    for brief in briefs:
        brief.ruptures = [
            rupture
            for rupture in found
            if rupture.client_id == brief.client.pk
            and (rupture.session_id == brief.part.session_id or _still_asks(rupture, brief))
        ]


def _still_asks(rupture: Rupture, brief: Brief) -> bool:
    """Whether an earlier rupture waits for repair, or for a promise to be kept."""
    note = getattr(brief.part.session, "note", None)
    if (note and note.is_signed) or rupture.session.starts_at > brief.part.starts_at:
        return False
    promised = any(a.promise and not a.promise_kept_at for a in rupture.attempts.all())
    return rupture.is_open or promised


def _previous_notes(session: Session, clients: list[Client]) -> dict[int, Note]:
    """Each client's last note before this session that stands, for its plan and promise."""
    earlier = (
        Participation.objects.filter(
            ~struck_through("session__note"),
            client__in=clients,
            starts_at__lt=session.starts_at,
            session__note__isnull=False,
        )
        .select_related("session__note")
        .order_by("client_id", "-starts_at")
    )
    latest: dict[int, Note] = {}
    for part in earlier[: 20 * len(clients)]:
        latest.setdefault(part.client_id, part.session.note)
    return latest
