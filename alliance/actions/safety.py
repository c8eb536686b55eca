"""A safety item answered above zero: somebody is told now, and somebody must say what they did.

The rule is short: any answer of 1 or more, whatever the total, whether or not
the form is ever finished. Nothing here waits for a page to be opened. Who is
told, and when again, is `alliance.actions.escalation`'s to say.
"""

from collections.abc import Iterable, Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone

from alliance.actions.escalation import tell_again, tell_next
from alliance.models import CheckIn, SafetyNotice
from measures.instrument import Instrument
from practice import audit
from sessions.models import Session

LOWEST = 1  # the answer from which a safety item speaks


@transaction.atomic
def notice_safety(
    check_in: CheckIn,
    instrument: Instrument,
    answers: Mapping[str, int | None],
    *,
    session: Session,
) -> list[SafetyNotice]:
    """Raise a notice for every safety item answered 1 or more, and keep the others up to date.

    Call it in the transaction that keeps `answers`, each time they are kept: as a draft and when
    they are sent. The same answers twice change nothing. An item that `answers` does not name was
    not asked this time; one that it names with None was left out or taken back. `session` is the
    meeting the check-in prepares: its therapist is told where the clinic names nobody.

    Returns the notices of this check-in about these items, old ones and new ones. An instrument
    without safety items costs no query.
    """
    given = {item.key: answers[item.key] for item in instrument.safety_items if item.key in answers}
    if not given:
        return []
    standing = _standing(check_in, instrument, given)
    notices = []
    for item, answer in given.items():
        notice = standing.get(item)
        if notice is None and answer is not None and answer >= LOWEST:
            notice = _raise(check_in, instrument, item, answer, session)
        if notice is not None:
            _follow(notice, answer)
            notices.append(notice)
    return notices


@transaction.atomic
def notice_late(
    check_in: CheckIn,
    instrument: Instrument,
    answers: Mapping[str, int | None],
    *,
    session: Session,
) -> list[SafetyNotice]:
    """The same for answers that came when the check-in took none any more.

    They are kept nowhere but in the notice, which says so. What is lower than what is known takes
    nothing back: it stands beside no other answer of that day. Returns the notices that the answers
    of 1 or more stand for; empty where there is none.
    """
    given = {item.key: answers.get(item.key) or 0 for item in instrument.safety_items}
    given = {item: answer for item, answer in given.items() if answer >= LOWEST}
    if not given:
        return []
    standing = _standing(check_in, instrument, given)
    notices = []
    for item, answer in given.items():
        notice = standing.get(item) or _raise(
            check_in, instrument, item, answer, session, late=True
        )
        if answer > notice.answer["highest"]:
            _follow(notice, answer, late=True)
        notices.append(notice)
    return notices


def _standing(
    check_in: CheckIn, instrument: Instrument, items: Iterable[str]
) -> dict[str, SafetyNotice]:
    """The notices there are of this check-in about these items, locked."""
    found = SafetyNotice.objects.select_for_update().filter(
        check_in=check_in, instrument=instrument.key, item__in=items
    )
    return {notice.item: notice for notice in found}


def _raise(
    check_in: CheckIn,
    instrument: Instrument,
    item: str,
    answer: int,
    session: Session,
    *,
    late: bool = False,
) -> SafetyNotice:
    """Make the notice and tell the first person. Where another save was faster, that one's."""
    mark = {"late": True} if late else {}
    now = timezone.now()
    try:
        with transaction.atomic():
            notice = SafetyNotice.objects.create(
                clinic_id=check_in.clinic_id,
                client=check_in.client,
                check_in=check_in,
                instrument=instrument.key,
                instrument_version=instrument.version,
                item=item,
                answer={"answer": answer, "highest": answer} | mark,
                raised_at=now,
            )
    except IntegrityError:
        return SafetyNotice.objects.select_for_update().get(
            check_in=check_in, instrument=instrument.key, item=item
        )
    audit.record(audit.Kind.CREATED, notice, by=None, client=check_in.client.code, **mark)
    tell_next(notice, session, now)
    return notice


def _follow(notice: SafetyNotice, answer: int | None, *, late: bool = False) -> None:
    """Keep the notice's answer that of the client. Lowered to zero, it stays and says so.

    An answer higher than any before was seen by nobody: an acknowledged notice waits again, as does
    one that somebody has in hand, and those who were told are told again.
    """
    before = notice.answer
    if answer == before["answer"]:
        return
    highest = max(before["highest"], answer or 0)
    now = timezone.now()
    mark = {"late": True} if late else {}
    notice.answer = {"answer": answer, "highest": highest} | mark
    notice.changed_at = None if answer else notice.changed_at or now
    answered = notice.acknowledged_at is not None or notice.held_by_id is not None
    reopened = answered and highest > before["highest"]
    if reopened:
        notice.acknowledged_at = notice.acknowledged_by = notice.held_by = None
        notice.waits_anew_at = now
    notice.save(
        update_fields=[
            "answer",
            "changed_at",
            "acknowledged_at",
            "acknowledged_by",
            "held_by",
            "waits_anew_at",
        ]
    )
    code = notice.client.code
    audit.record(audit.Kind.CHANGED, notice, by=None, client=code, waits_again=reopened, **mark)
    if reopened:
        tell_again(notice, now)
