"""What somebody was given to do or to read, what they said about it, and what they are good at."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from alliance.chart.sparkline import sparkline
from alliance.forms.exercise import SearchForm
from clients.models import Client, Exercise, ExerciseReport, Strength
from clients.pages import Text, library_of
from practice.models import Membership

MOST_HELPFUL = 4
FEWEST = 3
"""Fewer answers than these are no course."""

DRAWN = 8
"""How many of the latest reports are drawn."""

SHORT = 60
"""Up to so many letters, what a note says they will try is a title too."""


@dataclass(frozen=True, slots=True)
class Given:
    """One exercise with what the client said about it, the latest first."""

    exercise: Exercise
    reports: list[ExerciseReport]

    @property
    def is_open(self) -> bool:
        """Whether it is asked about."""
        return self.exercise.put_away_at is None

    @property
    def course(self) -> SafeString | str:
        """How helpful it was, over time; nothing below three answers."""
        told = [each.helpful for each in reversed(self.reports) if each.helpful is not None]
        if len(told) < FEWEST:
            return ""
        label = _("How helpful, from 0 to 4: %(course)s") % {"course": ", ".join(map(str, told))}
        drawn = [(float(value), "") for value in told[-DRAWN:]]
        return sparkline(drawn, None, None, lowest=0, highest=MOST_HELPFUL, label=label)


def exercises_of(client: Client) -> list[Given]:
    """Everything they were given, the latest first. 2 queries."""
    rows = client.exercises.select_related("given_by__user").prefetch_related(
        Prefetch("reports", ExerciseReport.objects.order_by("-id"))
    )
    return [Given(each, list(each.reports.all())) for each in rows.order_by("-given_at", "-id")]


def strengths_of(client: Client) -> list[Strength]:
    """What was named and not taken back, the latest first. 1 query."""
    named = client.strengths.filter(withdrawn_at=None).select_related("named_by__user")
    return list(named.order_by("-named_at", "-id"))


def exercises_page(client: Client, member: Membership) -> dict[str, Any]:
    """Both, on one page. 3 queries, whatever there is."""
    given = exercises_of(client)
    strengths = strengths_of(client)
    return {
        "client": client,
        "open": [each for each in given if each.is_open],
        "put_away": [each for each in given if not each.is_open],
        "strengths": [(each, each.named_by_id == member.pk) for each in strengths],
    }


def to_give(client: Client, search: SearchForm) -> list[Text]:
    """The texts that can be given, in the client's language where there is one. 1 query."""
    texts = library_of(client.clinic, client.language)
    return [each for each in texts if search.finds(each.title, each.about, each.words)]


def noted_exercise(client: Client, session: UUID, member: Membership) -> str:
    """What the note of that session says they will try: one's own note, or a signed one. 1 query.

    Empty where there is none, and where the session is not one of theirs.
    """
    parts = client.participations.select_related("session__note").filter(session__code=session)
    part = parts.first()
    note = getattr(part.session, "note", None) if part else None
    if note is None or not (note.is_signed or note.author_id == member.pk):
        return ""
    return str(note.people.get(str(client.code), {}).get("exercise", ""))


def was_met(client: Client, session: UUID) -> bool:
    """Whether that session is one of theirs. 1 query."""
    return client.participations.filter(session__code=session).exists()
