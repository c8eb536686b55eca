"""What was signed after the note, each digest covering those before it. Pure.

A signed note cannot change, and neither can what follows it; the chain shows that nothing was put
in between, taken out or reordered later.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any


def addendum_digest(
    note: str, earlier: Sequence[str], *, number: int, words: str, author: str, at: datetime
) -> str:
    """Over the note's digest, those of the addenda before it, and what was added by whom, when."""
    return _digest(
        note=note,
        earlier=list(earlier),
        number=number,
        words=words,
        author=author,
        at=_spelled(at),
    )


def strike_digest(struck: str, *, reason: str, words: str, author: str, at: datetime) -> str:
    """Over the digest of the note or addendum that is struck through, and why, by whom, when."""
    return _digest(struck=struck, reason=reason, words=words, author=author, at=_spelled(at))


def record_digest(note: str, addenda: Sequence[str], strikes: Sequence[str]) -> str:
    """Over the note and everything that follows it: what a co-signature covers."""
    return _digest(note=note, addenda=list(addenda), strikes=sorted(strikes))


def _spelled(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _digest(**said: Any) -> str:
    """SHA-256 over keys in order, without spaces, in UTF-8."""
    text = json.dumps(
        said, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )
    return hashlib.sha256(text.encode()).hexdigest()
