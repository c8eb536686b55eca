"""Somebody in care as rows: who they are, who cares for them, what they agreed to and aim for."""

from datetime import date, datetime, timedelta

from alliance.demo.clock import Clock
from alliance.demo.story import Aim, Story
from clients import names
from clients.actions.client import index_name
from clients.models import CareTeamMember, Client, Consent, Goal
from practice.models import Membership

# Numbers that the regulators keep for fiction.
_TELEPHONES = {"Europe/London": "+44 7700 900{:03}", "America/New_York": "+1 212 555 0{:03}"}
FIRST_CALL = timedelta(days=24)
"""From the first call, when somebody is put down, to the first session."""

SINCE = timedelta(days=3)
"""How long ago what was sent to somebody came back."""


def add_people(story: Story, therapist: Membership, clock: Clock, days: list[date]) -> list[Client]:
    """Write down the story's people with their care team, consents and goals."""
    began_on, ended_on = days[0], days[-1] if story.ending else None
    called_at = clock.at(began_on, story.time) - FIRST_CALL
    clients = Client.objects.bulk_create(
        _client(story, place, therapist, began_on, ended_on) for place in range(len(story.people))
    )
    for client, person in zip(clients, story.people, strict=True):
        if person.came_back:
            client.unreachable_at, client.unreachable_by = clock.now - SINCE, client.channel
            client.save()
    Client.objects.filter(pk__in=[client.pk for client in clients]).update(created_at=called_at)
    for client in clients:
        index_name(client)
    CareTeamMember.objects.bulk_create(
        CareTeamMember(
            clinic_id=therapist.clinic_id, client=client, therapist=therapist, began_on=began_on
        )
        for client in clients
    )
    kinds = [Consent.Kind.TREATMENT, *([Consent.Kind.CHECK_INS] if story.check_ins else [])]
    Consent.objects.bulk_create(
        _consent(client, kind, therapist, called_at) for client in clients for kind in kinds
    )
    Goal.objects.bulk_create(_goal(client, aim, days) for client in clients for aim in story.goals)
    return clients


def _client(
    story: Story, place: int, therapist: Membership, began_on: date, ended_on: date | None
) -> Client:
    person = story.people[place]
    first = names.folded(person.name.split()[0])
    digits = 100 + sum(person.name.encode()) % 100
    return Client(
        clinic_id=therapist.clinic_id,
        name=person.name,
        sort_key=names.sort_key(person.name),  # bulk_create calls no save()
        pronouns=person.pronouns,
        email=f"{first}@mail.example",
        email_digest=names.email_digest(f"{first}@mail.example"),
        phone=_TELEPHONES[therapist.clinic.time_zone].format(digits),
        language=person.language,
        channel=person.channel,
        began_on=began_on,
        ended_on=ended_on,
        ending=story.ending,
    )


def _consent(client: Client, kind: Consent.Kind, by: Membership, given_at: datetime) -> Consent:
    return Consent(
        clinic_id=client.clinic_id, client=client, kind=kind, given_at=given_at, recorded_by=by
    )


def _goal(client: Client, aim: Aim, days: list[date]) -> Goal:
    return Goal(
        clinic_id=client.clinic_id,
        client=client,
        words=aim.words,
        proposed_by=aim.by,
        proposed_on=days[aim.proposed - 1],
        # Whose idea it was agrees to it from the first.
        agreed_by_client_on=_on(days, aim.agreed or (aim.by == "client" and aim.proposed) or 0),
        agreed_by_therapist_on=_on(days, aim.agreed or (aim.by != "client" and aim.proposed) or 0),
        agreed_on=_on(days, aim.agreed),
        reached_on=_on(days, aim.reached),
    )


def _on(days: list[date], session: int) -> date | None:
    return days[session - 1] if session else None
