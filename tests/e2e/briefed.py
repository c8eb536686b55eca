"""Somebody whose brief is full: made with the product's own actions, inside an installation."""

from datetime import timedelta

from django.utils import timezone

from alliance.actions import (
    begin_check_in,
    plan_session,
    record_repair_attempt,
    record_rupture,
    submit_check_in,
)
from alliance.models import CheckIn, CheckInLink
from clients.actions import propose_goal
from clients.models import Client, Goal
from practice.actions import create_clinic
from practice.models import Membership
from sessions.actions import save_note
from sessions.models import Participation, Session
from tests import cast
from tests.alliance.answered import phq9
from tests.alliance.rated import met_and_rated

WISH = "To talk about the weekend before it turns into a story that I tell about myself."
WORDS = (
    "When I talked about Dad you had an answer ready before I was finished. I said yes to all of "
    "it, because that was easier than saying stop."
)
CHECK = {"understood": 5, "safe": 3, "goals": 7, "fit": 6, "say": 4}


def make(clinic: str, zone: str) -> dict[str, str]:
    """The clinic, its people and sessions; the addresses of three of them."""
    house = create_clinic(
        clinic, crisis_resources="Samaritans 116 123", time_zone=zone, **cast.AT_ANY_HOUR
    )
    ines = cast.staff(house, "Ines Okafor", is_therapist=True)
    mara, theo = cast.client("Mara Lindqvist", ines), cast.client("Theo Baptiste", ines)
    for each in (mara, theo):  # nobody else's letters go there
        each.email = f"{each.first_name.lower()}@{clinic.split()[0].lower()}.mail.example"
        each.save()
    met = met_and_rated(ines, mara, [8, 8.4, 7.6, 8, 8.2, 7.8, None])
    _missed(cast.session_at(ines, mara, at=cast.ago(days=3)))
    _left_open(ines, mara, met)
    full = plan_session([mara], by=ines, starts_at=cast.ahead(hours=2))
    _answered(full, mara)
    couple = plan_session([mara, theo], by=ines, starts_at=cast.ahead(days=1))
    now = cast.session_at(ines, theo, at=cast.ago(minutes=10))
    addresses = {"full": full, "couple": couple, "now": now}
    return {"therapist": ines.user.email} | {
        name: f"/sessions/{session.code}/" for name, session in addresses.items()
    }


def _missed(session: Session) -> None:
    parts = Participation.objects.filter(session=session)
    parts.update(attendance="cancelled late", attendance_at=timezone.now())


def _left_open(ines: Membership, mara: Client, met: list[Session]) -> None:
    """Ruptures, what was tried, promises, a plan, an exercise and goals."""
    today = timezone.localdate()
    exercise = {
        "exercise": "One evening this week with the telephone in the hall.",
        "exercise_fit": "chosen together",
    }
    save_note(
        met[-1],
        by=ines,
        format="dap",
        format_version=1,
        version=0,
        content={
            "plan": "Leave her the first ten minutes. Ask once whether it is still in the room.",
            "promise": "To bring the address of the carers' evening at the library.",
            "interventions": ["emotion-focused", "cbt"],
            "people": {str(mara.code): exercise},
        },
    )
    for session, direction in ((met[-3], "confrontation"), (met[-1], "withdrawal")):
        record_rupture(session, mara, by=ines, direction=direction)
    begun = mara.ruptures.earliest("id")
    record_repair_attempt(
        begun,
        met[-2],
        by=ines,
        strategies=["own part", "apologise", "invite"],
        response="opened",
        promise="To ask before I hand out anything to take home.",
        promise_due_on=today - timedelta(days=5),
    )
    begun.revisit_on = today
    begun.save(update_fields=["revisit_on"])
    goals = [
        propose_goal(mara, by=ines, words=words, proposed_by="client")
        for words in (
            "Look after Dad without disappearing myself.",
            "Have one evening a week that nobody can take.",
            "Ask my brother for help before I am furious with him.",
        )
    ]
    Goal.objects.filter(client=mara).exclude(pk=goals[-1].pk).update(
        agreed_by_client_on=today, agreed_by_therapist_on=today, agreed_on=today
    )


def _answered(session: Session, mara: Client) -> None:
    """A check-in in which everything was asked and answered."""
    link = CheckInLink.objects.get(check_in__participation__session=session)
    begin_check_in(link)
    asked = [["phq-9", 1], ["gad-7", 1]]
    CheckIn.objects.filter(pk=link.check_in_id).update(asked=asked)
    submit_check_in(
        CheckInLink.objects.get(pk=link.pk),
        {
            "wish": WISH,
            "wellbeing": dict.fromkeys(("mood", "managed", "connected", "facing"), 4),
            "alliance": CHECK,
            "tension": "some",
            "tension_words": WORDS,
            "request": "raise",
            "measures": {
                "phq-9": {"language": "en", "answers": phq9(11)},
                "gad-7": {"language": "en", "answers": {}},
            },
        },
    )
