"""Secrets in links: 32 random bytes outside, their SHA-256 inside."""

import base64
import hashlib
import secrets
from uuid import UUID

from django.utils.crypto import salted_hmac


def new_token() -> str:
    """A fresh secret for a link."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is stored of it, 64 hexadecimal digits."""
    return hashlib.sha256(token.encode()).hexdigest()


def bound(purpose: str, code: UUID) -> str:
    """A row's code for an address, with a proof that we made it: 44 characters, good for ever."""
    return _text(code.bytes) + _text(_proof(purpose, code))


def read_bound(purpose: str, token: str) -> UUID | None:
    """The code in what `bound` made for the same purpose; None for anything else."""
    if not token.isascii():
        return None
    try:
        raw = base64.urlsafe_b64decode(f"{token[:22]}==")
        code = UUID(bytes=raw)
    except ValueError:
        return None
    return code if secrets.compare_digest(token, bound(purpose, code)) else None


def _proof(purpose: str, code: UUID) -> bytes:
    return salted_hmac(f"bound|{purpose}", code.bytes, algorithm="sha256").digest()[:16]


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
