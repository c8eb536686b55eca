"""Planning meetings and recording who came."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from clients.models import Client
from practice import audit
from practice.models import Membership
from practice.sealed import seal_for
from practice.versions import ChangedMeanwhile
from sessions.models import Participation, Session


@transaction.atomic
def schedule_session(
    clients: Sequence[Client],
    *,
    by: Membership,
    starts_at: datetime,
    minutes: int = 50,
    setting: str = Session.Setting.IN_PERSON,
) -> Session:
    """Plan a meeting with one client or several."""
    session = Session.objects.create(
        clinic_id=by.clinic_id,
        therapist=by,
        starts_at=starts_at,
        minutes=minutes,
        setting=setting,
    )
    for client in clients:
        Participation.objects.create(
            clinic_id=by.clinic_id, session=session, client=client, starts_at=starts_at
        )
        audit.record(audit.Kind.CREATED, session, by=by, client=client.code)
    return session


@transaction.atomic
def reschedule_session(
    session: Session,
    *,
    by: Membership,
    starts_at: datetime,
    minutes: int | None = None,
    setting: str = "",
) -> None:
    """Move a meeting, or change how long it is and where."""
    session.starts_at = starts_at
    session.minutes = minutes or session.minutes
    session.setting = setting or session.setting
    session.save(update_fields=["starts_at", "minutes", "setting"])
    session.participations.update(starts_at=starts_at)
    for code in session.participations.values_list("client__code", flat=True):
        audit.record(audit.Kind.CHANGED, session, by=by, client=code, moved=True)


@transaction.atomic
def record_attendance(participation: Participation, attendance: str, *, by: Membership) -> None:
    """Record whether the client came. When a cancellation was told is then not known (any more)."""
    expected = attendance == Participation.Attendance.EXPECTED
    Participation.objects.filter(pk=participation.pk).update(
        attendance=attendance,
        attendance_at=None if expected else timezone.now(),
        told_at=None,
    )
    _record(participation, attendance, by)


@transaction.atomic
def record_attended(parts: Sequence[Participation], *, by: Membership) -> None:
    """Record that these clients came, of whom nothing was recorded before. One statement."""
    came = Participation.Attendance.ATTENDED
    Participation.objects.filter(pk__in=[part.pk for part in parts]).update(
        attendance=came, attendance_at=timezone.now()
    )
    for part in parts:
        _record(part, came, by)


@transaction.atomic
def record_absence(
    participation: Participation,
    *,
    by: Membership,
    words: str,
    told_at: datetime | None,
    seen: datetime | None,
) -> str:
    """Write the short note of a missed session, and return how it was missed.

    A client's cancellation told at `told_at` is late when it came less than the clinic's hours
    before. Raises ChangedMeanwhile when attendance was recorded otherwise since `seen`
    (the `attendance_at` that the form showed).
    """
    how = participation.attendance
    in_time = Participation.Attendance.CANCELLED_BY_CLIENT
    late = Participation.Attendance.CANCELLED_LATE
    if told_at and how in (in_time, late):
        hours = timedelta(hours=by.clinic.late_cancellation_hours)
        how = late if participation.starts_at - told_at < hours else in_time
    held = Participation.objects.filter(pk=participation.pk, attendance_at=seen).update(
        attendance=how,
        attendance_at=timezone.now(),
        told_at=told_at,
        absence=seal_for(participation, "absence", words),
    )
    if not held:
        raise ChangedMeanwhile
    _record(participation, how, by)
    return how


def _record(participation: Participation, attendance: str, by: Membership) -> None:
    audit.record(
        audit.Kind.CHANGED,
        participation,
        by=by,
        client=participation.client.code,
        attendance=attendance,
    )
