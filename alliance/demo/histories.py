"""One story, told in rows from the first call to the next session."""

from alliance.demo.ahead import queue_check_ins
from alliance.demo.between import like
from alliance.demo.check_ins import write_check_ins
from alliance.demo.clock import Clock, held_on, planned_on
from alliance.demo.meetings import meet
from alliance.demo.notes import write_notes
from alliance.demo.people import add_people
from alliance.demo.ratings import rate_hours, read_ratings
from alliance.demo.ruptures import record_ruptures
from alliance.demo.signals import raise_signals
from alliance.demo.story import Story
from practice.models import Membership


def tell(story: Story, therapist: Membership, clock: Clock) -> None:
    """Write one story into the therapist's caseload."""
    days = [*held_on(story, clock.today), *planned_on(story, clock.today)]
    clients = add_people(story, therapist, clock, days)
    course = meet(story, therapist, clients, clock, days)
    check_ins = write_check_ins(course)
    like(course, check_ins)
    write_notes(course)
    rate_hours(course)
    read_ratings(course)
    raise_signals(course, check_ins)
    record_ruptures(course)
    queue_check_ins(course)
