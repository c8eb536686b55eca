"""Sharing something with a supervisor with a question; answering, closing, taking it back."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from alliance.models import Rupture, SupervisionQuestion, SupervisionReply
from alliance.vocabulary import SUPERVISEE_SAYS, SUPERVISOR_SAYS, Said
from clients.models import Client
from practice import audit, outbox
from practice.models import Membership, Supervision
from practice.versions import ChangedMeanwhile
from sessions.models import Note


class NotASupervisor(Exception):
    """Whoever was to be asked does not supervise the asker now. Nothing was written."""


@transaction.atomic
def ask_supervisor(
    client: Client,
    *,
    of: Membership,
    by: Membership,
    question: str,
    rupture: Rupture | None = None,
    note: Note | None = None,
    days: tuple[date, date] | None = None,
) -> SupervisionQuestion:
    """Share a rupture, a signed note or those days of the story of a client, with a question.

    Whether the thread stays with the record is settled now, as the clinic has decided. Raises
    NotASupervisor, or ValueError where the subject is not this client's or the note not signed.
    """
    # Held, so that it cannot end between the look and the question.
    standing = Supervision.objects.standing().select_for_update(of=("self",))
    mine = standing.filter(supervisor=of, supervisee=by, supervisor__ended_at=None)
    if not mine.values_list("pk", flat=True):
        raise NotASupervisor
    if not _belongs(client, rupture, note):
        raise ValueError("what is shared is not in this client's record")
    asked = SupervisionQuestion.objects.create(
        clinic_id=client.clinic_id,
        asked_by=by,
        asked_of=of,
        client=client,
        rupture=rupture,
        note=note,
        from_on=days[0] if days else None,
        to_on=days[1] if days else None,
        question=question,
        stays_with_record=by.clinic.supervision_stays,
    )
    detail = {"of": str(of.code), "shared": asked.subject, "stays": asked.stays_with_record}
    audit.record(audit.Kind.CREATED, asked, by=by, client=client.code, **detail)
    outbox.put("supervision-question", asked)
    return asked


def _belongs(client: Client, rupture: Rupture | None, note: Note | None) -> bool:
    if note is not None:
        return note.is_signed and note.session.participations.filter(client=client).exists()
    return rupture is None or rupture.client_id == client.pk


@transaction.atomic
def reply_to_question(
    asked: SupervisionQuestion, *, by: Membership, kind: str, words: str
) -> SupervisionReply:
    """Say something about a question. Raises ChangedMeanwhile where it was closed or taken back.

    The supervisor's word is new to the therapist and the other way round; thanks wait for nothing.
    """
    now = timezone.now()
    if by.pk == asked.asked_of_id:
        if kind not in SUPERVISOR_SAYS:
            raise ValueError(kind)
        moved: dict[str, datetime | None] = {
            "waits_since": None,
            "seen_by_supervisee_at": None,
            "answered_at": now,
        }
    else:
        if kind not in SUPERVISEE_SAYS or by.pk != asked.asked_by_id:
            raise ValueError(kind)
        moved = {"seen_by_supervisor_at": None}
        if kind == Said.MORE and asked.answered_at:
            moved["waits_since"] = now
    _move(asked, SupervisionQuestion.objects.all(), **moved)
    reply = SupervisionReply.objects.create(
        clinic_id=asked.clinic_id, question=asked, by=by, kind=kind, words=words, at=now
    )
    audit.record(audit.Kind.CREATED, reply, by=by, client=asked.client.code, said=str(kind))
    outbox.put("supervision-reply", reply)
    return reply


@transaction.atomic
def close_question(asked: SupervisionQuestion, *, by: Membership) -> None:
    """Let it rest, after an answer. Raises ChangedMeanwhile where there is none, or it is over."""
    rows = SupervisionQuestion.objects.filter(answered_at__isnull=False)
    now = timezone.now()
    _move(asked, rows, closed_at=now, closed_by=by, waits_since=None)
    _trace(audit.Kind.CHANGED, asked, by, closed=True)


@transaction.atomic
def withdraw_question(asked: SupervisionQuestion, *, by: Membership) -> None:
    """Take a question back that nobody answered. Raises ChangedMeanwhile where somebody did."""
    rows = SupervisionQuestion.objects.filter(answered_at=None, asked_by=by)
    _move(asked, rows, withdrawn_at=timezone.now(), waits_since=None)
    outbox.withdraw("supervision-question", asked.code)
    _trace(audit.Kind.REVOKED, asked, by, of=str(asked.asked_of.code))


def _move(
    asked: SupervisionQuestion,
    rows: QuerySet[SupervisionQuestion],
    **values: object,
) -> None:
    """One conditional UPDATE: of two who end it and answer it at once, one is told."""
    open_now = rows.filter(pk=asked.pk, closed_at=None, withdrawn_at=None)
    if not open_now.update(**values):
        raise ChangedMeanwhile


def see_question(asked: SupervisionQuestion, *, by: Membership) -> None:
    """Note that one of the two has read it as it stands. Its trace is that of the door."""
    roles = {
        asked.asked_by_id: "seen_by_supervisee_at",
        asked.asked_of_id: "seen_by_supervisor_at",
    }
    column = roles.get(by.pk)
    if column and getattr(asked, column) is None:
        unseen = SupervisionQuestion.objects.filter(pk=asked.pk, **{column: None})
        unseen.update(**{column: timezone.now()})


def _trace(kind: audit.Kind, asked: SupervisionQuestion, by: Membership, **detail: object) -> None:
    audit.record(kind, asked, by=by, client=asked.client.code, **detail)
