"""Sending what must be sent: nothing lost, and a duplicate carries the same Message-ID.

`put` writes the row in the transaction that causes it. `deliver` claims a row by one conditional
UPDATE, composes, sends, settles. A worker killed between sending and settling sends again after
the lease, under the same Message-ID; a broker that is away only delays until the next sweep.
"""

import contextlib
import logging
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.module_loading import import_string
from kombu.exceptions import OperationalError

from practice.models import OutboxMessage
from practice.sealed import Sealed

log = logging.getLogger(__name__)


class Composer(Protocol):
    """Turns a row into an e-mail, or into None when it should no longer be sent."""

    def __call__(self, message: OutboxMessage) -> EmailMessage | None: ...


def put(
    kind: str,
    about: Model,
    *,
    due_at: datetime | None = None,
    secret: dict[str, Any] | None = None,
    round: int = 1,
    code: UUID | None = None,
) -> OutboxMessage:
    """Queue a message about a clinic-owned row and wake a worker once the transaction commits.

    The same kind about the same row exists once a `round`; with a `code` of its own a message
    stands for itself.
    """
    key = {"kind": kind, "about": code or about.code, "round": round}  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            message = OutboxMessage.objects.create(
                **key,
                clinic_id=about.clinic_id,  # type: ignore[attr-defined]
                due_at=due_at or timezone.now(),
                secret=secret or {},
            )
    except IntegrityError:  # queued already
        message = OutboxMessage.objects.get(**key)
    if message.due_at <= timezone.now():
        transaction.on_commit(lambda: wake(message))
    return message


def wake(message: OutboxMessage) -> None:
    """Ask a worker to deliver now. With no broker, the sweep will find it."""
    from practice.tasks import deliver_message

    with contextlib.suppress(OperationalError, OSError):
        deliver_message.apply_async(args=(message.pk,), retry=False)


def withdraw(kind: str, about: UUID) -> None:
    """Settle what waits about a row without sending it."""
    OutboxMessage.objects.filter(kind=kind, about=about, settled_at=None).update(
        settled_at=timezone.now(), ending=OutboxMessage.Ending.WITHDRAWN, secret=Sealed()
    )


def hasten(kind: str, about: UUID) -> None:
    """Send what waits about a row now instead of when it was due."""
    waiting = OutboxMessage.objects.filter(kind=kind, about=about, settled_at=None)
    if waiting.update(due_at=timezone.now()):
        for message in waiting:
            transaction.on_commit(lambda message=message: wake(message))  # type: ignore[misc]


def sweep(now: datetime | None = None) -> int:
    """Deliver everything that is due. Returns how many were settled."""
    waiting = OutboxMessage.objects.waiting(now or timezone.now()).order_by("due_at")
    return sum(deliver(pk) for pk in waiting.values_list("pk", flat=True)[:500])


def deliver(pk: int) -> bool:
    """Claim, compose, send, settle one message. False when it is not this worker's to settle."""
    now = timezone.now()
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    claimed = OutboxMessage.objects.filter(free, pk=pk, settled_at=None, due_at__lte=now).update(
        claimed_until=now + OutboxMessage.LEASE
    )
    if not claimed:
        return False
    message = OutboxMessage.objects.get(pk=pk)
    try:
        ending = _send(message)
    except Exception as error:  # noqa: BLE001 — whatever it was, the message must not be lost
        _postpone(message, error)
        return False
    OutboxMessage.objects.filter(pk=pk).update(
        settled_at=timezone.now(), ending=ending, claimed_until=None, secret=Sealed()
    )
    return True


def _send(message: OutboxMessage) -> OutboxMessage.Ending:
    compose: Composer = import_string(settings.OUTBOX_COMPOSERS[message.kind])
    email = compose(message)
    if email is None:
        return OutboxMessage.Ending.WITHDRAWN
    email.extra_headers |= {"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"}
    email.send()
    return OutboxMessage.Ending.SENT


def _postpone(message: OutboxMessage, error: Exception) -> None:
    """Try again later, waiting longer each time; give up, visibly, after the last attempt."""
    attempts = message.attempts + 1
    # The class alone: an SMTP error's text holds the address.
    log.warning("outbox %s attempt %s: %s", message.code, attempts, type(error).__name__)
    given_up = attempts >= OutboxMessage.MOST_ATTEMPTS
    wait = timedelta(seconds=min(15 * 2**attempts, 3600))
    OutboxMessage.objects.filter(pk=message.pk).update(
        attempts=attempts,
        last_error=type(error).__name__[:80],
        claimed_until=None,
        due_at=timezone.now() + wait,
        settled_at=timezone.now() if given_up else None,
        ending=OutboxMessage.Ending.FAILED if given_up else "",
        **({"secret": Sealed()} if given_up else {}),
    )
