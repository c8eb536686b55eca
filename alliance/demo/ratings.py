"""The therapist's own ratings, and what all ratings meant when they were read."""

from datetime import timedelta

from django.db.models import OuterRef, Subquery

from alliance.actions import replay
from alliance.demo.answers import answers_to, score_of
from alliance.demo.meetings import Course
from alliance.demo.story import Hour, shared_words
from alliance.models import Rating, Reading
from alliance.models.rating import CLIENT_CHECK, THERAPIST_CHECK, Perspective
from measures.catalogue import instrument
from sessions.models import Session

WITH_WORDS = 0.2
"""The share of ratings beside which a therapist writes a word about themselves."""


def rate_hours(course: Course) -> None:
    """Write the therapist's ratings."""
    Rating.objects.bulk_create(
        _rating(course, hour, session, place, value)
        for _, hour, session in course.held
        for place, value in enumerate(hour.therapist)
        if value is not None
    )


def read_ratings(course: Course) -> None:
    """Read everybody's ratings from both seats; each was read when it was given."""
    for client in course.clients:
        replay(client, Perspective.CLIENT, CLIENT_CHECK)
        replay(client, Perspective.THERAPIST, THERAPIST_CHECK)
    given_at = Rating.objects.filter(pk=OuterRef("rating_id")).values("rated_at")[:1]
    Reading.objects.filter(client__in=course.clients).update(read_at=Subquery(given_at))


def _rating(course: Course, hour: Hour, session: Session, place: int, value: float) -> Rating:
    answers = answers_to(THERAPIST_CHECK, value, course.chance)
    return Rating(
        clinic_id=course.clinic_id,
        session=session,
        client=course.clients[place],
        perspective=Perspective.THERAPIST,
        instrument=THERAPIST_CHECK,
        instrument_version=instrument(THERAPIST_CHECK).version,
        answers=answers,
        score=score_of(THERAPIST_CHECK, answers),
        feeling=_feeling(course, hour),
        rated_at=session.ends_at + timedelta(minutes=course.chance.randint(2, 50)),
    )


def _feeling(course: Course, hour: Hour) -> dict[str, str]:
    """How the therapist was in the room: the hour's own word, now and then another one."""
    if hour.feeling:
        return {"words": hour.feeling, "tension": "some"}
    if course.chance.random() < WITH_WORDS:
        return {"words": course.chance.choice(shared_words().feelings), "tension": ""}
    return {}
