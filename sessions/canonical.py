"""What exactly is signed: one spelling of a note's content, and its hash. Pure."""

import hashlib
import json
from typing import Any


def canonical(content: dict[str, Any], *, note: str, format: str, format_version: int) -> bytes:
    """The bytes that a signature covers: the content with the note's code and format.

    Keys sorted, no spaces, UTF-8, so that the same content always gives the same bytes.
    """
    signed = {
        "note": note,
        "format": format,
        "format_version": format_version,
        "content": content,
    }
    return json.dumps(
        signed, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode()


def digest(text: bytes) -> str:
    """SHA-256 of the canonical bytes, 64 hexadecimal digits."""
    return hashlib.sha256(text).hexdigest()
