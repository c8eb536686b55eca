"""Note formats: a format is data, sections with prompts, in a version that never changes. Pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

DEFAULT = "dap"
OWN = "own-"
"""How the key of a clinic's own format begins, and that of no shipped one."""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a note: its key in the stored content, its name, a prompt.

    A note is not signed while a required section is empty.
    """

    key: str
    name: str
    prompt: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Carried:
    """Texts of a note that goes on in another format.

    `here` has one for every section of the new format, `left` those that have no place in it, with
    their headings in `names`.
    """

    here: dict[str, str]
    left: dict[str, str]
    names: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NoteFormat:
    """An ordered set of sections."""

    key: str
    version: int
    name: str
    about: str
    sections: tuple[Section, ...]

    def unwritten(self, content: Mapping[str, Any]) -> list[Section]:
        """The required sections that a note leaves empty."""
        written = content.get("sections", {})
        return [
            section
            for section in self.sections
            if section.required and not written.get(section.key, "").strip()
        ]

    def carry(self, content: Mapping[str, Any], was: "NoteFormat | None" = None) -> Carried:
        """Where each text of a note goes in this format. None is ever left out.

        A text stays under its key; one whose key is not known here moves to a section of the same
        name, if that is empty. `was` is the format that it was written in.
        """
        written = content.get("sections", {})
        here = {section.key: written.get(section.key, "") for section in self.sections}
        left = {key: text for key, text in written.items() if text and key not in here}
        before = {section.key: section.name for section in was.sections} if was else {}
        places = {section.name.casefold(): section.key for section in self.sections}
        for key in list(left):
            place = places.get(before.get(key, "").casefold())
            if place and not here[place]:
                here[place] = left.pop(key)
        return Carried(here, left, {key: before.get(key) or heading(key) for key in left})


@cache
def _shipped() -> dict[tuple[str, int], NoteFormat]:
    """Every version that was ever shipped. One that notes may stand in is never taken away."""
    found = {}
    for path in sorted(Path(__file__).parent.glob("*.toml")):
        data = tomllib.loads(path.read_text())
        sections = tuple(Section(**section) for section in data.pop("sections"))
        each = NoteFormat(**data, sections=sections)
        found[each.key, each.version] = each
    return found


@cache
def all_formats() -> dict[str, NoteFormat]:
    """The newest versions of the shipped formats by key, the default first."""
    found = {key: each for (key, _version), each in sorted(_shipped().items())}
    return {DEFAULT: found.pop(DEFAULT)} | found


def note_format(key: str, version: int | None = None) -> NoteFormat:
    """A shipped format, in its newest version or in this one. KeyError when there is none."""
    return all_formats()[key] if version is None else _shipped()[key, version]


@cache
def heading(key: str) -> str:
    """What to call a section of which only the key is known."""
    for each in all_formats().values():
        for section in each.sections:
            if section.key == key:
                return section.name
    return key.replace("-", " ").capitalize()
