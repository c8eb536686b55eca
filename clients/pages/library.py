"""The library of a clinic: its own texts, and the shipped ones in whose place none of them stands.

A client reads a text in their language where there is one, else in the language that there is.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import get_language_info

from clients.library import LANGUAGES, Shipped, shipped
from clients.models import LibraryText
from practice.models import Clinic, Membership


@dataclass(frozen=True, slots=True)
class Text:
    """One text as it is offered. `version` is 0 where it is the shipped one."""

    key: str
    language: str
    kind: str
    title: str
    words: str
    about: str = ""
    version: int = 0

    @property
    def is_own(self) -> bool:
        """Whether the clinic wrote it."""
        return self.version > 0

    @property
    def is_exercise(self) -> bool:
        """Whether it is to be done, not only read."""
        return self.kind == LibraryText.Kind.EXERCISE


@dataclass(slots=True)
class Title:
    """One line of the editor's list: a text, and how it stands in each language."""

    key: str
    offered: dict[str, Text] = field(default_factory=dict)
    taken_out: dict[str, LibraryText] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What it is called, in the first language that it has."""
        return self._known[0].title

    @property
    def about(self) -> str:
        """When it helps, where that is known."""
        return next((each.about for each in self.offered.values() if each.about), "")

    @property
    def is_exercise(self) -> bool:
        """Whether it is to be done, not only read."""
        return self._known[0].kind == LibraryText.Kind.EXERCISE

    @property
    def _known(self) -> list[Text | LibraryText]:
        return [*self.offered.values(), *self.taken_out.values()]

    @property
    def editions(self) -> list[dict[str, Any]]:
        """Each language: its name, the text in it, one that was taken out."""
        return [
            {
                "language": language,
                "name": language_name(language),
                "text": self.offered.get(language),
                "out": self.taken_out.get(language),
            }
            for language in LANGUAGES
        ]


def language_name(language: str) -> str:
    """'Spanish', in the reader's language."""
    return str(get_language_info(language)["name_translated"]).capitalize()


def library_of(clinic: Clinic, language: str) -> list[Text]:
    """What is offered to somebody who speaks this language, by title. 1 query."""
    found: dict[str, Text] = {}
    for text in _offered(_newest(clinic)):
        if text.key not in found or text.language == language:
            found[text.key] = text
    return sorted(found.values(), key=lambda each: (not each.is_exercise, each.title.casefold()))


def text_of(clinic: Clinic, key: str, language: str) -> Text | None:
    """The text of this key for somebody who speaks this language. 1 query."""
    return next((each for each in library_of(clinic, language) if each.key == key), None)


def library_page(member: Membership) -> dict[str, Any]:
    """Everything there is, own and shipped, in every language. 1 query."""
    titles: dict[str, Title] = {}
    rows = _newest(member.clinic)
    for text in _offered(rows):
        titles.setdefault(text.key, Title(text.key)).offered[text.language] = text
    for row in rows:
        if row.archived_at:
            titles.setdefault(row.key, Title(row.key)).taken_out[row.language] = row
    listed = sorted(titles.values(), key=lambda each: each.name.casefold())
    own = sum(each.is_own for title in listed for each in title.offered.values())
    return {
        "own": own,
        "offered": sum(bool(each.offered) for each in listed),
        "exercises": [each for each in listed if each.is_exercise],
        "readings": [each for each in listed if not each.is_exercise],
    }


@dataclass(frozen=True, slots=True)
class Edition:
    """One text in one language, for the editor: what stands, and every version that was written.

    `kind` is that of the text in whatever language; `elsewhere` is the text in another language,
    beside which this one is written.
    """

    key: str
    language: str
    kind: str
    standing: Text | None
    elsewhere: Text | None
    versions: list[LibraryText]

    @property
    def newest(self) -> LibraryText | None:
        """The version that holds; None where the clinic wrote none."""
        return self.versions[0] if self.versions else None

    @property
    def version(self) -> int:
        """Its number; 0 where the clinic wrote none."""
        return self.newest.version if self.newest else 0

    @property
    def is_out(self) -> bool:
        """Whether the clinic's own text was taken out of the library."""
        return bool(self.newest and self.newest.archived_at)

    @property
    def title(self) -> str:
        """What it is called."""
        named = self.standing or self.newest or self.elsewhere
        return named.title if named else ""


def edition_of(clinic: Clinic, key: str, language: str) -> Edition | None:
    """What there is of a text in one language; None where there is no such text. 1 query."""
    rows = LibraryText.objects.filter(clinic=clinic, key=key).select_related("written_by__user")
    every = list(rows.order_by("-version"))
    newest = {row.language: row for row in reversed(every)}
    offered = {each.language: each for each in _offered(newest.values()) if each.key == key}
    known: list[Text | LibraryText] = [*offered.values(), *newest.values()]
    if language not in LANGUAGES or not known:
        return None
    return Edition(
        key,
        language,
        known[0].kind,
        offered.get(language),
        next((each for each in offered.values() if each.language != language), None),
        [row for row in every if row.language == language],
    )


def keys_of(clinic: Clinic) -> set[str]:
    """Every key that is taken. 1 query."""
    own = LibraryText.objects.filter(clinic=clinic).values_list("key", flat=True)
    return {key for key, _language in shipped()} | set(own)


def _newest(clinic: Clinic) -> list[LibraryText]:
    later = LibraryText.objects.filter(
        clinic=OuterRef("clinic"),
        key=OuterRef("key"),
        language=OuterRef("language"),
        version__gt=OuterRef("version"),
    )
    return list(LibraryText.objects.filter(~Exists(later), clinic=clinic).order_by("pk"))


def _offered(rows: Iterable[LibraryText]) -> list[Text]:
    own = {(row.key, row.language): _own(row) for row in rows if row.archived_at is None}
    ours = {at: _shipped(each) for at, each in shipped().items()}
    return list((ours | own).values())


def _shipped(text: Shipped) -> Text:
    return Text(text.key, text.language, text.kind, text.title, text.words, text.about)


def _own(row: LibraryText) -> Text:
    return Text(row.key, row.language, row.kind, row.title, row.words, version=row.version)
