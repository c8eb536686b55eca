"""The invented practice: two clinics and a year of histories, the same for the same day.

The words stand in the TOML files, one story a file, in folders named for the therapist. Nobody in
them is real, and no story is taken from anybody's.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from alliance.demo.between import follow
from alliance.demo.clock import clock_for
from alliance.demo.exercises import give_exercises
from alliance.demo.histories import tell
from alliance.demo.patterns import find_patterns
from alliance.demo.plans import talk_about_goals
from alliance.demo.practice import CLINICS, open_clinic
from alliance.demo.released import open_notes
from alliance.demo.signed import follow_signatures
from alliance.demo.story import stories_of
from alliance.demo.supervision import bring_to_supervision
from alliance.demo.writing import keep_for_writing
from clients.models import Client
from sessions.models import Session

__all__ = ["Invented", "invent"]


@dataclass(frozen=True, slots=True)
class Invented:
    """How much was invented."""

    clinics: int
    clients: int
    sessions: int


@transaction.atomic
def invent(today: date | None = None) -> Invented:
    """Invent everything, up to now or up to the morning of `today`."""
    opened = []
    for drawn in CLINICS:
        clock = clock_for(drawn.settings["time_zone"], today)
        clinic, people = open_clinic(drawn, clock)
        opened.append(clinic)
        if "ada" in people:
            keep_for_writing(people)
        for key in drawn.therapists:
            for story in stories_of(key):
                tell(story, people[key], clock)
            find_patterns(key, people[key])
            follow(people[key])
            talk_about_goals(key, people[key], clock)
            give_exercises(key, people[key], clock)
        for supervisee, supervisor in drawn.supervises.items():
            follow_signatures(people[supervisee], people[supervisor], clock)
            bring_to_supervision(supervisee, people[supervisee], people[supervisor], clock)
            open_notes(people[supervisee])
    return Invented(
        clinics=len(opened),
        clients=Client.objects.filter(clinic__in=opened).count(),
        sessions=Session.objects.filter(clinic__in=opened).count(),
    )
