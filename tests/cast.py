"""The cast: a therapist, her supervisor, a colleague who must see nothing, an admin, clients, and
the same in another clinic."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from alliance.actions import plan_session
from clients.actions import add_client
from clients.models import Client, Consent
from practice.actions import create_clinic
from practice.models import Clinic, Membership, Supervision, User
from sessions.models import Session

# No quiet hours: the suite runs at night, too. See tests/alliance/test_invitation.py.
AT_ANY_HOUR = {"quiet_from": time(0), "quiet_until": time(0)}


@dataclass
class Cast:
    """Everybody, by name."""

    riverside: Clinic
    ines: Membership  # therapist
    noor: Membership  # supervises Ines
    tomas: Membership  # a therapist of the same clinic who is not on the care teams
    ada: Membership  # clinic admin
    mara: Client  # Ines's client
    theo: Client  # Ines's client
    hillside: Clinic
    wren: Membership  # therapist of the other clinic
    olga: Membership  # its admin
    otto: Client  # Wren's client


def assemble() -> Cast:
    """Make both clinics."""
    riverside = create_clinic(
        "Riverside Practice",
        crisis_resources="Samaritans 116 123\nEmergency 999",
        time_zone="Europe/London",
        **AT_ANY_HOUR,
    )
    hillside = create_clinic("Hillside Practice", time_zone="America/New_York", **AT_ANY_HOUR)
    ines = staff(riverside, "Ines Okafor", is_therapist=True)
    noor = staff(riverside, "Noor Haddad", is_supervisor=True)
    supervises(noor, ines)
    wren = staff(hillside, "Wren Castillo", is_therapist=True)
    return Cast(
        riverside=riverside,
        ines=ines,
        noor=noor,
        tomas=staff(riverside, "Tomas Berg", is_therapist=True),
        ada=staff(riverside, "Ada Kowalski", is_admin=True),
        mara=client("Mara Lindqvist", ines),
        theo=client("Theo Baptiste", ines),
        hillside=hillside,
        wren=wren,
        olga=staff(hillside, "Olga Marin", is_admin=True),
        otto=client("Otto Fairweather", wren),
    )


def staff(clinic: Clinic, name: str, **roles: bool) -> Membership:
    """Somebody who works in the clinic, with a sign-in."""
    email = f"{name.split()[0].lower()}@{clinic.name.split()[0].lower()}.example"
    user = User.objects.create_user(email, "a long enough password", name=name)
    return Membership.objects.create(clinic=clinic, user=user, **roles)


def supervises(supervisor: Membership, supervisee: Membership) -> Supervision:
    """A supervision that the supervisee has agreed to."""
    return Supervision.objects.create(
        clinic=supervisee.clinic,
        supervisor=supervisor,
        supervisee=supervisee,
        agreed_at=timezone.now(),
    )


def client(name: str, therapist: Membership, *, language: str = "en") -> Client:
    """Somebody in care, who consented to check-ins."""
    return add_client(
        by=therapist,
        name=name,
        email=f"{name.split()[0].lower()}@mail.example",
        language=language,
        consents=[Consent.Kind.TREATMENT, Consent.Kind.CHECK_INS],
    )


def session_at(therapist: Membership, *clients: Client, at: datetime) -> Session:
    """A planned session, with its check-ins when it is in the future."""
    return plan_session(clients, by=therapist, starts_at=at)


def ago(**span: float) -> datetime:
    """That long ago, on a whole minute."""
    return (timezone.now() - timedelta(**span)).replace(second=0, microsecond=0)


def ahead(**span: float) -> datetime:
    """In that long, on a whole minute."""
    return (timezone.now() + timedelta(**span)).replace(second=0, microsecond=0)


def later_today(clinic: Clinic, **span: float) -> datetime:
    """In that long, and at the latest in the last minute of the clinic's day: on today's agenda."""
    last = timezone.localtime(timezone=clinic.zone).replace(hour=23, minute=59, second=0)
    return min(ahead(**span), last.replace(microsecond=0))
