"""A rupture about which a supervisor is asked, for the tests of both."""

from collections.abc import Callable

from django.test import Client as Browser

from alliance.actions import ask_supervisor, record_repair_attempt, record_rupture
from alliance.models import Rupture, SupervisionQuestion
from practice.models import Clinic, Membership
from sessions.models import Session
from tests.cast import Cast

SignIn = Callable[[Membership], Browser]
OWN = "heron"  # in what the therapist keeps to herself
ASKED = "What did I miss when she went quiet?"
OTHERS = ("tomas", "ada", "wren", "olga", "vera")


def torn(cast: Cast, met: Session) -> Rupture:
    """With what the therapist keeps to herself in it, and one attempt at repair."""
    found = record_rupture(
        met,
        cast.mara,
        by=cast.ines,
        direction="withdrawal",
        what_happened="She said yes to all of it.",
        own_part=f"I hurried, {OWN}.",
        feeling=f"Ashamed, {OWN}.",
        own_markers=["placated"],
    )
    record_repair_attempt(
        found, met, by=cast.ines, strategies=["validate"], words="I said so aloud."
    )
    return found


def ask(cast: Cast, rupture: Rupture, question: str = ASKED) -> SupervisionQuestion:
    return ask_supervisor(
        rupture.client, of=cast.noor, by=cast.ines, rupture=rupture, question=question
    )


def page(browser: Browser, path: str) -> str:
    return " ".join(browser.get(path).content.decode().split())


def keep_with_the_record() -> None:
    Clinic.objects.update(supervision_stays=True)
