"""Note formats: a format is data, sections with prompts, in a version that never changes."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DEFAULT = "dap"


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a note: its key in the stored content, its name, and a prompt."""

    key: str
    name: str
    prompt: str


@dataclass(frozen=True, slots=True)
class NoteFormat:
    """An ordered set of sections."""

    key: str
    version: int
    name: str
    about: str
    sections: tuple[Section, ...]


@cache
def all_formats() -> dict[str, NoteFormat]:
    """The shipped formats by key, the default first."""
    found = {}
    for path in sorted(Path(__file__).parent.glob("*.toml")):
        data = tomllib.loads(path.read_text())
        sections = tuple(Section(**section) for section in data.pop("sections"))
        found[data["key"]] = NoteFormat(**data, sections=sections)
    return {DEFAULT: found.pop(DEFAULT)} | found


def note_format(key: str) -> NoteFormat:
    """One format. Raises KeyError for one that there is not."""
    return all_formats()[key]
