"""Instruments answered in check-ins, for tests of what is made of them."""

from datetime import timedelta

from alliance.models import Administration, CheckIn
from alliance.pages import client_story
from alliance.pages.outcomes import Outcome
from measures.catalogue import instrument
from measures.instrument import Instrument
from measures.scoring import score
from sessions.models import Participation
from tests.cast import Cast, ago, session_at

PHQ9 = instrument("phq-9")


def phq9(total: int, *, left_out: int = 0) -> dict[str, int | None]:
    """Answers that come to a total, the last items left out; the safety item is 0."""
    answers: dict[str, int | None] = {item.key: 0 for item in PHQ9.items}
    open_items = [item.key for item in PHQ9.items if not item.safety]
    for number in range(total):
        key = open_items[number % len(open_items)]
        answers[key] = (answers[key] or 0) + 1
    for key in open_items[len(open_items) - left_out :]:
        answers[key] = None
    return answers


def met(cast: Cast, sessions: int) -> list[Participation]:
    made = [
        session_at(cast.ines, cast.mara, at=ago(days=7 * (sessions - each)))
        for each in range(sessions)
    ]
    return [each.participations.get() for each in made]


def answered(
    part: Participation, answers: dict[str, int | None] | None, measure: Instrument = PHQ9
) -> CheckIn:
    """A check-in in which the instrument was asked, and answered unless `answers` is None."""
    at = part.starts_at - timedelta(hours=3)
    check_in, _ = CheckIn.objects.get_or_create(
        participation=part,
        defaults={"client": part.client, "clinic": part.clinic, "sent_at": at, "begun_at": at},
    )
    check_in.asked = [*check_in.asked, [measure.key, measure.version]]
    check_in.submitted_at = check_in.begun_at = at
    check_in.save()
    if answers is not None:
        scored = score(measure, answers)
        Administration.objects.create(
            clinic=part.clinic,
            client=part.client,
            check_in=check_in,
            instrument=measure.key,
            instrument_version=measure.version,
            language="en",
            answers=answers,
            answered=scored.answered,
            score=scored.value,
            prorated=scored.prorated,
            given_at=at,
        )
    return check_in


def outcomes(cast: Cast) -> list[Outcome]:
    shown: list[Outcome] = client_story(cast.mara, cast.ines)["outcomes"]
    return shown


def to_take_away(given: Administration) -> str:
    """The address of the answers as FHIR."""
    return f"/clients/{given.client.code}/measures/{given.code}/fhir/"
