"""Setting up process notes, opening them, and getting back in."""

from collections.abc import Sequence
from datetime import timedelta
from secrets import token_bytes

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Case, F, Q, When
from django.utils import timezone

from practice import audit
from practice.models import Membership
from practice.versions import ChangedMeanwhile
from sessions.models import ProcessKey
from sessions.process import sealing, shares
from sessions.process.shares import Share

# So many wrong passphrases in a row cost nothing but time; then each one costs a wait.
FREE_TRIES = 5
WAIT = timedelta(minutes=1)


class MustWait(Exception):
    """Too many wrong passphrases: none is tried until the wait is over."""


def set_up(
    passphrase: str, needed: int, among: int, *, by: Membership
) -> tuple[ProcessKey, bytes, list[Share]]:
    """Make somebody's key pair. Returns it, its private half, and the shares, this once.

    Raises ChangedMeanwhile when they have one already.
    """
    private = sealing.new_private_key()
    key = ProcessKey(clinic_id=by.clinic_id, owner=by, public=sealing.public_key(private))
    key.locked_private = _locked(key, private, passphrase)
    made = _share_out(key, private, needed, among)
    try:
        with transaction.atomic():
            key.save()
            audit.record(audit.Kind.CREATED, key, by=by, shares=among, needed=needed)
    except IntegrityError as error:
        raise ChangedMeanwhile from error
    return key, private, made


def open_key(key: ProcessKey, passphrase: str, *, by: Membership) -> bytes:
    """The private half. Raises CannotOpen for a wrong passphrase, MustWait before trying it."""
    now = timezone.now()
    # Counted before it is tried, so that many at once are counted, too.
    tried = ProcessKey.objects.filter(
        Q(wait_until=None) | Q(wait_until__lte=now), pk=key.pk, retired_at=None
    ).update(
        tries=F("tries") + 1,
        wait_until=Case(When(tries__gte=FREE_TRIES - 1, then=now + WAIT), default=None),
    )
    if not tried:
        raise MustWait
    private = sealing.unlock_private_key(bytes(key.locked_private), passphrase, context=key.context)
    with transaction.atomic():
        ProcessKey.objects.filter(pk=key.pk).update(tries=0, wait_until=None)
        audit.record(audit.Kind.RECORD_OPENED, key, by=by, wrong_tries=key.tries)
    return private


@transaction.atomic
def change_passphrase(key: ProcessKey, private: bytes, passphrase: str, *, by: Membership) -> None:
    """Seal the private half under another passphrase. Notes stay as they are."""
    locked = _locked(key, private, passphrase)
    _replace(key, locked_private=locked)
    audit.record(audit.Kind.CHANGED, key, by=by, what="passphrase")


@transaction.atomic
def make_new_shares(
    key: ProcessKey, private: bytes, *, needed: int, among: int, by: Membership
) -> list[Share]:
    """Another set of shares. Those handed out before restore nothing from now on."""
    made = _share_out(key, private, needed, among)
    _replace(key, **_columns_of_shares(key))
    audit.record(audit.Kind.CHANGED, key, by=by, what="shares", shares=among, needed=needed)
    return made


def recovered(key: ProcessKey, brought: Sequence[Share]) -> bytes:
    """The private half, out of enough shares. Raises DoNotFit, or CannotOpen for a forged one."""
    secret = shares.combine(brought)
    if brought[0].set != key.share_set:
        raise shares.DoNotFit
    return sealing.open_under(
        sealing.stretched(secret, "recovery"), bytes(key.recoverable_private), context=key.context
    )


@transaction.atomic
def recover(key: ProcessKey, private: bytes, passphrase: str, *, by: Membership) -> list[Share]:
    """A new passphrase after recovery; new shares, because the old ones lay side by side."""
    key.locked_private = _locked(key, private, passphrase)
    made = _share_out(key, private, key.shares_needed, key.shares_made)
    _replace(key, locked_private=key.locked_private, tries=0, **_columns_of_shares(key))
    audit.record(audit.Kind.CHANGED, key, by=by, what="recovery")
    return made


@transaction.atomic
def start_over(key: ProcessKey, *, by: Membership) -> None:
    """Put a key aside for which passphrase and shares are lost. What it sealed stays sealed."""
    _replace(key, retired_at=timezone.now())
    audit.record(audit.Kind.REVOKED, key, by=by)


def _locked(key: ProcessKey, private: bytes, passphrase: str) -> bytes:
    cost = sealing.Cost(*settings.PROCESS_NOTE_COST)
    return sealing.lock_private_key(private, passphrase, context=key.context, cost=cost)


def _share_out(key: ProcessKey, private: bytes, needed: int, among: int) -> list[Share]:
    """Seal the private half under a new recovery secret, and split that. Saves nothing."""
    secret = token_bytes(shares.SECRET_BYTES)
    made = shares.split(secret, needed=needed, among=among)
    key.recoverable_private = sealing.seal_under(
        sealing.stretched(secret, "recovery"), private, context=key.context
    )
    key.share_set, key.shares_needed, key.shares_made = made[0].set, needed, among
    key.shares_made_at = timezone.now()
    return made


def _columns_of_shares(key: ProcessKey) -> dict[str, object]:
    names = (
        "recoverable_private",
        "share_set",
        "shares_needed",
        "shares_made",
        "shares_made_at",
    )
    return {name: getattr(key, name) for name in names}


def _replace(key: ProcessKey, **columns: object) -> None:
    """Over exactly the version that was read; else ChangedMeanwhile."""
    held = ProcessKey.objects.filter(pk=key.pk, version=key.version, retired_at=None).update(
        version=key.version + 1, wait_until=None, **columns
    )
    if not held:
        raise ChangedMeanwhile
    key.version += 1
