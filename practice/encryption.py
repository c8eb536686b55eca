"""Sealing of clinical text under a key per clinic.

AES-256-GCM. A sealed value is `format (1 byte) · key number (4) · nonce (12) · ciphertext and tag`.
Its associated data names table, column, clinic and row, so that a value copied into another row,
column or clinic does not open. Clinic keys are wrapped by the installation's MASTER_KEY and held
unwrapped only in the memory of a running process.

What this does not stop: somebody who controls the running server sees what it sees.
"""

import hmac
import os
import struct
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.apps import apps
from django.conf import settings

FORMAT = 1
_HEAD = struct.Struct(">BI12s")


class SealBroken(Exception):
    """A sealed value could not be opened: wrong key, or moved from where it was written."""


def new_wrapped_key(clinic_code: str) -> bytes:
    """Return a fresh 32-byte clinic key, wrapped for storage."""
    nonce = os.urandom(12)
    return nonce + _master().encrypt(nonce, os.urandom(32), clinic_code.encode())


def seal(plaintext: bytes, *, clinic_id: int, context: str) -> bytes:
    """Encrypt for one clinic. `context` says where the value lives (see `practice.sealed`)."""
    number, key = _newest_key(clinic_id)
    nonce = os.urandom(12)
    head = _HEAD.pack(FORMAT, number, nonce)
    return head + AESGCM(key).encrypt(nonce, plaintext, _bound(clinic_id, context))


def unseal(sealed: bytes, *, clinic_id: int, context: str) -> bytes:
    """Decrypt what `seal` made. Raises SealBroken when clinic, place or key differ."""
    if len(sealed) < _HEAD.size:
        raise SealBroken("too short to have been sealed")
    version, number, nonce = _HEAD.unpack_from(sealed)
    if version != FORMAT:
        raise SealBroken(f"unknown format {version}")
    try:
        key = _key(clinic_id, number)
        return AESGCM(key).decrypt(nonce, sealed[_HEAD.size :], _bound(clinic_id, context))
    except InvalidTag as error:
        raise SealBroken(context) from error


def blind_index(text: str, *, clinic_id: int) -> bytes:
    """Keyed digest of `text`, 16 bytes: equal texts of one clinic can be found, not read."""
    _, key = _oldest_key(clinic_id)
    return hmac.new(key, b"blind index|" + text.encode(), sha256).digest()[:16]


def derived_key(purpose: str, *, clinic_id: int) -> bytes:
    """Another 32-byte key of the clinic's, for one purpose; it says nothing about any other.

    From the oldest key, as a blind index is: the same after a rotation.
    """
    _, key = _oldest_key(clinic_id)
    return HKDF(SHA256(), length=32, salt=None, info=purpose.encode()).derive(key)


def installation_index(text: str, *, purpose: str) -> bytes:
    """Keyed digest of `text`, 16 bytes, the same in every clinic of the installation.

    For what is looked for before it is known whose clinic it is, and for nothing else: it tells
    that two clinics hold the same text.
    """
    key = HKDF(SHA256(), length=32, salt=None, info=purpose.encode()).derive(settings.MASTER_KEY)
    return hmac.new(key, text.encode(), sha256).digest()[:16]


def forget_keys() -> None:
    """Drop unwrapped keys from memory (after a rotation, and between tests)."""
    for cached in (_keys, _master):
        cached.cache_clear()


def _bound(clinic_id: int, context: str) -> bytes:
    return f"{clinic_id}|{context}".encode()


@lru_cache(maxsize=1)
def _master() -> AESGCM:
    return AESGCM(settings.MASTER_KEY)


@lru_cache(maxsize=1024)
def _keys(clinic_id: int) -> dict[int, bytes]:
    """The clinic's keys by number, oldest first, unwrapped."""
    rows = (
        apps.get_model("practice", "ClinicKey")
        .objects.filter(clinic_id=clinic_id)
        .order_by("number")
        .values_list("number", "wrapped", "clinic__code")
    )
    keys = {}
    for number, wrapped, code in rows:
        blob = bytes(wrapped)
        keys[number] = _master().decrypt(blob[:12], blob[12:], str(code).encode())
    if not keys:
        raise SealBroken("the clinic has no key")
    return keys


def _key(clinic_id: int, number: int) -> bytes:
    keys = _keys(clinic_id)
    if number not in keys:  # rotated by another process since we looked
        _keys.cache_clear()
        keys = _keys(clinic_id)
    try:
        return keys[number]
    except KeyError as error:
        raise SealBroken(f"the clinic has no key {number}") from error


def _newest_key(clinic_id: int) -> tuple[int, bytes]:
    return list(_keys(clinic_id).items())[-1]


def _oldest_key(clinic_id: int) -> tuple[int, bytes]:
    return next(iter(_keys(clinic_id).items()))
