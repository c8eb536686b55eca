"""What can be said when something happened between two people: fixed prompts, kept in `aids.toml`.

Pure. In the order of reading, which nobody has to follow; never composed, and never from what
anybody wrote. The stage models beside them are for reading: their sequence was not supported by
task analysis, so that nothing here leads anybody through them.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("aids.toml")
MOMENTS = ("explore", "renegotiate", "own part", "link", "avoid")
DIRECTIONS = ("withdrawal", "confrontation")
PARTIES = ("client", "therapist")
DOMAINS = ("bond", "goals", "tasks", "frame", "identity")


class UnsoundAid(ValueError):
    """A prompt or a model that lacks something, or names what there is not."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One sentence for one kind of moment, why, and where the thought comes from.

    Empty `domains` are all of them.
    """

    key: str
    moment: str
    situation: str
    text: str
    why: str
    source: str
    directions: tuple[str, ...]
    parties: tuple[str, ...]
    domains: tuple[str, ...] = ()

    def fits(self, direction: str, party: str, domain: str) -> bool:
        """Whether it is meant for this kind; what is not said, both, or mutual fits every one."""
        return (
            (direction not in DIRECTIONS or direction in self.directions)
            and (party not in PARTIES or party in self.parties)
            and (not self.domains or not domain or domain in self.domains)
        )


@dataclass(frozen=True, slots=True)
class StageModel:
    """Stages that somebody described, in our words, to read."""

    key: str
    name: str
    source: str
    stages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Aids:
    """All of it, and who looked at it."""

    reviewed: str
    prompts: tuple[Prompt, ...]
    models: tuple[StageModel, ...]


@cache
def aids() -> Aids:
    """Everything in the file."""
    return read(FILE.read_text(encoding="utf-8"))


def read(text: str) -> Aids:
    """The aids written in TOML. Raises UnsoundAid where one of them is not whole."""
    written = tomllib.loads(text)
    return Aids(
        _words(written, "reviewed", "the file"),
        tuple(_prompt(key, each) for key, each in written.get("prompts", {}).items()),
        tuple(_model(key, each) for key, each in written.get("models", {}).items()),
    )


def _prompt(key: str, written: dict[str, Any]) -> Prompt:
    moment = _words(written, "moment", key)
    if moment not in MOMENTS:
        raise UnsoundAid(f"{key}: there is no moment {moment!r}")
    said = {name: _words(written, name, key) for name in ("situation", "text", "why", "source")}
    directions = _some(written, "directions", DIRECTIONS, key)
    parties = _some(written, "parties", PARTIES, key)
    domains = _some(written, "domains", DOMAINS, key) if "domains" in written else ()
    return Prompt(key, moment, **said, directions=directions, parties=parties, domains=domains)


def _model(key: str, written: dict[str, Any]) -> StageModel:
    stages = tuple(written.get("stages", ()))
    if not 3 <= len(stages) <= 6 or not all(isinstance(each, str) and each for each in stages):
        raise UnsoundAid(f"{key}: a model has three to six stages, each in words")
    return StageModel(key, _words(written, "name", key), _words(written, "source", key), stages)


def _words(written: dict[str, Any], name: str, key: str) -> str:
    words = written.get(name)
    if not isinstance(words, str) or not words.strip():
        raise UnsoundAid(f"{key}: {name} is missing")
    return words


def _some(written: dict[str, Any], name: str, known: tuple[str, ...], key: str) -> tuple[str, ...]:
    chosen = tuple(written.get(name, ()))
    if not chosen or set(chosen) - set(known):
        raise UnsoundAid(f"{key}: {name} has to be some of {', '.join(known)}")
    return chosen


def fitting(direction: str = "", party: str = "", domain: str = "") -> dict[str, list[Prompt]]:
    """The prompts for a kind of rupture by moment, in the order of reading."""
    found = [each for each in aids().prompts if each.fits(direction, party, domain)]
    return {moment: [each for each in found if each.moment == moment] for moment in MOMENTS}


def compact(direction: str, party: str, domain: str = "") -> list[Prompt]:
    """Four to six for a rupture's own page: two to explore with, then one of each moment.

    What speaks of this domain goes before what fits any; where no domain is said, it is left out.
    """
    chosen = []
    for moment, found in fitting(direction, party, domain).items():
        narrow = sorted(
            (each for each in found if domain or not each.domains),
            key=lambda each: not each.domains,
        )
        chosen += narrow[: 2 if moment == "explore" else 1]
    return chosen
