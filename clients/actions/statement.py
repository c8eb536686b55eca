"""What a client sets beside their record, for good, and what is written back."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from clients.actions.contribution import contribute
from clients.models import Client, Contribution, Statement
from practice import audit, outbox
from practice.again import said_already
from practice.models import Membership
from practice.sealed import seal_for

ANSWERED = "statement-answered"


@transaction.atomic
def make_statement(client: Client, *, words: str, note: UUID | None = None) -> Statement:
    """Keep a correction in the client's words; `note` is the code of the note it is about.

    It waits on Today. It cannot be changed or taken back (by trigger): a second one may follow.
    The same once more within a minute is the same.
    """
    made = Statement.objects.filter(client=client, note=note)
    if again := said_already(client, made, at="said_at", words=words):
        return again
    statement = Statement.objects.create(
        clinic_id=client.clinic_id, client=client, note=note, words=words
    )
    audit.record(audit.Kind.CREATED, statement, by=None, client=client.code)
    contribute(client, Contribution.Kind.STATEMENT, statement)
    return statement


@transaction.atomic
def answer_statement(statement: Statement, *, by: Membership, words: str) -> bool:
    """Write back, and let the client know that there is something to read.

    One conditional UPDATE: of two answers one counts. Whoever comes second gets False, and
    nothing of theirs is written.
    """
    taken = Statement.objects.filter(pk=statement.pk, answered_at=None).update(
        answered_at=timezone.now(),
        answered_by=by,
        answer=seal_for(statement, "answer", words),
    )
    if taken:
        outbox.put(ANSWERED, statement)
        audit.record(
            audit.Kind.CHANGED, statement, by=by, client=statement.client.code, answered=True
        )
    return bool(taken)
