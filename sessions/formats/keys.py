"""Keys of what a clinic names itself: short, stable, told apart. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from django.utils.text import slugify

from sessions.formats import OWN, Section

LONGEST = 20  # of a format's key, with what stands in front of it
LONGEST_OF_SECTION = 40


def key_for_format(name: str, taken: Collection[str]) -> str:
    """'own-first-meeting', or 'own-first-meeting-2' where there is one."""
    return OWN + _free(slugify(name) or "format", {key.removeprefix(OWN) for key in taken}, 16)


def with_keys(sections: Iterable[Section], known: Mapping[str, str]) -> tuple[Section, ...]:
    """Give every section without a key one. `known`: the names that keys have had, by key.

    A key never comes to mean something else: a new section gets one that no version has had, unless
    it bears the name that had it.
    """
    listed = list(sections)
    used = {section.key for section in listed if section.key}
    before = {name.casefold(): key for key, name in known.items()}
    keyed = []
    for section in listed:
        key = section.key
        if not key:
            key = before.get(section.name.casefold(), "")
            if not key or key in used:
                slug = slugify(section.name) or "section"
                key = _free(slug, used | known.keys(), LONGEST_OF_SECTION)
            used.add(key)
        keyed.append(replace(section, key=key))
    return tuple(keyed)


def _free(slug: str, taken: Collection[str], longest: int) -> str:
    """The slug, or the slug with the first number from 2 that makes it new."""
    key, number = slug[:longest].strip("-"), 1
    while key in taken:
        number += 1
        key = f"{slug[: longest - len(str(number)) - 1].strip('-')}-{number}"
    return key
