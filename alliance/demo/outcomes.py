"""What the schedule asked in the check-ins that were answered, and what people answered."""

from dataclasses import dataclass
from random import Random

from django.utils import timezone

from alliance.demo.meetings import Course
from alliance.models import Administration, CheckIn, ScheduledMeasure
from clients.models import Client
from measures.catalogue import instrument
from measures.instrument import Instrument
from measures.schedule import Given, Rhythm, Timing, is_due
from measures.scoring import score
from practice.models import Clinic, Membership

SCHEDULE = {
    "gad-7": Timing(Rhythm.AT_SESSIONS, sessions=(1, 5, 10, 15, 20)),
    "phq-9": Timing(Rhythm.EVERY_SESSIONS, interval=4),
}
LANGUAGE = "en"
"""Both are there in English; who is asked in another language is not asked them here."""

UNSTEADY = 1.4
"""By how many points, on average, an answer lies beside the course of a story."""


@dataclass(frozen=True, slots=True)
class _Course:
    """Where a score begins and ends, in points."""

    first: float
    last: float

    def at(self, share: float, chance: Random) -> int:
        return max(0, round(self.first + (self.last - self.first) * share + _beside(chance)))


def _beside(chance: Random) -> float:
    return chance.gauss(0, UNSTEADY)


def schedule_for(clinic: Clinic, *, by: Membership) -> None:
    """Put the two questionnaires on a clinic's schedule."""
    ScheduledMeasure.objects.bulk_create(_line(clinic, key, by) for key in SCHEDULE)


def _line(clinic: Clinic, key: str, by: Membership) -> ScheduledMeasure:
    timing = SCHEDULE[key]
    counts = timing.rhythm is Rhythm.EVERY_SESSIONS
    return ScheduledMeasure(
        clinic=clinic,
        instrument=key,
        timing=timing.rhythm.value,
        interval=timing.interval if counts else None,
        sessions=list(timing.sessions),
        changed_by=by,
    )


def ask_on_schedule(course: Course, rows: list[list[CheckIn]]) -> list[Administration]:
    """Settle what each answered check-in asked, and answer it; the rows are not saved yet."""
    clinic = course.therapist.clinic
    if not ScheduledMeasure.objects.filter(clinic=clinic, client=None).exists():
        return []
    given: list[Administration] = []
    for place, client in enumerate(course.clients):
        if client.language == LANGUAGE:
            given += _answered(course, client, [row[place] for row in rows])
        else:
            _leave_out(client, course.therapist)
    return given


def _leave_out(client: Client, therapist: Membership) -> None:
    never = ScheduledMeasure.Timing.NEVER
    ScheduledMeasure.objects.bulk_create(
        ScheduledMeasure(
            clinic_id=client.clinic_id,
            client=client,
            instrument=key,
            timing=never,
            changed_by=therapist,
        )
        for key in SCHEDULE
    )


def _answered(course: Course, client: Client, check_ins: list[CheckIn]) -> list[Administration]:
    # Its own chance, so that the rest of the story does not hang on how much is asked.
    chance = Random(f"{client.name} outcomes {course.clock.today}")  # noqa: S311
    zone = course.therapist.clinic.zone
    last: dict[str, Given] = {}
    given = []
    for number, check_in in enumerate(check_ins):
        if not check_in.is_submitted:
            continue
        meets = sum(hour.was_held for hour in course.story.hours[:number]) + 1
        on = timezone.localdate(check_in.participation.starts_at, zone)
        for key, timing in SCHEDULE.items():
            if not is_due(timing, session_number=meets, last=last.get(key), on=on):
                continue
            measure = instrument(key)
            check_in.asked = [*check_in.asked, [key, measure.version]]
            if chance.random() < course.story.leaves_out:
                continue
            last[key] = Given(meets, on)
            given.append(_administration(course, check_in, measure, number, chance))
    return given


def _administration(
    course: Course, check_in: CheckIn, measure: Instrument, number: int, chance: Random
) -> Administration:
    share = number / max(1, len(course.story.hours))
    answers = _answers(measure, _course(course, measure).at(share, chance), chance)
    if chance.random() < course.story.leaves_out / 2:
        answers[chance.choice([item.key for item in measure.items if not item.safety])] = None
    scored = score(measure, answers)
    assert check_in.submitted_at is not None
    return Administration(
        clinic_id=course.clinic_id,
        client_id=check_in.client_id,
        check_in=check_in,
        instrument=measure.key,
        instrument_version=measure.version,
        language=LANGUAGE,
        answers=answers,
        answered=scored.answered,
        score=scored.value,
        prorated=scored.prorated,
        given_at=check_in.submitted_at,
    )


def _course(course: Course, measure: Instrument) -> _Course:
    """What the story says of it, else what goes with how somebody has been."""
    story = course.story
    said = story.low_mood if measure.key == "phq-9" else story.worry
    if said:
        return _Course(*said)
    steepness, most = (2.3, 22.0) if measure.key == "phq-9" else (1.8, 17.0)
    first, last = story.wellbeing
    return _Course(most - steepness * first, most - steepness * last)


def _answers(measure: Instrument, total: int, chance: Random) -> dict[str, int | None]:
    """Answers that come to the total as nearly as they can. Questions about safety stay at 0.

    Nobody in these stories would be left with a notice that no story tells of.
    """
    items = [item.key for item in measure.items if not item.safety]
    answers: dict[str, int | None] = {item.key: 0 for item in measure.items}
    places = [item for item in items for _ in range(measure.scale.maximum)]
    for item in chance.sample(places, min(total, len(places))):
        answers[item] = (answers[item] or 0) + 1
    return answers
