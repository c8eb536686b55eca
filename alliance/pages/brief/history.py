"""What came before a session: when they last met, what was missed, and what the last note left."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from statistics import median
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from alliance import sentences
from alliance.models import CheckIn
from alliance.pages.days import day
from practice.compiled import CompiledQuery
from practice.models import Membership
from sessions.models import Note, Participation, Session
from sessions.models.strike import struck_through
from sessions.reading import worked_with
from sessions.vocabulary import Fit

LATELY = 20
"""How many earlier sessions a brief looks back on, however many there were."""

ENOUGH = 3
"""Below this many earlier answers nobody has a usual one."""


def latest(rows: QuerySet[Any], *, of: Iterable[str], by: str, at_most: int) -> QuerySet[Any]:
    """The latest rows of each `of`, by `by`; so no client's long story takes another's place."""
    place = Window(RowNumber(), partition_by=[F(name) for name in of], order_by=F(by).desc())
    placed: QuerySet[Any] = rows.annotate(nth=place)
    return placed.filter(nth__lte=at_most)


def usual(values: Iterable[float | None]) -> tuple[float | None, int]:
    """The middle of the earlier answers, and of how many; None below three of them."""
    given = [value for value in values if value is not None]
    return (median(given) if len(given) >= ENOUGH else None), len(given)


@dataclass(slots=True)
class History:
    """One client's sessions before this one, latest first; `met` counts all that took place."""

    part: Participation
    member: Membership
    parts: list[Participation] = field(default_factory=list)
    met: int = 0

    @property
    def last_met(self) -> Participation | None:
        """The last one that was not missed."""
        return next((part for part in self.parts if not part.was_missed), None)

    @property
    def last_met_in_words(self) -> str:
        """'16 Nov, a week earlier'"""
        last = self.last_met
        if last is None:
            return ""
        days = (_on(self.part) - _on(last)).days
        return f"{day(last.starts_at)}, {sentences.earlier(days)}"

    @property
    def missed(self) -> list[str]:
        """What was missed since they last met, the first of it first: '19 Nov: did not come'"""
        since = []
        for part in self.parts:
            if not part.was_missed:
                break
            since.append(f"{day(part.starts_at)}: {part.get_attendance_display()}")
        return since[::-1]

    @property
    def missed_before(self) -> int:
        """How many of the sessions looked back on were missed."""
        return sum(part.was_missed for part in self.parts)

    @property
    def note_part(self) -> Participation | None:
        """The latest session with a note to read."""
        return next((part for part in self.parts if self._readable(part)), None)

    @property
    def lacks_note(self) -> bool:
        """Whether there is nothing to read of the last time they met."""
        return self.last_met is not None and not self._readable(self.last_met)

    def may_read(self, note: Note) -> bool:
        """A draft is its author's alone until it is signed."""
        return note.is_signed or note.author_id == self.member.pk

    def _readable(self, part: Participation) -> bool:
        note, struck = _note(part), getattr(part, "is_struck", False)
        return note is not None and not struck and self.may_read(note)

    @property
    def note(self) -> Note | None:
        """The note of that session."""
        return _note(self.note_part) if self.note_part else None

    @property
    def plan(self) -> str:
        """What the last note planned."""
        return str(self._content.get("plan", ""))

    @property
    def promise(self) -> str:
        """What the last note promised."""
        return str(self._content.get("promise", ""))

    @property
    def worked_with(self) -> str:
        """The last note's interventions in a word: 'cognitive-behavioural, mindfulness'"""
        return ", ".join(worked_with(self._content))

    @property
    def exercise(self) -> str:
        """What this client was given to do until now."""
        return str(self._theirs.get("exercise", ""))

    @property
    def exercise_fit(self) -> str:
        """How it came about: 'chosen together'"""
        fit = self._theirs.get("exercise_fit", "")
        return str(Fit(fit).label) if fit else ""

    @property
    def _content(self) -> dict[str, Any]:
        note = self.note
        return note.content if note else {}

    @property
    def _theirs(self) -> dict[str, Any]:
        """This client's own part of the last note, never another's."""
        people: dict[str, Any] = self._content.get("people", {})
        theirs: dict[str, Any] = people.get(str(self.part.client.code), {})
        return theirs

    @property
    def usual_wellbeing(self) -> tuple[float | None, int]:
        """How they usually have been, and over how many answers."""
        return usual(each.wellbeing_score for each in self._check_ins)

    def usual_item(self, key: str) -> tuple[float | None, int]:
        """Their usual answer to one item of the wellbeing check, and over how many."""
        return usual(each.wellbeing.get(key) for each in self._check_ins)

    @property
    def _check_ins(self) -> list[CheckIn]:
        asked = [getattr(part, "check_in", None) for part in self.parts]
        return [each for each in asked if each]


def _on(part: Participation) -> date:
    return timezone.localtime(part.starts_at).date()


def _note(part: Participation) -> Note | None:
    return getattr(part.session, "note", None)


def histories(
    session: Session, parts: list[Participation], member: Membership
) -> dict[int, History]:
    """The last sessions of each of these clients before this one, by client. One query."""
    found = {part.client_id: History(part, member) for part in parts}
    for row in _earlier.rows(clients=list(found), before=session.starts_at):
        found[row.client_id].parts.append(row)
        found[row.client_id].met = row.met
    return found


@CompiledQuery[Any]
def _earlier(clients: list[int], before: datetime) -> QuerySet[Any]:
    """The latest parts before a moment, with how many meetings there were in all."""
    took_place = Q(attendance__in=["expected", "attended"])
    earlier = Participation.objects.filter(client__in=clients, starts_at__lt=before).annotate(
        met=Window(Count("pk", filter=took_place), partition_by=F("client"))
    )
    rows: QuerySet[Any] = latest(earlier, of=["client"], by="starts_at", at_most=LATELY)
    # A note that was struck through leaves no plan and no promise.
    rows = rows.annotate(is_struck=struck_through("session__note"))
    return rows.select_related("session__note", "check_in").order_by("client", "nth")
