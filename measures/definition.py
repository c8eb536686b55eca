"""Reading an instrument's definition from TOML, refusing one that contradicts itself."""

import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from measures.codes import read_key, read_loinc, read_loinc_codes
from measures.instrument import (
    Band,
    Composite,
    Construct,
    Cutoff,
    Direction,
    Instrument,
    Item,
    Licence,
    Loinc,
    NoWordingError,
    Perspective,
    Prior,
    Question,
    QuestionWording,
    ReliableChange,
    Rule,
    Scale,
    Subscale,
    Wording,
)
from measures.interpretation import read_bands, read_cutoffs, read_prior, read_reliable_change
from measures.soundness import refuse_contradictions
from measures.table import DefinitionError, Table
from measures.wording import read_wording

__all__ = [
    "Band",
    "Composite",
    "Construct",
    "Cutoff",
    "DefinitionError",
    "Direction",
    "Instrument",
    "Item",
    "Licence",
    "Loinc",
    "NoWordingError",
    "Perspective",
    "Prior",
    "Question",
    "QuestionWording",
    "ReliableChange",
    "Rule",
    "Scale",
    "Subscale",
    "Wording",
    "define",
    "load",
]


def load(source: Path | str) -> Instrument:
    """Return the instrument defined in a TOML file (a path) or in TOML text (a str).

    Raises DefinitionError, naming file, place and reason, if the definition is incomplete or
    contradicts itself.
    """
    if isinstance(source, Path):
        return _load(_text(source), source.name)
    return _load(source, "text")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise DefinitionError(path.name, "the file", "is not UTF-8 text") from error


def _load(text: str, name: str) -> Instrument:
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(name, "the file", f"is not TOML: {error}") from error
    return define(values, name)


def define(values: Mapping[str, object], name: str, *, kept: bool = False) -> Instrument:
    """Return the instrument these values define, which are what a TOML file holds.

    For definitions in another format, so that all are held to the same rules. `name` is what the
    errors call their source. One that is `kept` was taken before by the rules of its day: see
    `measures.soundness`. Raises DefinitionError as `load` does.
    """
    table = Table(values, name)
    instrument = _instrument(table)
    languages = table.texts("languages")
    wordings = _wordings(table, instrument, languages)
    table.finish()
    found = replace(instrument, wordings=wordings)
    if not kept:
        refuse_contradictions(table, found)
    return found


def _instrument(table: Table) -> Instrument:
    construct = table.choice("construct", Construct)
    scale = _scale(table.table("scale"))
    items = _items(table, scale)
    composite = _composite(table.table("composite"), scale, len(items))
    return Instrument(
        key=read_key(table),
        version=_version(table),
        title=table.text("title"),
        perspective=table.choice("perspective", Perspective),
        construct=construct,
        direction=table.choice("direction", Direction),
        validated=table.flag("validated"),
        licence=table.choice("licence", Licence),
        citation=table.text("citation"),
        attribution=table.text("attribution"),
        items=items,
        questions=_questions(table, items),
        subscales=_subscales(table, items),
        scale=scale,
        composite=composite,
        bands=read_bands(table.table("bands"), composite) if "bands" in table else (),
        cutoffs=read_cutoffs(table, composite),
        reliable_change=read_reliable_change(table, composite),
        prior=_prior(table, construct, composite),
        loinc=read_loinc_codes(table.table("loinc")) if "loinc" in table else None,
        wordings=MappingProxyType({}),
    )


def _version(table: Table) -> int:
    version = table.whole("version")
    if version < 1:
        table.refuse("version", "must be 1 or more")
    return version


def _scale(table: Table) -> Scale:
    scale = Scale(
        minimum=table.whole("minimum"),
        maximum=table.whole("maximum"),
        anchors=table.wholes("anchors"),
        step=table.number("step") if "step" in table else 1.0,
    )
    if scale.step <= 0:
        table.refuse("step", "must be above 0")
    if scale.minimum >= scale.maximum:
        table.refuse("maximum", "must be above minimum")
    for anchor in scale.anchors:
        if not scale.minimum <= anchor <= scale.maximum:
            table.refuse("anchors", f"{anchor} is outside {scale.minimum}–{scale.maximum}")
    # Without words at both ends a number means nothing to the person answering.
    if not {scale.minimum, scale.maximum} <= set(scale.anchors):
        table.refuse("anchors", f"must include {scale.minimum} and {scale.maximum}")
    table.finish()
    return scale


def _items(table: Table, scale: Scale) -> tuple[Item, ...]:
    seen: set[str] = set()
    items = tuple(
        _item(part, number, scale, seen) for number, part in enumerate(table.tables("items"), 1)
    )
    if not items:
        table.refuse("items", "is missing")
    return items


def _item(table: Table, number: int, scale: Scale, seen: set[str]) -> Item:
    item = Item(
        key=read_key(table, seen),
        number=table.whole("number"),
        reversed=table.flag("reversed", default=False),
        safety=table.flag("safety", default=False),
        loinc=read_loinc(table, "loinc"),
    )
    if item.number != number:
        table.refuse("number", f"is {item.number}, but this is item {number}")
    # "Endorsed" means an answer of 1 or more: true only where 0 says "not at all".
    if item.safety and (item.reversed or scale.minimum != 0):
        table.refuse("safety", "needs an item that is not reversed, on a scale from 0")
    table.finish()
    return item


def _questions(table: Table, items: tuple[Item, ...]) -> tuple[Question, ...]:
    seen = {item.key for item in items}
    questions = []
    for part in table.tables("questions"):
        questions.append(Question(read_key(part, seen), part.texts("options")))
        part.finish()
    return tuple(questions)


def _subscales(table: Table, items: tuple[Item, ...]) -> tuple[Subscale, ...]:
    known = {item.key for item in items}
    seen: set[str] = set()
    subscales = []
    for part in table.tables("subscales"):
        subscale = Subscale(read_key(part, seen), part.texts("items"))
        if not subscale.items:
            part.refuse("items", "is empty")
        for key in subscale.items:
            if key not in known:
                part.refuse("items", f"there is no item “{key}”")
        part.finish()
        subscales.append(subscale)
    if table.flag("subscales_divide", default=False):
        _check_division(table, items, subscales)
    return tuple(subscales)


def _check_division(table: Table, items: tuple[Item, ...], subscales: list[Subscale]) -> None:
    """Refuse a map that claims to divide the items but leaves one out or counts one twice."""
    mapped = Counter(key for subscale in subscales for key in subscale.items)
    for item in items:
        if mapped[item.key] != 1:
            where = "more than one subscale" if mapped[item.key] else "no subscale"
            table.refuse("subscales", f"item “{item.key}” is in {where}")


def _composite(table: Table, scale: Scale, count: int) -> Composite:
    rule = table.choice("rule", Rule)
    minimum_answered = table.whole("minimum_answered")
    if not 1 <= minimum_answered <= count:
        table.refuse("minimum_answered", f"must be from 1 to {count}, the number of items")
    rounded = table.flag("rounded", default=False)
    if rounded and (rule is not Rule.SUM or not scale.step.is_integer()):
        table.refuse("rounded", "needs a sum of whole score points")
    # The range follows from the rest; it is written down so that a slip in either shows.
    factor = count if rule is Rule.SUM else 1
    lowest, highest = (scale.points(end * factor) for end in (scale.minimum, scale.maximum))
    if table.numbers("range") != (lowest, highest):
        table.refuse("range", f"must be [{lowest:g}, {highest:g}], what answers can reach")
    table.finish()
    return Composite(rule, minimum_answered, lowest, highest, rounded)


def _prior(table: Table, construct: Construct, composite: Composite) -> Prior | None:
    if "prior" not in table:
        return None
    # An outcome is meant to change: read against what was, getting better would be an alarm.
    if construct is not Construct.ALLIANCE:
        table.refuse("prior", "belongs to a measure of the alliance only")
    return read_prior(table.table("prior"), composite)


def _wordings(
    table: Table, instrument: Instrument, languages: tuple[str, ...]
) -> Mapping[str, Wording]:
    if not languages and "wording" not in table:
        return MappingProxyType({})
    if instrument.licence is Licence.PERMISSION_REQUIRED:
        table.refuse("wording", "comes with a permission, not with the definition")
    if instrument.wording_locked and set(languages) - {"en"}:
        table.refuse("languages", "the licence allows no translation: only the English original")
    part = table.table("wording")
    wordings = {
        language: read_wording(part.table(language), instrument, language) for language in languages
    }
    part.finish()
    return MappingProxyType(wordings)
