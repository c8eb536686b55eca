"""The texts that one wording of an instrument is made of, each with its place. No Django here.

A pack's `texts` have the shape of a definition's `[wording.<language>]` table, from which a draft
may still lack something; see `measures.wording` for the strict reading.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from measures.instrument import Instrument, Wording
from measures.table import Table
from measures.wording import read_wording

Path = tuple[str, ...]
Texts = dict[str, object]

_NUMBER = re.compile(r"\s*(\d+)\s*[.):]\s*")


@dataclass(frozen=True, slots=True)
class Slot:
    """Where one text belongs: its way into the table, the first step of which is its kind."""

    path: Path

    @property
    def kind(self) -> str:
        """`title`, `instructions`, `label`, `anchors`, `items`, `questions`, … ."""
        return self.path[0]

    @property
    def name(self) -> str:
        """A name for a form field. No key has two hyphens in a row, so none can be mistaken."""
        return "--".join(self.path)


def slots(instrument: Instrument) -> tuple[Slot, ...]:
    """Return a slot for every text that the instrument calls for, in the order of reading."""
    return tuple(Slot(path) for path in _paths(instrument))


def _paths(instrument: Instrument) -> Iterator[Path]:
    yield ("title",)
    yield ("instructions",)
    if not instrument.validated:
        yield ("label",)
    for anchor in instrument.scale.anchors:
        yield ("anchors", str(anchor))
    for item in instrument.items:
        yield ("items", item.key)
    for question in instrument.questions:
        yield ("questions", question.key, "text")
        for option in question.options:
            yield ("questions", question.key, "options", option)
    for subscale in instrument.subscales:
        yield ("subscales", subscale.key)
    for band in instrument.bands:
        yield ("bands", band.key)


def key_words(key: str) -> str:
    """Return a key as words: "self_esteem" → "Self esteem"."""
    return key.replace("_", " ").replace("-", " ").capitalize()


def names_of_parts(instrument: Instrument) -> Texts:
    """Return English names for subscales and bands, made of their keys: "Goals", "Mild".

    They are what the literature calls these parts, not words that a client reads.
    """
    return nested(
        (slot.path, key_words(slot.path[1]))
        for slot in slots(instrument)
        if slot.kind in {"subscales", "bands"}
    )


def text_at(texts: Mapping[str, object], path: Path) -> str:
    """Return the text at `path`, empty if there is none."""
    found: object = texts
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) else ""


def nested(pairs: Iterable[tuple[Path, str]]) -> Texts:
    """Return texts by path as a table; blank ones are left out."""
    texts: Texts = {}
    for path, text in pairs:
        if not text.strip():
            continue
        table = texts
        for key in path[:-1]:
            deeper = table.setdefault(key, {})
            assert isinstance(deeper, dict)
            table = deeper
        table[path[-1]] = text
    return texts


def missing(instrument: Instrument, texts: Mapping[str, object]) -> tuple[Slot, ...]:
    """Return the slots that have no text yet."""
    return tuple(slot for slot in slots(instrument) if not text_at(texts, slot.path).strip())


def worded(
    instrument: Instrument, texts: Mapping[str, object], language: str, *, blank: str = ""
) -> Wording:
    """Return the texts as a wording; `blank` stands in for what a draft lacks.

    Without `blank`, raises DefinitionError for a text that is missing or belongs to nothing.
    """
    if blank:
        texts = nested(
            (slot.path, text_at(texts, slot.path).strip() or blank) for slot in slots(instrument)
        )
    return read_wording(Table(dict(texts), f"{instrument.key} {language}"), instrument, language)


def texts_of(instrument: Instrument, wording: Wording) -> Texts:
    """Return a wording as the table it could have been read from."""
    questions: Texts = {
        key: {
            "text": question.text,
            **({"options": dict(question.options)} if question.options else {}),
        }
        for key, question in wording.questions.items()
    }
    tables: Texts = {
        "anchors": {str(anchor): text for anchor, text in wording.anchors.items()},
        "items": dict(wording.items),
        "questions": questions,
        "subscales": dict(wording.subscales),
        "bands": dict(wording.bands),
    }
    plain = {"title": wording.title, "instructions": wording.instructions, "label": wording.label}
    return {name: value for name, value in (plain | tables).items() if value}


def pasted_lines(text: str) -> list[str]:
    """Return the lines of a pasted text, blank ones left out, without their numbers.

    A number is taken away only if every line carries its own: "1." to "12.", in order. So a
    text that happens to begin with a number keeps it.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = [_NUMBER.match(line) for line in lines]
    numbers = [int(match[1]) if match else None for match in found]
    if numbers != list(range(1, len(lines) + 1)):
        return lines
    return [
        line[match.end() :] if match else line for line, match in zip(lines, found, strict=True)
    ]
