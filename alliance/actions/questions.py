"""Which questions a check-in asks: settled once, when it is begun, the same until it is sent."""

from django.utils import timezone

from alliance.actions.schedule import instruments_due
from alliance.models import CheckIn, Rating
from alliance.models.rating import CLIENT_CHECK, Perspective
from clients.models import Client, Exercise, Goal
from sessions.models import Participation, Session

AT_MOST = 3
"""How many goals a check-in asks about, and how many exercises: it is over in three minutes."""

SETTLED = ["about", "asked", "is_first", "asked_goals", "asked_exercises"]
"""The columns that `settle_questions` fills in."""


def settle_questions(check_in: CheckIn) -> None:
    """Fill in which session it is about and what it asks besides, without saving it."""
    check_in.about = previous_session(check_in.participation)
    check_in.is_first = check_in.about is None and is_first(check_in)
    check_in.asked = instruments_due(check_in)
    check_in.asked_goals = [] if check_in.is_first else goals_to_rate(check_in.client)
    check_in.asked_exercises = [] if check_in.is_first else exercises_to_report(check_in.client)


def previous_session(part: Participation) -> Session | None:
    """The client's last meeting before this one that was not missed and is over.

    None when there was none, and when they have rated it already: nobody is asked twice.
    """
    before = min(part.starts_at, timezone.now())
    rated = Rating.objects.filter(
        client=part.client,
        perspective=Perspective.CLIENT,
        instrument=CLIENT_CHECK,
    )
    last = (
        part.client.participations.not_missed()
        .filter(starts_at__lt=before)
        .exclude(pk=part.pk)
        .select_related("session")
        .order_by("-starts_at")
        .first()
    )
    if last is None or rated.filter(session=last.session_id).exists():
        return None
    return last.session


def is_first(check_in: CheckIn) -> bool:
    """Whether the therapy begins with it: they have not met before, and none was answered before.

    An appointment that was missed was no meeting. 1 query where they met, otherwise 2.
    """
    part, client = check_in.participation, check_in.client
    before = min(part.starts_at, timezone.now())
    met = client.participations.not_missed().filter(starts_at__lt=before).exclude(pk=part.pk)
    if met.exists():
        return False
    return not CheckIn.objects.filter(client=client, submitted_at__isnull=False).exists()


def goals_to_rate(client: Client) -> list[int]:
    """The ids of what both agreed to work toward; where there are more, those agreed on first."""
    agreed = Goal.objects.filter(
        client=client, agreed_on__isnull=False, reached_on=None, set_aside_on=None
    )
    return list(agreed.order_by("agreed_on", "pk").values_list("pk", flat=True)[:AT_MOST])


def exercises_to_report(client: Client) -> list[int]:
    """The ids of what was given and not put away, in the order in which it was given.

    The latest ones where there are more: what was given last is what one is doing.
    """
    given = Exercise.objects.filter(client=client, put_away_at=None)
    latest = given.order_by("-given_at", "-pk").values_list("pk", flat=True)[:AT_MOST]
    return list(latest)[::-1]
