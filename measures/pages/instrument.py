"""One instrument, and what became of the wording that a clinic supplied for it."""

from collections.abc import Mapping
from dataclasses import dataclass

from measures.instrument import Instrument
from measures.models import ClinicInstrument, WordingPack
from measures.pages.facts import Fact, facts
from measures.texts import Texts, key_words, missing, text_at, texts_of
from measures.words import caution, group_words, language_words
from practice.models import Clinic


@dataclass(frozen=True, slots=True)
class About:
    """What the page of an instrument says. `taken`: languages that no further pack can be for."""

    caution: str
    facts: list[Fact]
    languages: list[tuple[str, str]]
    taken: frozenset[str]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One pack in the history of an instrument's wording."""

    pack: WordingPack
    language: str
    missing: int


@dataclass(frozen=True, slots=True)
class Passage:
    """Texts that belong together, each with what it is the text of."""

    title: str
    lines: list[tuple[str, str]]


def about(instrument: Instrument, chapters: list[Chapter]) -> About:
    """The definition in plain words."""
    current = {
        each.pack.language
        for each in chapters
        if each.pack.withdrawn_at is None and each.pack.instrument_version == instrument.version
    }
    return About(
        caution=caution(instrument),
        facts=list(facts(instrument)),
        languages=[(code, language_words(code)) for code in instrument.languages],
        taken=frozenset(current | set(instrument.wordings)),
    )


def history(clinic: Clinic, instrument: Instrument) -> list[Chapter]:
    """The clinic's packs for an instrument, whatever its version, newest first."""
    packs = (
        WordingPack.objects.without_document()
        .filter(clinic=clinic, instrument=instrument.key)
        .select_related("created_by__user", "switched_on_by__user", "withdrawn_by__user")
        .order_by("-pk")
    )
    return [
        Chapter(pack, language_words(pack.language), len(missing(instrument, pack.texts)))
        for pack in packs
    ]


def imported_row(clinic: Clinic, instrument: Instrument) -> ClinicInstrument | None:
    """The row an instrument was read from, with who brought it; None if it is shipped."""
    return (
        ClinicInstrument.objects.select_related("imported_by__user", "withdrawn_by__user")
        .filter(clinic=clinic, key=instrument.key, version=instrument.version)
        .first()
    )


def passages(instrument: Instrument, texts: Mapping[str, object]) -> list[Passage]:
    """The texts of a pack, to be read."""
    names = {item.key: str(item.number) for item in instrument.items}
    points = {str(each): f"{instrument.scale.points(each):g}" for each in instrument.scale.anchors}
    found = []
    for kind, words in (("anchors", points), ("items", names)):
        lines = [(name, text_at(texts, (kind, key))) for key, name in words.items()]
        found.append(Passage(group_words(kind, instrument)[0], lines))
    for question in instrument.questions:
        lines = [("", text_at(texts, ("questions", question.key, "text")))]
        lines += [
            (key_words(key), text_at(texts, ("questions", question.key, "options", key)))
            for key in question.options
        ]
        found.append(Passage(key_words(question.key), lines))
    for kind, keys in (
        ("subscales", [part.key for part in instrument.subscales]),
        ("bands", [band.key for band in instrument.bands]),
    ):
        lines = [(key_words(key), text_at(texts, (kind, key))) for key in keys]
        if lines:
            found.append(Passage(group_words(kind, instrument)[0], lines))
    return found


def understood(instrument: Instrument) -> list[tuple[str, str, Texts, list[Passage]]]:
    """What was read from a file: language, its code, and the texts, for each of its languages."""
    found = []
    for code, wording in instrument.wordings.items():
        texts = texts_of(instrument, wording)
        found.append((language_words(code), code, texts, passages(instrument, texts)))
    return found
