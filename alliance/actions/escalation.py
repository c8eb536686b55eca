"""Who is told of a safety notice, rung by rung, and told again until somebody takes it on.

Safety knows no quiet hours: those are for what is sent to clients.
"""

import logging
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from alliance.models import SafetyNotice, SafetyRecipient
from practice import audit, outbox
from practice.models import Clinic, Membership, OutboxMessage, Supervision
from sessions.models import Session

log = logging.getLogger(__name__)

MAIL = "safety-notice"

AGAIN = timedelta(hours=4)
"""How long after a letter the next one goes to the same people, on the first day."""

FIRST_DAY = timedelta(hours=24)
"""For how long it is `AGAIN`; after that there is one letter a day."""

MORNING = time(8)
"""When that one goes, by the clinic's clock."""

IN_HAND = 4
"""The `level` of whoever stood on no rung and has it, or had it, in hand."""


def escalate_safety(now: datetime | None = None) -> int:
    """Tell the next person of every notice that was not acknowledged in time.

    At the end of the ladder the last ones are told again; before that, where somebody has it in
    hand, that person. Returns of how many somebody was told.
    Safe when run twice at once, and after an outage: each notice takes one step a run. One that
    fails does not hold up the others; it is tried again at the next run.
    """
    now = now or timezone.now()
    gone = Q(held_by__ended_at__isnull=False) | Q(held_by__user__is_active=False)
    due = SafetyNotice.objects.waiting().filter(Q(escalates_at__lte=now) | gone)
    told = 0
    for notice in due.select_related("clinic", "client").order_by("escalates_at", "pk"):
        try:
            told += _escalate(notice, now)
        except Exception as error:  # noqa: BLE001 — whatever it was, the next one must be told
            # The class alone: an error's text may hold what was in the row.
            log.error("safety notice %s: %s", notice.code, type(error).__name__)  # noqa: TRY400
    return told


@transaction.atomic
def _escalate(notice: SafetyNotice, now: datetime) -> bool:
    # The UPDATE holds the row until the step is whole; whoever comes second finds it moved on.
    mine = SafetyNotice.objects.filter(
        pk=notice.pk, acknowledged_at=None, escalates_at=notice.escalates_at
    ).update(escalates_at=now + _patience(notice.clinic))
    if not mine:
        return False
    step = _ask_holder if notice.held_by_id else tell_next
    return step(notice, notice.check_in.participation.session, now)


def put_in_hand(notice: SafetyNotice, holder: Membership, now: datetime, *, tell: bool) -> None:
    """They have it from now on: the ladder stands still, and they are told again until it ends."""
    recipient, _ = SafetyRecipient.objects.get_or_create(
        notice=notice,
        member=holder,
        defaults={"clinic_id": notice.clinic_id, "level": IN_HAND, "told_at": now},
    )
    if tell:
        _tell_once_more(notice, [recipient])
    notice.waits_anew_at = now
    _wait_for_holder(notice, now)


def _ask_holder(notice: SafetyNotice, session: Session, now: datetime) -> bool:
    """Remind whoever has it in hand; after a day without a word, tell the next people as well.

    Where they work here no more, the ladder goes on where it stood.
    """
    holder = _here(notice).filter(member=notice.held_by_id).first()
    if holder is None:
        SafetyNotice.objects.filter(pk=notice.pk).update(held_by=None)
        return tell_next(notice, session, now)
    if now - (notice.waits_anew_at or notice.raised_at) >= FIRST_DAY:
        told = set(notice.recipients.values_list("member_id", flat=True))
        for level, new in islice(_rungs(notice.clinic, session, told), 1):
            _tell(notice, new, level, now)
    _tell_once_more(notice, [holder])
    _wait_for_holder(notice, now)
    return True


def _wait_for_holder(notice: SafetyNotice, now: datetime) -> None:
    at = next_reminder(notice, now)
    SafetyNotice.objects.filter(pk=notice.pk).update(escalates_at=at, reminds_at=at)


def tell_next(notice: SafetyNotice, session: Session, now: datetime) -> bool:
    """Tell the next people on the ladder who were not told yet; where there is nobody, remind.

    The notice comes up again after the clinic's minutes, also when everybody knows: somebody who
    begins to work here meanwhile is then told. False when nobody was told.
    """
    told = set(notice.recipients.values_list("member_id", flat=True))
    rungs = _rungs(notice.clinic, session, told)
    level, new = next(rungs, (0, []))
    if not new:
        return _remind(notice, now)
    _tell(notice, new, level, now)
    is_last = next(rungs, None) is None
    _wait(notice, now, reminds_at=next_reminder(notice, now), is_last=is_last)
    return True


def tell_again(notice: SafetyNotice, now: datetime) -> None:
    """What waits is another answer than the one they know: tell everybody who was told."""
    for recipient in notice.recipients.all():
        _mail(recipient)
    _wait(notice, now, reminds_at=next_reminder(notice, now), is_last=False)


def next_reminder(notice: SafetyNotice, now: datetime) -> datetime:
    """When those who know are told again: after `AGAIN` on the first day, then at `MORNING`."""
    since = notice.waits_anew_at or notice.raised_at
    return now + AGAIN if now + AGAIN <= since + FIRST_DAY else _next_morning(now, notice.clinic)


def _next_morning(now: datetime, clinic: Clinic) -> datetime:
    zone: ZoneInfo = clinic.zone
    today = now.astimezone(zone).date()
    mornings = (
        datetime.combine(today + timedelta(days=days), MORNING, tzinfo=zone).astimezone(UTC)
        for days in (0, 1)
    )
    return next(each for each in mornings if each > now)


def _remind(notice: SafetyNotice, now: datetime) -> bool:
    """Everybody knows: tell the last rung again, of those who work here now, when it is time."""
    due = notice.reminds_at is None or notice.reminds_at <= now
    last = _last_rung(notice) if due else []
    if last:
        _tell_once_more(notice, last)
    reminds_at = next_reminder(notice, now) if due else notice.reminds_at
    _wait(notice, now, reminds_at=reminds_at, is_last=True)
    return bool(last)


def _last_rung(notice: SafetyNotice) -> list[SafetyRecipient]:
    """Of those who were told and work here, who stand highest: in a practice of one, that one."""
    here = list(_here(notice).order_by("pk"))
    told = [each for each in here if each.level < IN_HAND] or here
    top = max((each.level for each in told), default=0)
    return [each for each in told if each.level == top]


def _here(notice: SafetyNotice) -> QuerySet[SafetyRecipient]:
    """Who was told and works here now."""
    here = notice.recipients.filter(member__ended_at=None, member__user__is_active=True)
    return here.select_related("member")


def _tell_once_more(notice: SafetyNotice, recipients: list[SafetyRecipient]) -> None:
    for recipient in recipients:
        _mail(recipient)
    to = [str(recipient.member.code) for recipient in recipients]
    audit.record(audit.Kind.SENT, notice, by=None, client=notice.client.code, again=True, to=to)


def _wait(
    notice: SafetyNotice, now: datetime, *, reminds_at: datetime | None, is_last: bool
) -> None:
    """Let it come up after the clinic's minutes; at the end of the ladder for a reminder, too."""
    at = now + _patience(notice.clinic)
    notice.escalates_at = min(at, reminds_at) if is_last and reminds_at else at
    notice.reminds_at = reminds_at
    SafetyNotice.objects.filter(pk=notice.pk).update(
        escalates_at=notice.escalates_at, reminds_at=reminds_at
    )


def _tell(notice: SafetyNotice, members: list[Membership], level: int, now: datetime) -> None:
    for member in members:
        recipient = SafetyRecipient.objects.create(
            clinic_id=notice.clinic_id, notice=notice, member=member, level=level, told_at=now
        )
        _mail(recipient)
    audit.record(
        audit.Kind.SENT,
        notice,
        by=None,
        client=notice.client.code,
        level=level,
        to=[str(member.code) for member in members],
    )


def _mail(recipient: SafetyRecipient) -> None:
    """Queue the letter; a further one to the same person is a further round."""
    earlier = OutboxMessage.objects.filter(kind=MAIL, about=recipient.code).count()
    outbox.put(MAIL, recipient, round=earlier + 1)


def _rungs(
    clinic: Clinic, session: Session, told: set[int]
) -> Iterator[tuple[int, list[Membership]]]:
    """The rungs that hold somebody who was not told yet, with those people."""
    for level, members in enumerate(_ladder(clinic, session)):
        new = [each for each in members if each.pk not in told]
        if new:
            yield level, new
            told |= {each.pk for each in new}


def _ladder(clinic: Clinic, session: Session) -> Iterator[Iterable[Membership]]:
    """Who is told, rung by rung, of those who work here now. Empty rungs are passed over at once.

    0 the clinic's named person, and always the session's therapist · 1 the clinic's next person ·
    2 who supervises the therapist · 3 every clinic admin.
    """
    here = Membership.objects.filter(clinic=clinic, ended_at=None, user__is_active=True)
    first = (clinic.safety_recipient_id or 0, session.therapist_id)
    yield here.filter(pk__in=first).order_by("pk")
    yield here.filter(pk=clinic.safety_escalation_to_id or 0)
    supervising = Supervision.objects.standing().filter(supervisee=session.therapist_id)
    yield here.filter(pk__in=supervising.values("supervisor"), is_supervisor=True).order_by("pk")
    yield here.filter(is_admin=True).order_by("pk")


def _patience(clinic: Clinic) -> timedelta:
    return timedelta(minutes=clinic.safety_escalation_minutes)
