"""Check-ins of sessions that lie ahead: queued, and sent by the worker when their time comes."""

from datetime import timedelta

from alliance.actions.invitation import prepare_check_in, send_check_in_now
from alliance.demo.meetings import IN_THE_BOOK, Course
from alliance.models import CheckIn


def queue_check_ins(course: Course) -> None:
    """Prepare the check-ins that have not gone out, due at the clinic's lead time.

    Those of the next 24 hours are due by now and go out as soon as a worker runs, at whatever
    hour, so that a visitor finds them in the demonstration's mail and can answer as the client.
    """
    if not course.story.check_ins:
        return
    lead = timedelta(hours=course.therapist.clinic.check_in_lead_hours)
    for row in course.parts[len(course.story.hours) :]:
        for part in row:
            ahead = not course.clock.has_come(part.starts_at)
            if ahead and not hasattr(part, "check_in"):
                waiting = prepare_check_in(part, by=course.therapist)
                if course.clock.has_come(part.starts_at - lead):
                    send_check_in_now(waiting, by=course.therapist)
                CheckIn.objects.filter(pk=waiting.pk).update(
                    created_at=part.starts_at - IN_THE_BOOK
                )
