"""What a printed document consists of: words and tables under headings. Pure.

Everything in it is text that is printed as it stands; nothing in it is markup.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Words:
    """A passage: a heading where it has one, its text, short lines beneath.

    `struck` is the reason why it does not hold any more: it stays readable, struck through, with
    the reason beside.
    """

    text: str = ""
    lines: Sequence[str] = ()
    heading: str = ""
    struck: str = ""
    soft: bool = False
    kind: str = field(default="words", init=False)


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and what they are: "Therapist: Ines Okafor". A fact without a value is left out."""

    pairs: Sequence[tuple[str, str]]
    kind: str = field(default="facts", init=False)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; `widths` are shares of the line, equal where they are not given."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float] = ()
    kind: str = field(default="table", init=False)


@dataclass(frozen=True, slots=True)
class Signature:
    """That somebody stands by a text: who, as what, when, and the hash of what was signed."""

    says: str
    digest: str = ""
    more: str = ""
    kind: str = field(default="signature", init=False)


Block = Words | Facts | Table | Signature


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it; a long one begins on a page of its own."""

    heading: str
    blocks: Sequence[Block] = ()
    sections: Sequence["Section"] = ()
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A document to print. `running` stands on top of every page, `on` in the file's name.

    `contents` puts a list of what is in it, with pages, after the first facts.
    """

    title: str
    lede: str
    running: str
    clinic: str
    language: str
    on: date
    facts: Facts
    sections: Sequence[Section]
    contents: bool = False
    colophon: Sequence[str] = ()
