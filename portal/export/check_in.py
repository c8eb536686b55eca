"""What the client answered: check-ins, how a session was, questionnaires."""

from typing import Any

from alliance.models import Administration, CheckIn, Rating
from alliance.models.rating import Perspective
from clients.models import Client
from portal.export.row import Row


def check_ins(client: Client) -> list[Row]:
    """Each that was sent. Not when it was read: that is the therapist's work. 1 query."""
    sent = CheckIn.objects.filter(client=client, submitted_at__isnull=False)
    rows = sent.select_related("participation", "about").order_by("submitted_at", "pk")
    return [
        {
            "sent_at": each.submitted_at,
            "way": each.way,
            "before_session_at": each.participation.starts_at,
            "about_session_at": each.about.starts_at if each.about else None,
            "hopes": each.hopes,
            "wish": each.wish,
            "wellbeing": _answers(each.wellbeing),
            "wellbeing_of_10": each.wellbeing_score,
            "tension": each.tension,
            "words": each.tension_words,
            "request": each.tension_request,
        }
        for each in rows
    ]


def ratings(client: Client) -> list[Row]:
    """The client's own of each session: never the therapist's, never what was read. 1 query."""
    own = Rating.objects.filter(client=client, perspective=Perspective.CLIENT)
    return [
        {
            "session_at": each.session.starts_at,
            "instrument": each.instrument,
            "instrument_version": each.instrument_version,
            "rated_at": each.rated_at,
            "answers": _answers(each.answers),
            "score": each.score,
        }
        for each in own.select_related("session").order_by("rated_at", "pk")
    ]


def questionnaires(client: Client) -> list[Row]:
    """Each as it was answered, with its score and without a reading of it. 1 query."""
    rows = Administration.objects.filter(client=client).order_by("given_at", "pk")
    return [
        {
            "given_at": each.given_at,
            "instrument": each.instrument,
            "instrument_version": each.instrument_version,
            "language": each.language,
            "answers": _answers(each.answers),
            "score": each.score,
        }
        for each in rows
    ]


def _answers(given: Any) -> list[Row]:
    """Item → number, as rows; an item that was left out has none."""
    return [{"item": str(key), "value": value} for key, value in (given or {}).items()]
