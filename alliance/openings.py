"""The sentences a session can be opened with: a fixed set by situation, kept in `openings.toml`.

Pure. Never composed, and never from what anybody wrote: the file says by which rules they are
written, and in its order which situation goes before which.
"""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("openings.toml")


@dataclass(frozen=True, slots=True)
class Opening:
    """What can be said in one situation, why, where the thought comes from, and who looked at it.

    `text` is what the therapist may say, without quotation marks.
    """

    situation: str
    text: str
    why: str
    source: str
    reviewed: str


@cache
def openings() -> dict[str, Opening]:
    """All of them by situation, the most pressing first."""
    written = tomllib.loads(FILE.read_text(encoding="utf-8"))
    reviewed = written.pop("reviewed")
    return {key: Opening(key, reviewed=reviewed, **words) for key, words in written.items()}


def in_order(situations: Collection[str]) -> list[str]:
    """The situations, the most pressing first. Raises LookupError for one that has no text."""
    unknown = set(situations) - set(openings())
    if unknown:
        raise LookupError(f"no opening for {sorted(unknown)}")
    return [key for key in openings() if key in situations]


def opening(situations: Collection[str]) -> Opening | None:
    """The one to suggest; None where nothing is open."""
    pressing = in_order(situations)
    return openings()[pressing[0]] if pressing else None
