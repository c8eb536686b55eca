"""The parts, in the order in which they are given."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from clients.models import Client
from portal.export import between, check_in, goal, opened, person, session
from portal.export.row import Row

__all__ = ["PARTS", "Part", "Row"]


@dataclass(frozen=True, slots=True)
class Part:
    """One noun: its name in the file, its name for a reader, and how it is read."""

    key: str
    title: Any
    read: Callable[[Client], list[Row]]


PARTS = (
    Part("details", _("My details"), person.details),
    Part("care_team", _("Who cares for me"), person.care_team),
    Part("consents", _("What I agreed to"), person.consents),
    Part("sessions", _("Appointments"), session.sessions),
    Part("goals", _("Goals"), goal.goals),
    Part("plans", _("The plan, in every version"), goal.plans),
    Part("strengths", _("Strengths"), goal.strengths),
    Part("exercises", _("Exercises and reading"), goal.exercises),
    Part("preferences", _("How I would like therapy to be"), goal.preferences),
    Part("check_ins", _("Check-ins"), check_in.check_ins),
    Part("ratings", _("How I rated our sessions"), check_in.ratings),
    Part("questionnaires", _("Questionnaires"), check_in.questionnaires),
    Part("concerns", _("What I said felt off"), between.concerns),
    Part("ruptures", _("What we are working on between us"), between.ruptures),
    Part("patterns", _("What keeps coming back"), between.patterns),
    Part("notes", _("Notes that were released to me"), session.notes),
    Part("statements", _("My corrections"), person.statements),
    Part("opened", _("Who opened my record"), opened.opened),
)
