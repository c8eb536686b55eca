"""The texts that are shipped: to read or to do between sessions, in every language of a client.

A text is data. Its words become plain text of the same shape as a clinic's own (`clients.prose`),
so that whoever gives it to somebody can change every word of it. Pure.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "es")
KINDS = ("exercise", "reading")
LONGEST_TITLE = 120

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LISTS = ("paragraphs", "steps", "points", "after")
_LINES = ("title", "about", "caution")
_MARKED = re.compile(r"^(- |! |\d+\. )|[\r\n]")


class Contradiction(Exception):
    """A text says two things at once, or not enough."""


@dataclass(frozen=True, slots=True)
class Shipped:
    """One text in one language. `about` says when it helps; `caution` when to stop."""

    key: str
    language: str
    kind: str
    title: str
    about: str
    words: str


def read(name: str, text: str) -> dict[str, Shipped]:
    """One file's text by language. Raises Contradiction, naming what is wrong."""
    data = tomllib.loads(text)
    key, kind = data.pop("key", ""), data.pop("kind", "")
    _demand(key == name and bool(_KEY.fullmatch(name)), name, "the key is not the file's name")
    _demand(kind in KINDS, name, f"there is no kind {kind!r}")
    _demand(set(data) == set(LANGUAGES), name, "not in every language, or in another one")
    for language, said in data.items():
        _check(f"{name} {language}", kind, said)
    first, *others = (_shape(data[language]) for language in LANGUAGES)
    _demand(all(each == first for each in others), name, "the languages differ in their parts")
    return {
        language: Shipped(
            key, language, kind, data[language]["title"], data[language]["about"], _words(said)
        )
        for language, said in data.items()
    }


def _check(where: str, kind: str, said: Mapping[str, Any]) -> None:
    unknown = set(said) - {*_LISTS, *_LINES}
    _demand(not unknown, where, f"nobody reads {', '.join(sorted(unknown))}")
    lists = {part: said.get(part, []) for part in _LISTS}
    lines = {part: said.get(part, "") for part in _LINES}
    for part, value in [*lists.items(), *lines.items()]:
        for each in value if part in _LISTS else [value]:
            plain = isinstance(each, str) and each == each.strip() and not _MARKED.search(each)
            _demand(plain, where, f"in {part} is something else than one plain passage: {each!r}")
    _demand(all(all(value) for value in lists.values()), where, "a passage is empty")
    _demand(bool(lines["title"] and lines["about"]), where, "title or purpose is missing")
    _demand(len(lines["title"]) <= LONGEST_TITLE, where, "the title is too long")
    _demand(bool(lists["paragraphs"]), where, "it does not say what it is about")
    _demand(bool(lists["steps"]) == (kind == "exercise"), where, "to do means steps, to read none")
    _demand(kind == "reading" or bool(lines["caution"]), where, "it does not say when to stop")


def _demand(true: bool, where: str, otherwise: str) -> None:
    if not true:
        raise Contradiction(f"{where}: {otherwise}")


def _shape(said: Mapping[str, Any]) -> list[int]:
    """How many passages of each sort: what a translation has to have in common."""
    return [len(said.get(part, [])) for part in _LISTS] + [bool(said.get("caution"))]


def _words(said: Mapping[str, Any]) -> str:
    passages = [
        *said["paragraphs"],
        "\n".join(f"{number}. {step}" for number, step in enumerate(said.get("steps", []), 1)),
        "\n".join(f"- {point}" for point in said.get("points", [])),
        *said.get("after", []),
        f"! {said['caution']}" if said.get("caution") else "",
    ]
    return "\n\n".join(filter(None, passages))


@cache
def shipped() -> dict[tuple[str, str], Shipped]:
    """Every shipped text by key and language, what is to be done before what is to be read."""
    found = [
        each
        for path in sorted(Path(__file__).parent.glob("*.toml"))
        for each in read(path.stem, path.read_text()).values()
    ]
    found.sort(key=lambda each: KINDS.index(each.kind))
    return {(each.key, each.language): each for each in found}
