"""Planning, moving and missing a session, with the check-in that prepares it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from alliance.actions.invitation import (
    prepare_check_in,
    reopen_check_in,
    stop_check_in,
    wants_check_ins,
)
from alliance.actions.missed import notice_missed
from alliance.actions.reading import replay
from clients.models import Client
from measures.catalogue import instrument
from practice import audit
from practice.models import Membership
from sessions import actions
from sessions.models import Note, Participation, Session


@transaction.atomic
def plan_session(
    clients: Sequence[Client],
    *,
    by: Membership,
    starts_at: datetime,
    minutes: int = 50,
    setting: str = Session.Setting.IN_PERSON,
) -> Session:
    """Schedule a session; who consented to check-ins is sent one when its time comes."""
    session = actions.schedule_session(
        clients, by=by, starts_at=starts_at, minutes=minutes, setting=setting
    )
    for part in session.participations.select_related("client__clinic", "clinic"):
        if starts_at > timezone.now() and wants_check_ins(part.client):
            prepare_check_in(part, by=by)
    return session


@transaction.atomic
def move_session(
    session: Session,
    *,
    by: Membership,
    starts_at: datetime,
    minutes: int | None = None,
    setting: str = "",
) -> None:
    """Reschedule; a check-in that was not answered moves along, when the time changed.

    What was rated about it is read anew: the order of the series may be another one now.
    """
    moved = starts_at != session.starts_at
    actions.reschedule_session(
        session, by=by, starts_at=starts_at, minutes=minutes, setting=setting
    )
    if not moved:
        return
    parts = session.participations.select_related("client__clinic", "check_in__clinic")
    for part in parts:
        check_in = getattr(part, "check_in", None)
        if check_in and not check_in.is_submitted:
            reopen_check_in(check_in, by=by)
    for rating in session.ratings.select_related("client").order_by("client", "instrument"):
        if instrument(rating.instrument).prior is not None:
            replay(rating.client, rating.perspective, rating.instrument)


@transaction.atomic
def miss_session(part: Participation, attendance: str, *, by: Membership) -> None:
    """Record attendance; a session that will not take place asks for no check-in.

    One that takes place after all asks again. That the client stayed away after a low answer is
    a reason to ask.
    """
    was_missed = part.was_missed
    actions.record_attendance(part, attendance, by=by)
    part.attendance = attendance
    check_in = getattr(part, "check_in", None)
    if check_in and not check_in.is_submitted:
        if part.was_missed:
            stop_check_in(check_in, by=by)
        elif was_missed and part.starts_at > timezone.now():
            reopen_check_in(check_in, by=by)
    notice_missed(part, by=by)


@transaction.atomic
def sign_note(
    note: Note,
    *,
    by: Membership,
    version: int,
    shown: str,
    attendance: Mapping[Participation, str],
) -> None:
    """Sign what the page showed, and record with it who came, of whom nobody had said so yet.

    Raises what `sessions.actions.sign_note` raises; nothing is recorded then.
    """
    came = [part for part, how in attendance.items() if how == part.Attendance.ATTENDED]
    with audit.together():
        actions.sign_note(note, by=by, version=version, shown=shown)
        if came:
            actions.record_attended(came, by=by)
        for part, how in attendance.items():
            if part not in came:
                miss_session(part, how, by=by)


@transaction.atomic
def explain_absence(
    part: Participation,
    *,
    by: Membership,
    words: str,
    told_at: datetime | None,
    seen: datetime | None,
) -> None:
    """Write the short note of a missed session; how late it was cancelled may be a reason to ask.

    Raises ChangedMeanwhile (see `sessions.actions.record_absence`).
    """
    part.attendance = actions.record_absence(part, by=by, words=words, told_at=told_at, seen=seen)
    notice_missed(part, by=by)
