"""What felt off, as it was said in a check-in, and what the therapist wrote back."""

from datetime import timedelta

from alliance.demo.meetings import Course
from alliance.models import CheckIn, Concern

TO_WRITE = timedelta(minutes=3)
"""How long an answer takes once the check-in is read."""


def keep_concern(course: Course, check_in: CheckIn) -> Concern:
    """Write it down, answered where the story has an answer; the others wait."""
    assert check_in.submitted_at is not None
    starts = [session.starts_at for session in course.sessions]
    hour = course.story.hours[starts.index(check_in.about.starts_at)] if check_in.about else None
    answer = hour.answer if hour and check_in.read_at else ""
    patience = timedelta(hours=course.therapist.clinic.concern_answer_hours)
    return Concern.objects.create(
        clinic_id=course.clinic_id,
        client=check_in.client,
        check_in=check_in,
        strength=check_in.tension,
        words=check_in.tension_words,
        request=check_in.tension_request,
        said_at=check_in.submitted_at,
        seen_at=check_in.read_at,
        seen_by=check_in.read_by,
        answer=answer,
        answered_at=check_in.read_at + TO_WRITE if answer and check_in.read_at else None,
        answered_by=check_in.read_by if answer else None,
        escalates_at=None if answer else check_in.submitted_at + patience,
    )
