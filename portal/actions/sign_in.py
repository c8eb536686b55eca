"""Signing in to the client's own space: a number is mailed, and entered once."""

import hmac
import secrets
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from clients.models import Client
from clients.names import email_digest
from portal.models import SignIn
from practice import audit, encryption, outbox

MAIL = "space-code"
DIGITS = 6


@transaction.atomic
def ask_for_code(address: str) -> SignIn:
    """Begin a sign-in and mail its number, where somebody in care has this address.

    A row is written for every address, and the answer is the same. Where there is nobody, only the
    message is missing. What was begun and is long over is removed.
    """
    number = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    now = timezone.now()
    SignIn.objects.filter(expires_at__lt=now - SignIn.LASTS).delete()
    found = email_digest(address)
    sign_in = SignIn(address=found, expires_at=now + SignIn.LASTS)
    sign_in.digest = _digest(sign_in.code, number)
    sign_in.save(force_insert=True)
    client = Client.objects.addressed(found).first()
    if client:
        outbox.put(MAIL, client, code=sign_in.code, secret={"number": number}, client=client.code)
    return sign_in


@transaction.atomic
def enter_code(code: UUID, number: str) -> list[Client]:
    """The people whose space opens with this number; nobody when it is wrong, used or too old.

    Each try counts by one conditional UPDATE before it is looked at, so that many at once do not
    get more of them. The number works once.
    """
    now = timezone.now()
    open_now = SignIn.objects.filter(code=code, used_at=None, expires_at__gt=now)
    if not open_now.filter(tries__lt=SignIn.MOST_TRIES).update(tries=F("tries") + 1):
        return []
    sign_in = SignIn.objects.get(code=code)
    if not hmac.compare_digest(bytes(sign_in.digest), _digest(code, number)):
        return []
    if not open_now.update(used_at=now):
        return []
    return list(Client.objects.addressed(bytes(sign_in.address)).select_related("clinic"))


def record_entry(client: Client) -> None:
    """Leave a trace of a client who came into their space."""
    audit.record(audit.Kind.SIGNED_IN, client, by=None, client=client.code)


def _digest(code: UUID, number: str) -> bytes:
    return encryption.installation_index(f"{code}|{number}", purpose="space code")
