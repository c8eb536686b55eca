"""Passkeys of a client's own space: added, used, taken away."""

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from fido2.webauthn import AttestedCredentialData

from clients.models import Client
from portal.models import Passkey
from portal.webauthn import Signed
from practice import audit, outbox

MAIL = "passkey-added"


class TooMany(Exception):
    """A client has as many passkeys as one can have."""


class Taken(Exception):
    """This credential is somebody's already, or was."""


@transaction.atomic
def add_passkey(
    client: Client, name: str, credential: AttestedCredentialData, *, used: int
) -> Passkey:
    """Let this credential open the client's space, and write to them that it does.

    Raises TooMany beyond Passkey.MOST, and Taken where the credential is known.
    """
    # Held, so that of two at once the second is counted with the first.
    Client.objects.select_for_update().get(pk=client.pk)
    if Passkey.objects.filter(client=client, revoked_at=None).count() >= Passkey.MOST:
        raise TooMany
    try:
        with transaction.atomic():
            passkey = Passkey.objects.create(
                clinic_id=client.clinic_id,
                client=client,
                name=name,
                credential=credential.credential_id,
                key=bytes(credential),
                used=used,
            )
    except IntegrityError as error:
        raise Taken from error
    audit.record(audit.Kind.CREATED, passkey, by=None, client=client.code)
    if client.email:
        outbox.put(MAIL, passkey, client=client.code)
    return passkey


def use_passkey(signed: Signed) -> Client | None:
    """Whose space it opens; None when it was taken away, or has signed elsewhere meanwhile.

    A count that does not grow means that there are two of what can only be one (WebAuthn §7.2).
    One conditional UPDATE decides, so that one signature opens once.
    """
    grows = Q(used__lt=signed.used)
    if signed.used == 0:
        grows |= Q(used=0)
    standing = Passkey.objects.filter(grows, pk=signed.passkey.pk, revoked_at=None)
    if not standing.update(used=signed.used, last_used_at=timezone.now()):
        return None
    return signed.passkey.client


@transaction.atomic
def take_passkey_away(passkey: Passkey) -> None:
    """It opens nothing any more. A second time nothing changes."""
    standing = Passkey.objects.filter(pk=passkey.pk, revoked_at=None)
    if standing.update(revoked_at=timezone.now()):
        audit.record(audit.Kind.REVOKED, passkey, by=None, client=passkey.client.code)
