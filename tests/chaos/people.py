"""People in care with a check-in that waits for them, put into the database in bulk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from alliance.models import CheckIn, CheckInLink
from clients import names
from clients.models import CareTeamMember, Client, Consent, Exercise, Goal
from practice import tokens
from practice.actions import create_clinic
from practice.models import Clinic, Membership, User
from sessions.models import Participation, Session


@dataclass(frozen=True, slots=True)
class Waiting:
    """One check-in that waits, with the secret of its link."""

    check_in: CheckIn
    link: CheckInLink
    token: str
    email: str


def practice(name: str, *, time_zone: str = "Europe/London") -> Membership:
    """A clinic of its own with one therapist, so that one proof's rows are not another's."""
    clinic = create_clinic(
        name,
        time_zone=time_zone,
        check_in_lead_hours=24,
        crisis_resources="Samaritans 116 123\nEmergency 999",
        quiet_from=time(0),  # the same time twice: never quiet, at whatever hour this runs
        quiet_until=time(0),
    )
    return _member(clinic, "therapist", is_therapist=True)


def _member(clinic: Clinic, role: str, **roles: bool) -> Membership:
    user = User.objects.create(
        email=f"{role}@{clinic.code}.example",
        name=f"The {role}",
        password=make_password(None),
    )
    return Membership.objects.create(clinic=clinic, user=user, **roles)


@transaction.atomic
def people(
    therapist: Membership, number: int, *, hours: float = 12, met: bool = True
) -> list[Waiting]:
    """So many people who meet the therapist in `hours`, and are asked; they `met` last week."""
    now = timezone.now()
    in_care = clients(therapist, number)
    if met:
        _meetings(therapist, in_care, now - timedelta(days=7), "attended")
    return _asked(_meetings(therapist, in_care, now + timedelta(hours=hours), "expected"))


def clients(therapist: Membership, number: int) -> list[Client]:
    """So many people in the therapist's care, who consented to check-ins."""
    made = Client.objects.bulk_create(
        (_client(therapist, place) for place in range(number)), batch_size=500
    )
    CareTeamMember.objects.bulk_create(
        (
            CareTeamMember(
                clinic_id=each.clinic_id,
                client=each,
                therapist=therapist,
                began_on=each.began_on,
            )
            for each in made
        ),
        batch_size=500,
    )
    Consent.objects.bulk_create(
        (
            Consent(
                clinic_id=each.clinic_id,
                client=each,
                kind=kind,
                given_at=timezone.now() - timedelta(days=30),
                recorded_by=therapist,
            )
            for each in made
            for kind in (Consent.Kind.TREATMENT, Consent.Kind.CHECK_INS)
        ),
        batch_size=500,
    )
    return made


def _client(therapist: Membership, place: int) -> Client:
    name = f"Person {place}"
    return Client(
        clinic_id=therapist.clinic_id,
        name=name,
        sort_key=names.sort_key(name),
        email=f"person-{place}@{therapist.clinic.code}.example",
        began_on=timezone.localdate() - timedelta(days=30),
    )


def _meetings(
    therapist: Membership, people: list[Client], at: datetime, attendance: str
) -> list[Participation]:
    sessions = Session.objects.bulk_create(
        (Session(clinic_id=therapist.clinic_id, therapist=therapist, starts_at=at) for _ in people),
        batch_size=500,
    )
    return Participation.objects.bulk_create(
        (
            Participation(
                clinic_id=therapist.clinic_id,
                session=session,
                client=client,
                starts_at=at,
                attendance=attendance,
                attendance_at=at if attendance == "attended" else None,
            )
            for session, client in zip(sessions, people, strict=True)
        ),
        batch_size=500,
    )


def _asked(parts: list[Participation]) -> list[Waiting]:
    check_ins = CheckIn.objects.bulk_create(
        (
            CheckIn(clinic_id=part.clinic_id, participation=part, client=part.client)
            for part in parts
        ),
        batch_size=500,
    )
    secrets = [tokens.new_token() for _ in parts]
    links = CheckInLink.objects.bulk_create(
        (
            CheckInLink(
                clinic_id=check_in.clinic_id,
                check_in=check_in,
                token_digest=tokens.digest(secret),
                expires_at=check_in.participation.starts_at,
            )
            for check_in, secret in zip(check_ins, secrets, strict=True)
        ),
        batch_size=500,
    )
    return [
        Waiting(check_in, link, secret, check_in.client.email)
        for check_in, link, secret in zip(check_ins, links, secrets, strict=True)
    ]


@transaction.atomic
def agree(waiting: Sequence[Waiting], therapist: Membership) -> None:
    """Give each of them a goal that both agreed on, and an exercise."""
    on, clinic = timezone.localdate() - timedelta(days=7), therapist.clinic_id
    said = dict.fromkeys(
        ("proposed_on", "agreed_on", "agreed_by_client_on", "agreed_by_therapist_on"), on
    )
    clients = [each.check_in.client for each in waiting]
    Goal.objects.bulk_create(
        (Goal(clinic_id=clinic, client=each, words="To sleep", **said) for each in clients),
        batch_size=500,
    )
    Exercise.objects.bulk_create(
        (
            Exercise(
                clinic_id=clinic,
                client=each,
                kind="exercise",
                title="A walk",
                words="Go for a walk.",
                given_by=therapist,
            )
            for each in clients
        ),
        batch_size=500,
    )


def schedule_measures(therapist: Membership) -> None:
    """Let the clinic ask two more instruments at every session, one of them with a safety item."""
    from alliance.models import ScheduledMeasure

    for instrument in ("phq-9", "gad-7"):
        ScheduledMeasure.objects.create(
            clinic_id=therapist.clinic_id,
            instrument=instrument,
            timing=ScheduledMeasure.Timing.EVERY_SESSIONS,
            interval=1,
            changed_by=therapist,
        )


def to(waiting: Waiting, **fields: str) -> dict[str, str]:
    """A form's fields with what says whose it is and where to go on."""
    return {"for": str(waiting.link.code), "to": "next"} | fields
