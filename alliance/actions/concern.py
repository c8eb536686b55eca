"""Something felt off: the client says it, takes it back; somebody reads it and answers in time.

It goes to the therapists in care, or, where the client asks for somebody else, to the clinic's
named person alone; to that person too where nobody answered within the clinic's time.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from alliance.actions.signal import raise_signal
from alliance.models import CheckIn, Concern, Signal
from alliance.others import others_for
from clients.models import CareTeamMember, Client
from practice import audit, outbox
from practice.again import said_already
from practice.models import Clinic, Membership, OutboxMessage
from practice.sealed import Sealed, seal_for
from sessions.models import Session

log = logging.getLogger(__name__)

SAID = "concern-said"
ESCALATED = "concern-escalated"
ANSWERED = "concern-answered"


@transaction.atomic
def say_concern(
    client: Client, *, strength: str, words: str, request: str, check_in: CheckIn | None = None
) -> Concern:
    """Take what felt off, and tell whom the client wants to know.

    `request` OTHER: the clinic's named person is told at once, and no signal is raised, since a
    signal is read by the therapist. Otherwise a signal asks the therapists, who are mailed where
    it was said in the client's own space; an answered check-in has a letter of its own. What they
    just want noted (NOTE) waits for no answer and goes on to nobody. In their space, the same once
    more within a minute is the same.
    """
    said = Concern.objects.standing().filter(client=client, check_in=None)
    same = {"strength": strength, "words": words, "request": request}
    if check_in is None and (again := said_already(client, said, at="said_at", **same)):
        return again
    now = timezone.now()
    for_others = request == Concern.Request.OTHER
    clinic = check_in.clinic if check_in else client.clinic
    concern = Concern.objects.create(
        clinic_id=client.clinic_id,
        client=client,
        check_in=check_in,
        strength=strength,
        words=words,
        request=request,
        said_at=now,
        escalates_at=_escalates_at(clinic, request, now),
    )
    audit.record(audit.Kind.CREATED, concern, by=None, client=client.code)
    if for_others:
        _escalate(concern, now)
        return concern
    raise_signal(
        Signal.Kind.DIRECT_REPORT,
        client,
        session=_session_of(client, check_in, now),
        check_in=check_in,
        concern=concern,
        values={"tension": strength, "request": request},
    )
    if check_in is None:
        _tell(SAID, concern, _therapists(client))
    return concern


def _escalates_at(clinic: Clinic, request: str, now: datetime) -> datetime | None:
    if request == Concern.Request.NOTE:
        return None
    return now if request == Concern.Request.OTHER else now + _patience(clinic)


def _session_of(client: Client, check_in: CheckIn | None, now: datetime) -> Session | None:
    """The session it may be about: that of the check-in, else the last one that took place."""
    if check_in is not None:
        return check_in.about or check_in.participation.session
    met = client.participations.not_missed().filter(starts_at__lte=now)
    last = met.select_related("session").order_by("-starts_at").first()
    return last.session if last else None


@transaction.atomic
def withdraw_concern(concern: Concern) -> bool:
    """Let the client take it back: nobody at work here finds it any more. False when it was.

    The signal goes with it, the letters that wait are not sent, and a check-in in which it was
    said says it no longer: the words stay in the concern, which the client alone still sees. A
    rupture that was recorded meanwhile stays, being the therapist's own record.
    """
    now = timezone.now()
    taken = Concern.objects.filter(pk=concern.pk, withdrawn_at=None).update(
        withdrawn_at=now, escalates_at=None
    )
    if not taken:
        return False
    Signal.objects.filter(concern=concern).update(withdrawn_at=now)
    if concern.check_in_id:
        CheckIn.objects.filter(pk=concern.check_in_id).update(
            tension="", tension_request="", tension_words=Sealed()
        )
    for kind in (SAID, ESCALATED, ANSWERED):
        outbox.withdraw(kind, concern.code)
    audit.record(audit.Kind.CHANGED, concern, by=None, client=concern.client.code, withdrawn=True)
    return True


def see_concerns(concerns: Iterable[Concern], *, by: Membership) -> None:
    """Remember when somebody who answers first read them. One UPDATE, the first time."""
    unseen = [each.pk for each in concerns if each.seen_at is None]
    if unseen:
        Concern.objects.standing().filter(pk__in=unseen, seen_at=None).update(
            seen_at=timezone.now(), seen_by=by
        )


@transaction.atomic
def answer_concern(concern: Concern, *, by: Membership, words: str) -> bool:
    """Write back to the client. After an escalation it counts as well; nobody else is told then.

    One conditional UPDATE: of two answers one counts, and none does once the client took it back.
    Whoever comes second gets False, and nothing of theirs is written.
    """
    answered = Concern.objects.unanswered().filter(pk=concern.pk)
    taken = answered.update(
        answered_at=timezone.now(),
        answered_by=by,
        escalates_at=None,
        answer=seal_for(concern, "answer", words),
    )
    if taken:
        see_concerns([concern], by=by)
        outbox.withdraw(ESCALATED, concern.code)
        outbox.put(ANSWERED, concern, client=concern.client.code)
        audit.record(audit.Kind.CHANGED, concern, by=by, client=concern.client.code, answered=True)
    return bool(taken)


def escalate_concerns(now: datetime | None = None) -> int:
    """Tell the named person of every concern that was not answered in time. Returns how many.

    What is with somebody who works here no more, or cares for the client by now, goes on to whom
    the clinic names today. Safe when run twice at once, and after an outage; one that fails does
    not hold up the others and is tried again at the next run.
    """
    now = now or timezone.now()
    team = CareTeamMember.objects.filter(
        client=OuterRef("client"), therapist=OuterRef("escalated_to"), ended_on=None
    )
    gone = (
        Q(escalated_to__ended_at__isnull=False)
        | Q(escalated_to__user__is_active=False)
        | Q(Exists(team))
    )
    due = Concern.objects.waiting().filter(Q(escalates_at__lte=now) | gone)
    told = 0
    for concern in due.select_related("clinic", "client__clinic").order_by("said_at", "pk"):
        try:
            told += _escalate(concern, now)
        except Exception as error:  # noqa: BLE001 — whatever it was, the next one must be told
            # The class alone: an error's text may hold what was in the row.
            log.error("concern %s: %s", concern.code, type(error).__name__)  # noqa: TRY400
    return told


@transaction.atomic
def _escalate(concern: Concern, now: datetime) -> bool:
    """Hand it to whom the clinic names. Where there is nobody yet, it comes up again later."""
    named, told = recipients(concern.client)
    moved = {"escalated_at": now, "escalated_to": named, "escalates_at": None}
    if not told and concern.escalated_at is None:
        moved = {"escalates_at": now + _patience(concern.client.clinic)}
    # The UPDATE holds the row until the step is whole; whoever comes second finds it moved on.
    mine = Concern.objects.unanswered().filter(
        pk=concern.pk, escalates_at=concern.escalates_at, escalated_to=concern.escalated_to_id
    )
    if not mine.update(**moved):
        return False
    for name, value in moved.items():
        setattr(concern, name, value)
    if not told:
        return False
    _tell(ESCALATED, concern, told)
    return True


def recipients(client: Client) -> tuple[Membership | None, list[Membership]]:
    """Whom a client reaches who wants somebody other than the therapist to know.

    The clinic's named person and a list of that one; None and the clinic's admins where nobody is
    named, or the named person cares for this client. Nobody of the care team is among them, so
    that the list is empty in a practice of one.
    """
    told = others_for(client)
    named = [each for each in told if each.pk == client.clinic.concern_recipient_id]
    return (named[0] if named else None), told


def _therapists(client: Client) -> list[Membership]:
    places = CareTeamMember.objects.filter(therapist=OuterRef("pk"), client=client, ended_on=None)
    return list(
        Membership.objects.filter(Exists(places), ended_at=None, user__is_active=True).order_by(
            "pk"
        )
    )


def _tell(kind: str, concern: Concern, members: Sequence[Membership]) -> None:
    """Queue a letter to each, and leave one row of the audit."""
    earlier = OutboxMessage.objects.filter(kind=kind, about=concern.code).count()
    for number, member in enumerate(members, earlier + 1):
        outbox.put(kind, concern, secret={"member": str(member.code)}, round=number)
    audit.record(
        audit.Kind.SENT,
        concern,
        by=None,
        client=concern.client.code,
        escalated=kind == ESCALATED,
        to=[str(member.code) for member in members],
    )


def _patience(clinic: Clinic) -> timedelta:
    return timedelta(hours=clinic.concern_answer_hours)
