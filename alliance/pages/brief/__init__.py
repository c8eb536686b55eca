"""The brief of one client before a session: one screen, and what is not known is said so."""

from dataclasses import dataclass, field
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from alliance import sentences
from alliance.models import CheckIn, Rating, Signal
from alliance.openings import Opening, in_order, opening
from alliance.pages.answered import Answered
from alliance.pages.brief.answers import Beside, Together, add_ratings, wellbeing
from alliance.pages.brief.history import History, histories
from alliance.pages.brief.ruptures import OpenRupture, Promise, Tried, add_ruptures
from alliance.pages.brief.said import Done, Liked, add_said
from alliance.pages.brief.situation import is_ahead, situations
from alliance.pages.days import day
from alliance.pages.reasons import Reason
from alliance.too_few import TooFew, rated_too_few
from clients.models import Client, Goal
from sessions.models import Note, Participation

__all__ = ["Brief", "add_ratings", "add_ruptures", "add_said", "histories"]


@dataclass
class Brief:
    """What to know about one client before a session.

    `unrated`: the therapist has not rated the session that the check-in is about. `unanswered` are
    the titles of what was asked besides and left out; `liked` is what they said before the first
    session of how therapy should be.
    """

    part: Participation
    check_in: CheckIn | None
    history: History
    together: Together = field(default_factory=Together)
    answered: list[Answered] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    unrated: bool = False
    own_rating: Rating | None = None
    goals: list[Goal] = field(default_factory=list)
    done: list[Done] = field(default_factory=list)
    liked: Liked | None = None
    reasons: list[Reason] = field(default_factory=list)
    ruptures: list[OpenRupture] = field(default_factory=list)
    tried: list[Tried] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)

    @property
    def client(self) -> Client:
        """Whose brief it is."""
        return self.part.client

    @property
    def own_too_few(self) -> TooFew | None:
        """What the therapist answered of their own rating where it is too little for a score."""
        return rated_too_few(self.own_rating)

    @property
    def note(self) -> Note | None:
        """This session's own note, in whatever state."""
        return getattr(self.part.session, "note", None)

    @property
    def is_unfinished(self) -> bool:
        """Until the note is signed; then the session is history."""
        return self.note is None or not self.note.is_signed

    @property
    def previous_note(self) -> Note | None:
        """The last note before this session."""
        return self.history.note

    @property
    def number(self) -> int:
        """The how-manieth time it is that they meet."""
        return self.history.met + 1

    @property
    def asked(self) -> dict[str, Signal]:
        """The signals that wait, by the rule that raised them."""
        return {reason.kind: reason.signal for reason in self.reasons if reason.signal}

    @property
    def report(self) -> Signal | None:
        """The signal that waits about what they wrote in this check-in."""
        found = self.asked.get(Signal.Kind.DIRECT_REPORT)
        here = found and self.check_in and found.check_in_id == self.check_in.pk
        return found if here else None

    @property
    def drop(self) -> Signal | None:
        """The signal that waits about the rating that this check-in brought."""
        found = self.asked.get(Signal.Kind.UNEXPECTED_DROP)
        return found if found and found.rating_id == self.together.rating_id else None

    @property
    def other_reasons(self) -> list[Reason]:
        """What else waits for an answer, beside what stands with the answers already."""
        said = (self.report, self.drop)
        return [reason for reason in self.reasons if reason.signal not in said]

    @property
    def rows(self) -> list[Beside]:
        """What was answered, each beside its usual: the items unless covered, and the wellbeing."""
        if self.check_in is None:
            return []
        return [*self.together.items, *wellbeing(self.check_in, self.history)]

    @property
    def rupture_that_asks(self) -> OpenRupture | None:
        """The one to come back to in this session: what nobody has begun to repair goes first."""
        on = timezone.localtime(self.part.session.starts_at).date()
        earlier = [
            each for each in self.ruptures if each.rupture.session_id != self.part.session_id
        ]
        asking = [each for each in earlier if each.asks(on)]
        return min(asking, key=lambda each: each.rupture.outcome != "open", default=None)

    @property
    def helped(self) -> Tried | None:
        """What helped before with this person; failing that, what was tried last.

        Only where something is open that it could help with.
        """
        if not (self.ruptures or self.reasons):
            return None
        last = self.tried[0] if self.tried else None
        return next((each for each in self.tried if each.helped), last)

    @cached_property
    def situations(self) -> list[str]:
        """What holds, the most pressing first; nothing once the hour is over."""
        return in_order(situations(self)) if is_ahead(self) else []

    @property
    def opening(self) -> Opening | None:
        """One suggested sentence to open with."""
        return opening(self.situations)

    @property
    def first_sentence(self) -> str:
        """What to bring into the room; empty once the hour is over."""
        if not is_ahead(self):
            return ""
        name, check_in = self.client.first_name, self.check_in
        if self.situations:
            rupture = self.rupture_that_asks
            due = next((each.due for each in self.promises if each.is_overdue), "")
            return sentences.bring(name, self.situations, on=rupture.on if rupture else "", due=due)
        return sentences.nothing_open(
            name,
            wish=bool(check_in and check_in.wish),
            answered=bool(check_in and check_in.is_submitted),
            plan=bool(self.history.plan),
        )

    @property
    def before(self) -> str:
        """What became of the last plan, as this session's note says; empty until it says so."""
        words = {
            "done": _("done"),
            "partly": _("partly done"),
            "not yet": _("not yet done"),
            "changed": _("changed"),
        }
        note = self.note
        if note is None or not self.history.may_read(note):
            return ""
        return words.get(note.content.get("plan_before", ""), "")

    @property
    def sent_on(self) -> str:
        """'23 Nov'"""
        return day(self.check_in.sent_at) if self.check_in else ""

    @property
    def rated_on(self) -> str:
        """'16 Nov': the session that the check-in asked about."""
        about = self.check_in.about if self.check_in else None
        return day(about.starts_at) if about else ""
