"""One rupture: what was done, how it stands as each says, and all that became of it."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from alliance import changes
from alliance.models import RepairAttempt, Rupture, RuptureChange
from alliance.pages.chapter import Chapter, chapters, readings_of
from alliance.pages.days import day
from alliance.vocabulary import Change
from practice.models import Membership
from sessions.models import Participation, Session


@dataclass(frozen=True, slots=True)
class Became:
    """One thing that became of it, for the page."""

    change: RuptureChange
    words: str
    who: str

    @property
    def turn(self) -> str:
        """'open → being repaired'"""
        return changes.turn(self.change.was, self.change.became)

    @property
    def on(self) -> str:
        """'9 Nov 2026'"""
        return day(self.change.at, "j M Y")

    @property
    def reason(self) -> str:
        """Why, or the words that were said or agreed."""
        return str(self.change.reason)

    @property
    def met_on(self) -> str:
        """The session in which it happened, where that was not the day of writing it down."""
        session = self.change.session
        return day(session.starts_at) if session else ""


def rupture_page(found: Rupture, member: Membership) -> dict[str, Any]:
    """All about one rupture but its forms. 4 queries, however long its life."""
    parts = list(
        found.client.participations.select_related("session", "check_in").order_by("starts_at")
    )
    attempts = list(found.attempts.select_related("session"))
    mine = found.recorded_by_id == member.pk
    told = chapters(parts, readings_of(found.client), [], member.clinic)
    return {
        "rupture": found,
        "attempts": attempts,
        "is_mine": mine,
        "sentence": _sentence(found, member, begun=bool(attempts)),
        "history": _history(found, attempts, mine=mine),
        "sessions": sessions_since(found, parts),
        "scores": _scores(found, told),
        "is_due": is_due(found),
    }


def is_due(rupture: Rupture) -> bool:
    """Whether it is open and the day to come back to it has come."""
    back = rupture.revisit_on
    return rupture.is_open and back is not None and back <= timezone.localdate()


def sessions_since(found: Rupture, parts: list[Participation] | None = None) -> list[Session]:
    """Sessions in which repair can have been attempted: its own and those after it, latest first.

    A query where the client's `parts` are not at hand.
    """
    if parts is None:
        parts = list(found.client.participations.select_related("session").order_by("starts_at"))
    now = timezone.now()
    since = [
        part.session
        for part in parts
        if not part.was_missed and found.session.starts_at <= part.starts_at <= now
    ]
    return since[::-1]


def _history(found: Rupture, attempts: list[RepairAttempt], *, mine: bool) -> list[Became]:
    """Every change, the first of it first. One query."""
    done = {str(each.code): ", ".join(each.strategies_in_words) for each in attempts}
    rows = found.changes.select_related("by__user", "session").order_by("at", "id")
    told = []
    for row in rows:
        values = row.values
        about = done.get(values.get("attempt", ""), "") if row.kind == Change.ATTEMPT else ""
        words = changes.in_words(row.kind, values, done=about, private=mine)
        told.append(Became(row, words, row.by.name if row.by else found.client.short_name))
    return told


def _scores(found: Rupture, told: list[Chapter]) -> str:
    """What the ratings did meanwhile: a mark of its own, beside what the two say."""
    here = next((each for each in told if each.session.pk == found.session_id), None)
    if here is None or here.point.shown is None:
        return _("There is no rating of that session to compare with.")
    if not here.point.flagged:
        return _("Their rating of that session was not lower than expected.")
    later = [each for each in told if each.number > here.number]
    back = next((each for each in later if each.point.returned), None)
    if back is None:
        return _("Their rating of that session was lower than expected, and is not back yet.")
    return _("Their ratings had returned to baseline by %(on)s.") % {"on": back.point.on}


def _sentence(found: Rupture, member: Membership, *, begun: bool) -> str:
    name = {"name": found.client.first_name}
    if found.recorded_by_id == member.pk:
        two = {"two": _("you and %(name)s") % name}
    else:  # a supervisor, or a colleague on the care team, reads of somebody else
        two = {"two": _("%(who)s and %(name)s") % (name | {"who": found.recorded_by.name})}
    if is_due(found):
        return _("It is time to come back to what happened between %(two)s.") % two
    if found.is_open and begun:
        return _("Something between %(two)s is being repaired.") % two
    if found.is_open:
        return _("Something between %(two)s waits for repair.") % two
    how = {"way": found.get_direction_display(), "outcome": found.get_outcome_display()}
    return _("%(name)s: %(way)s, %(outcome)s") % (name | how)
