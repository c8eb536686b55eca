"""Sending what must be sent: nothing lost, and a duplicate carries the same Message-ID.

`put` writes the row in the transaction that causes it. `deliver` claims a row by one conditional
UPDATE, composes, sends, settles. A worker killed between sending and settling sends again after
the lease, under the same Message-ID; a broker that is away only delays until the next sweep.
A message that the other side refuses for good is not tried again; one that comes back later is
said of the row it was sent for (`come_back`).
"""

import contextlib
import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.module_loading import import_string
from kombu.exceptions import OperationalError

from practice import encryption, text_message
from practice.models import OutboxMessage
from practice.refusals import is_away, is_refusal
from practice.sealed import Sealed, seal_for
from practice.text_message import TextMessage

log = logging.getLogger(__name__)


class Later(Exception):
    """A composer's word that a message should go, and not before `until`. It is no failure."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class Composer(Protocol):
    """Turns a row into a message, or into None when it should no longer be sent.

    Raises Later when its time has not come.
    """

    def __call__(self, message: OutboxMessage) -> EmailMessage | TextMessage | None: ...


class Listener(Protocol):
    """Is told in the same transaction how a message ended."""

    def __call__(self, message: OutboxMessage, ending: OutboxMessage.Ending) -> None: ...


def put(
    kind: str,
    about: Model,
    *,
    due_at: datetime | None = None,
    secret: dict[str, Any] | None = None,
    round: int = 1,
    code: UUID | None = None,
    client: UUID | None = None,
) -> OutboxMessage:
    """Queue a message about a clinic-owned row and wake a worker once the transaction commits.

    The same kind about the same row exists once a `round`; with a `code` of its own a message
    stands for itself. `client` is the code of whoever in care it goes to.
    """
    key = {"kind": kind, "about": code or about.code, "round": round}  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            message = OutboxMessage.objects.create(
                **key,
                clinic_id=about.clinic_id,  # type: ignore[attr-defined]
                due_at=due_at or timezone.now(),
                secret=secret or {},
                client=client,
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


def withdraw_all(kinds: Collection[str], client: UUID) -> int:
    """Settle what waits for somebody in care without sending it. Returns how many."""
    waiting = OutboxMessage.objects.filter(client=client, kind__in=kinds, settled_at=None)
    return waiting.update(
        settled_at=timezone.now(), ending=OutboxMessage.Ending.WITHDRAWN, secret=Sealed()
    )


def hasten(kind: str, about: UUID, **secret: Any) -> bool:
    """Send what waits about a row now instead of when it was due. False when nothing waits.

    What is given besides is for the composer, with the secret that is there.
    """
    waiting = OutboxMessage.objects.filter(kind=kind, about=about, settled_at=None)
    hastened = False
    for message in waiting:
        held = OutboxMessage.objects.filter(pk=message.pk, settled_at=None).update(
            due_at=timezone.now(), secret=seal_for(message, "secret", message.secret | secret)
        )
        if held:
            hastened = True
            transaction.on_commit(lambda message=message: wake(message))  # type: ignore[misc]
    return hastened


def sweep(now: datetime | None = None) -> int:
    """Deliver what is due, the longest due first, so many at once. Returns how many were settled.

    After an outage the rest waits for the next sweep: no provider is flooded. And where nothing
    can be reached, the rest is not tried one by one.
    """
    waiting = OutboxMessage.objects.waiting(now or timezone.now()).order_by("due_at", "pk")
    settled = away = 0
    for pk in waiting.values_list("pk", flat=True)[: settings.OUTBOX_SWEEP_MOST]:
        outcome = _attempt(pk)
        settled += outcome is _Outcome.SETTLED
        away = away + 1 if outcome is _Outcome.AWAY else 0
        if away == _ENOUGH_AWAY:
            break
    return settled


_ENOUGH_AWAY = 3
"""After so many in a row of which nothing was reached, a sweep leaves the rest for the next."""


class _Outcome(Enum):
    SETTLED, WAITS, AWAY = range(3)


def deliver(pk: int) -> bool:
    """Claim, compose, send, settle one message. False when it is not this worker's to settle."""
    return _attempt(pk) is _Outcome.SETTLED


def _attempt(pk: int) -> _Outcome:
    now = timezone.now()
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    claimed = OutboxMessage.objects.filter(free, pk=pk, settled_at=None, due_at__lte=now).update(
        claimed_until=now + OutboxMessage.LEASE
    )
    if not claimed:
        return _Outcome.WAITS
    message = OutboxMessage.objects.get(pk=pk)
    try:
        ending = _send(message)
    except Later as wait:
        OutboxMessage.objects.filter(pk=pk).update(claimed_until=None, due_at=wait.until)
        return _Outcome.WAITS
    except Exception as error:  # noqa: BLE001 — whatever it was, the message must not be lost
        if not is_refusal(error):
            _postpone(message, error)
            return _Outcome.AWAY if is_away(error) else _Outcome.WAITS
        # The class alone: what the other side said holds the address.
        message.last_error = type(error).__name__[:80]
        ending = OutboxMessage.Ending.BOUNCED
    _settle(message, ending)
    return _Outcome.SETTLED


def _send(message: OutboxMessage) -> OutboxMessage.Ending:
    compose: Composer = import_string(settings.OUTBOX_COMPOSERS[message.kind])
    letter = compose(message)
    if letter is None:
        return OutboxMessage.Ending.WITHDRAWN
    if isinstance(letter, TextMessage):
        message.sent_to = address_index(letter.to, clinic_id=message.clinic_id)
        text_message.send(letter, key=str(message.code))
        return OutboxMessage.Ending.SENT
    message.sent_to = address_index(letter.to[0], clinic_id=message.clinic_id)
    letter.extra_headers |= {"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"}
    # By which a provider's later word about it finds the row: see `practice.tracking`.
    letter.metadata = {"outbox": str(message.code)}  # type: ignore[attr-defined]
    letter.send()
    return OutboxMessage.Ending.SENT


def address_index(address: str, *, clinic_id: int) -> bytes:
    """What is kept of an address that something was sent to: whether another one is the same."""
    return encryption.blind_index(f"sent to|{address.strip().lower()}", clinic_id=clinic_id)


@transaction.atomic
def _settle(message: OutboxMessage, ending: OutboxMessage.Ending) -> None:
    OutboxMessage.objects.filter(pk=message.pk).update(
        settled_at=timezone.now(),
        ending=ending,
        claimed_until=None,
        secret=Sealed(),
        last_error=message.last_error,
        sent_to=message.sent_to if message.client else b"",
    )
    _tell(message, ending)


def _tell(message: OutboxMessage, ending: OutboxMessage.Ending) -> None:
    """Let whoever put the message know. It is settled all the same when they stumble."""
    for path in settings.OUTBOX_LISTENERS.get(message.kind, ()):
        listener: Listener = import_string(path)
        try:
            with transaction.atomic():
                listener(message, ending)
        except Exception as error:  # noqa: BLE001 — or it would be sent again and again
            log.error("outbox %s, %s: %s", message.code, path, type(error).__name__)  # noqa: TRY400


@transaction.atomic
def come_back(code: UUID) -> bool:
    """A message that was sent came back. False when none was, or when that is known."""
    known = OutboxMessage.objects.filter(code=code, ending=OutboxMessage.Ending.SENT)
    if not known.update(ending=OutboxMessage.Ending.BOUNCED):
        return False
    _tell(OutboxMessage.objects.get(code=code), OutboxMessage.Ending.BOUNCED)
    return True


def unwanted(code: UUID) -> None:
    """Whoever got a message told their provider that it is unwelcome."""
    message = OutboxMessage.objects.filter(code=code, client__isnull=False).first()
    if message:
        import_string(settings.OUTBOX_UNWANTED)(message)


def _postpone(message: OutboxMessage, error: Exception) -> None:
    """Try again later, waiting longer each time; give up, visibly, after the last attempt.

    While nothing can be reached the wait stays short and the patience is long; what was tried in
    vain then does not count against the message afterwards.
    """
    away = is_away(error)
    attempts = message.attempts + 1 if message.last_error.startswith(_AWAY) is away else 1
    # The class alone: an SMTP error's text holds the address.
    name = (_AWAY if away else "") + type(error).__name__[:60]
    log.warning("outbox %s attempt %s: %s", message.code, attempts, name)
    given_up = attempts >= (OutboxMessage.MOST_WHILE_AWAY if away else OutboxMessage.MOST_ATTEMPTS)
    wait = timedelta(seconds=min(15 * 2 ** min(attempts, 8), 600 if away else 3600))
    OutboxMessage.objects.filter(pk=message.pk).update(
        attempts=attempts,
        last_error=name,
        claimed_until=None,
        due_at=timezone.now() + wait,
        settled_at=timezone.now() if given_up else None,
        ending=OutboxMessage.Ending.FAILED if given_up else "",
        **({"secret": Sealed()} if given_up else {}),
    )


_AWAY = "away: "
