"""Check-ins as rows: sent, answered or left alone, read; and the ratings that came with them."""

from datetime import datetime, timedelta

from django.db.models import F

from alliance.asked import WELLBEING
from alliance.demo.answers import answers_to, score_of
from alliance.demo.meetings import IN_THE_BOOK, Course
from alliance.demo.outcomes import ask_on_schedule
from alliance.models import Administration, CheckIn, Rating
from alliance.models.rating import CLIENT_CHECK, Perspective
from measures.catalogue import instrument

AWAKE = range(7, 23)
"""The hours of the day in which somebody answers."""

LAST_MOMENT = timedelta(minutes=25)
"""Nobody answers later than this before a session."""

FIRST_ANSWERED = 0.4
"""The share of people who answer the check-in before the first session."""


def write_check_ins(course: Course) -> list[list[CheckIn]]:
    """Write the check-ins that have gone out, by hour and person. Those ahead wait: `ahead`."""
    if not course.story.check_ins:
        return []
    rows = [
        [_check_in(course, number, place) for place in course.places]
        for number in range(len(course.sessions))
        if _has_gone_out(course, number)
    ]
    _add_wishes(course, rows)
    lead = timedelta(hours=course.therapist.clinic.check_in_lead_hours)
    given = ask_on_schedule(course, rows)
    made = CheckIn.objects.bulk_create(each for row in rows for each in row)
    CheckIn.objects.filter(pk__in=[each.pk for each in made]).update(
        created_at=F("sent_at") + lead - IN_THE_BOOK
    )
    ratings = [
        rating
        for number, row in enumerate(rows)
        for place, each in enumerate(row)
        if (rating := _rating(course, number, place, each))
    ]
    Rating.objects.bulk_create(ratings)
    Administration.objects.bulk_create(given)
    return rows


def is_answered(course: Course, number: int, place: int) -> bool:
    """Whether a person answered the check-in before that hour (both counted from 0)."""
    hours = course.story.hours
    if number == 0:
        by_chance = course.chance.random() < FIRST_ANSWERED
        return by_chance or hours[0].wish is not None or bool(course.story.hopes)
    about = course.story.last_held_before(number)
    missed = number < len(hours) and not hours[number].was_held
    return about is not None and not missed and hours[about].client[place] is not None


def _has_gone_out(course: Course, number: int) -> bool:
    """Those of today that nobody answered go out when the worker starts, if there is time left."""
    if number < len(course.story.hours):
        return True
    if number > len(course.story.hours) or not course.story.hours:
        return False
    answered = any(is_answered(course, number, place) for place in course.places)
    return answered or course.clock.has_come(course.sessions[number].starts_at)


def _check_in(course: Course, number: int, place: int) -> CheckIn:
    part = course.parts[number][place]
    sent_at = part.starts_at - timedelta(hours=course.therapist.clinic.check_in_lead_hours)
    check_in = CheckIn(
        clinic_id=course.clinic_id,
        participation=part,
        client=course.clients[place],
        sent_at=sent_at,
    )
    if is_answered(course, number, place):
        _answer(course, number, place, check_in)
    return check_in


def _answer(course: Course, number: int, place: int, check_in: CheckIn) -> None:
    story, chance = course.story, course.chance
    assert check_in.sent_at is not None
    starts_at = check_in.participation.starts_at
    ahead = number >= len(story.hours)
    about = story.last_held_before(number)
    check_in.submitted_at = _answered_at(course, check_in.sent_at, starts_at, ahead=ahead)
    check_in.begun_at = check_in.submitted_at - timedelta(seconds=chance.randint(95, 320))
    if not ahead:
        before = starts_at - timedelta(minutes=chance.randint(4, 20))
        check_in.read_at, check_in.read_by = before, course.therapist
    first, last = story.wellbeing
    share = number / max(1, len(story.hours))
    level = min(10.0, max(0.0, first + (last - first) * share + chance.uniform(-0.8, 0.8)))
    check_in.wellbeing = answers_to(WELLBEING, level, chance)
    check_in.wellbeing_score = score_of(WELLBEING, check_in.wellbeing)
    if number == 0:
        check_in.is_first, check_in.hopes = True, story.hopes
    if about is not None:
        hour = story.hours[about]
        check_in.about = course.sessions[about]
        check_in.tension = hour.tension or CheckIn.Tension.NONE
        check_in.tension_words = hour.tension_words
        check_in.tension_request = hour.request


def _answered_at(
    course: Course, sent_at: datetime, starts_at: datetime, *, ahead: bool
) -> datetime:
    """Some time after it came, awake; before today's session: the evening before, at the latest."""
    latest = starts_at - LAST_MOMENT
    if ahead:
        latest = min(latest, course.clock.now - timedelta(minutes=5))
    span = int((latest - sent_at).total_seconds() // 60)
    minutes = [course.chance.randint(4, span) for _ in range(24)]
    times = [sent_at + timedelta(minutes=each) for each in minutes]
    return next((at for at in times if course.clock.hour(at) in AWAKE), sent_at + LAST_MOMENT)


def _add_wishes(course: Course, rows: list[list[CheckIn]]) -> None:
    """What an hour says was wished; of the story's other wishes each once; else nothing."""
    story = course.story
    unsaid = []
    for number, row in enumerate(rows):
        ahead = number >= len(story.hours)
        said = story.next_wish if ahead else story.hours[number].wish
        answered = [each for each in row if each.is_submitted]
        if said is None:
            unsaid += answered
        for check_in in answered[:1]:
            check_in.wish = said or ""
    places = course.chance.sample(range(len(unsaid)), min(len(unsaid), len(story.wishes)))
    for place, wish in zip(sorted(places), story.wishes, strict=False):
        unsaid[place].wish = wish


def _rating(course: Course, number: int, place: int, check_in: CheckIn) -> Rating | None:
    about = course.story.last_held_before(number)
    if about is None or check_in.submitted_at is None:
        return None
    hour = course.story.hours[about]
    value = hour.client[place]
    assert value is not None, "only who answered is asked here"
    answers = answers_to(CLIENT_CHECK, value, course.chance, lowest=hour.lowest)
    return Rating(
        clinic_id=course.clinic_id,
        session=course.sessions[about],
        client=course.clients[place],
        perspective=Perspective.CLIENT,
        instrument=CLIENT_CHECK,
        instrument_version=instrument(CLIENT_CHECK).version,
        answers=answers,
        score=score_of(CLIENT_CHECK, answers),
        check_in=check_in,
        rated_at=check_in.submitted_at,
    )
