"""The rooms of a client's own space, with a word where something waits in one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clients.models import Client, Exercise, ExerciseReport, Goal, PlanVersion
from sessions.models import Note


@dataclass(frozen=True, slots=True)
class Room:
    """One page of the space. `waits` says what waits there, empty where nothing does."""

    address: str
    title: str
    about: str
    waits: str


@dataclass(frozen=True, slots=True)
class Floor:
    """Rooms that belong together."""

    slug: str
    title: str
    rooms: list[Room]


_HOUSE = (
    (
        "together",
        gettext_lazy("What you work on together"),
        (
            ("space_goals", gettext_lazy("Goals"), gettext_lazy("yours, agreed by both")),
            ("space_plan", gettext_lazy("The plan"), gettext_lazy("what you do, and how")),
            (
                "space_ruptures",
                gettext_lazy("Between you"),
                gettext_lazy("what you keep in view together"),
            ),
        ),
    ),
    (
        "for-you",
        gettext_lazy("For you, between sessions"),
        (
            ("space_exercises", gettext_lazy("Exercises"), gettext_lazy("what you were given")),
            ("space_library", gettext_lazy("To read"), gettext_lazy("short texts and skills")),
            ("space_strengths", gettext_lazy("Strengths"), gettext_lazy("what you can build on")),
            (
                "space_preferences",
                gettext_lazy("How therapy should be"),
                gettext_lazy("what suits you, and what does not"),
            ),
        ),
    ),
    (
        "record",
        gettext_lazy("Your record"),
        (
            ("space_answers", gettext_lazy("Your answers"), gettext_lazy("over time")),
            ("space_notes", gettext_lazy("Notes"), gettext_lazy("that were released to you")),
            ("space_opened", gettext_lazy("Who opened it"), gettext_lazy("and when")),
            ("space_consents", gettext_lazy("What you agreed to"), gettext_lazy("and take back")),
            (
                "space_statements",
                gettext_lazy("Corrections"),
                gettext_lazy("what should stand beside it"),
            ),
            ("space_export", gettext_lazy("Your data"), gettext_lazy("to take with you")),
        ),
    ),
    (
        "ways",
        gettext_lazy("Handy"),
        (
            (
                "space_calendar",
                gettext_lazy("Appointments in your calendar"),
                gettext_lazy("without a name in them"),
            ),
            (
                "space_passkeys",
                gettext_lazy("Come in without a code"),
                gettext_lazy("with your fingerprint, face or PIN"),
            ),
        ),
    ),
)


def floors(client: Client) -> list[Floor]:
    """Every room, floor by floor. 2 queries."""
    waits = dict(_waiting(client))
    return [
        Floor(
            slug,
            str(title),
            [
                Room(reverse(name), str(room), str(about), waits.get(name, ""))
                for name, room, about in rooms
            ],
        )
        for slug, title, rooms in _HOUSE
    ]


def _waiting(client: Client) -> Iterator[tuple[str, str]]:
    """The rooms in which something waits, each with a sentence. 2 queries."""
    goals = Goal.objects.filter(
        client=OuterRef("pk"), agreed_by_client_on=None, reached_on=None, set_aside_on=None
    )
    newest = PlanVersion.objects.filter(client=OuterRef("pk")).order_by("-number")
    reported = ExerciseReport.objects.filter(exercise=OuterRef("pk"))
    exercises = Exercise.objects.filter(~Exists(reported), client=OuterRef("pk"), put_away_at=None)
    found: Any = (
        Client.objects.filter(pk=client.pk)
        .annotate(
            goals_wait=_count(goals),
            plan_waits=Exists(newest.filter(pk=Subquery(newest.values("pk")[:1]), agreed_at=None)),
            exercises_wait=_count(exercises),
        )
        .get()
    )
    if n := found.goals_wait:
        yield (
            "space_goals",
            ngettext("%(n)s waits for your yes", "%(n)s wait for your yes", n) % {"n": n},
        )
    if found.plan_waits:
        yield "space_plan", _("a version waits for your yes")
    if n := found.exercises_wait:
        yield "space_exercises", ngettext("%(n)s to do", "%(n)s to do", n) % {"n": n}
    if n := Note.objects.released_to(client).count():
        yield "space_notes", ngettext("%(n)s note", "%(n)s notes", n) % {"n": n}


def _count(rows: QuerySet[Any]) -> Subquery:
    counted = rows.order_by().values("client").annotate(n=Count("pk")).values("n")
    return Subquery(counted, output_field=IntegerField())
