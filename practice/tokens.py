"""Secrets in links: 32 random bytes outside, their SHA-256 inside."""

import hashlib
import secrets


def new_token() -> str:
    """A fresh secret for a link."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is stored of it, 64 hexadecimal digits."""
    return hashlib.sha256(token.encode()).hexdigest()
