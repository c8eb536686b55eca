"""Who the client is here, who cares for them, what they agreed to, what they say of the record."""

from clients.models import CareTeamMember, Client, Consent, Statement
from portal.export.row import ME, Row, name, who


def details(client: Client) -> list[Row]:
    """One row. No query."""
    return [
        {
            "name": client.name,
            "pronouns": client.pronouns,
            "email": client.email,
            "phone": client.phone,
            "language": client.language,
            "check_ins_come": client.channel,
            "therapy_began_on": client.began_on,
            "therapy_ended_on": client.ended_on,
        }
    ]


def care_team(client: Client) -> list[Row]:
    """Who cares and cared for them. 1 query."""
    places = CareTeamMember.objects.filter(client=client).select_related("therapist__user")
    return [
        {"therapist": each.therapist.name, "from": each.began_on, "until": each.ended_on}
        for each in places.order_by("began_on", "pk")
    ]


def consents(client: Client) -> list[Row]:
    """Every one, withdrawn ones too. 1 query."""
    rows = Consent.objects.filter(client=client).select_related("recorded_by__user")
    return [
        {
            "agreed_to": each.kind,
            "given_at": each.given_at,
            "given_to": who(each.recorded_by),
            "withdrawn_at": each.withdrawn_at,
            "withdrawn_by_me": each.withdrawn_by_client,
        }
        for each in rows.order_by("given_at", "pk")
    ]


def statements(client: Client) -> list[Row]:
    """What should stand beside the record, with the answers. 1 query."""
    rows = Statement.objects.filter(client=client).select_related("answered_by__user")
    return [
        {
            "said_at": each.said_at,
            "said_by": ME,
            "about_note": each.note,
            "words": each.words,
            "answer": each.answer,
            "answered_by": name(each.answered_by),
            "answered_at": each.answered_at,
        }
        for each in rows
    ]
