"""The two invented clinics and the people who work in them."""

from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Any

from allauth.account.models import EmailAddress

from alliance.demo.clock import Clock
from alliance.demo.outcomes import schedule_for
from practice.actions import create_clinic
from practice.demo import DOMAIN
from practice.models import Clinic, ClinicKey, Membership, Supervision, User

OPENED = timedelta(days=420)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A clinic to be opened: settings, people with their roles, who supervises whom.

    `scheduled_by` is who put questionnaires on its schedule, empty where nobody did.
    """

    name: str
    settings: dict[str, Any]
    staff: dict[str, tuple[str, tuple[str, ...]]]
    supervises: dict[str, str] = field(default_factory=dict)
    scheduled_by: str = ""

    @property
    def therapists(self) -> list[str]:
        """The keys of those who see clients."""
        return [key for key, (_name, roles) in self.staff.items() if "therapist" in roles]


CLINICS = (
    Drawn(
        name="Riverside Practice",
        settings={
            "time_zone": "Europe/London",
            "crisis_resources": "Samaritans, day and night: 116 123\n"
            "NHS 111, choose the mental health option: 111\n"
            "In an emergency: 999",
        },
        staff={
            "ines": ("Dr. Ines Okafor", ("therapist",)),
            "tomas": ("Tomas Berg", ("therapist",)),
            "noor": ("Noor Haddad", ("therapist", "supervisor")),
            "ada": ("Ada Kowalski", ("admin",)),
        },
        supervises={"ines": "noor"},
        scheduled_by="ada",
    ),
    Drawn(
        name="Hillside Practice",
        settings={
            "time_zone": "America/New_York",
            "client_word": Clinic.ClientWord.PATIENT,
            "rate_then_reveal": True,
            "crisis_resources": "988 Suicide & Crisis Lifeline, call or text: 988\n"
            "In an emergency: 911",
        },
        staff={
            "wren": ("Wren Castillo", ("therapist",)),
            "olga": ("Olga Marin", ("admin",)),
        },
    ),
)


def open_clinic(drawn: Drawn, clock: Clock) -> tuple[Clinic, dict[str, Membership]]:
    """Open a clinic somewhat more than a year ago. Returns it with its people by key."""
    opened_at = clock.at(clock.today - OPENED, time(9))
    clinic = create_clinic(drawn.name, **drawn.settings)
    Clinic.objects.filter(pk=clinic.pk).update(created_at=opened_at)
    ClinicKey.objects.filter(clinic=clinic).update(created_at=opened_at)
    people = {}
    for key, (name, roles) in drawn.staff.items():
        # No password: people look around with one click, and in no other way.
        user = User.objects.create_user(f"{key}{DOMAIN}", None, name=name, date_joined=opened_at)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        held = {f"is_{role}": True for role in roles}
        people[key] = Membership.objects.create(
            clinic=clinic, user=user, began_at=opened_at, **held
        )
    for supervisee, supervisor in drawn.supervises.items():
        Supervision.objects.create(
            clinic=clinic,
            supervisor=people[supervisor],
            supervisee=people[supervisee],
            cosigns=True,
            began_on=opened_at.date(),
            asked_by=next(each for each in people.values() if each.is_admin),
            agreed_at=opened_at,
        )
    if drawn.scheduled_by:
        schedule_for(clinic, by=people[drawn.scheduled_by])
    return clinic, people
