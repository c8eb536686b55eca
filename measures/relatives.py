"""Whether two instruments ask the same, and what one that is brought along owes to a known one.

Pure. Codes settle it where there are any; else the words, and else the shape: a scale with the
same items reversed is no coincidence.
"""

from collections.abc import Iterable

from measures.instrument import Instrument, Item


def asks_the_same(one: Instrument, other: Instrument) -> bool:
    """Whether somebody who is given both would answer the same questions twice."""
    if one.key == other.key:
        return False
    return _have_one_panel(one, other) or bool(_codes(one) & _codes(other))


def original_of(brought: Instrument, known: Iterable[Instrument]) -> Instrument | None:
    """Return the instrument that may only stand as published, and of which this is a rewriting.

    None where it is nobody's.
    """
    locked = (each for each in known if each.wording_locked and each.key != brought.key)
    return next((each for each in locked if _is_made_of(brought, each)), None)


def muted_item(brought: Instrument, known: Iterable[Instrument]) -> Item | None:
    """Return the first item that is known to be about safety and raises no notice in `brought`."""
    known = tuple(known)
    for item in brought.items:
        if not item.safety and any(_is_safety_item(brought, item, each) for each in known):
            return item
    return None


def _is_safety_item(brought: Instrument, item: Item, known: Instrument) -> bool:
    for safety in known.safety_items:
        if item.loinc and item.loinc == safety.loinc:
            return True
        if _have_one_panel(brought, known) and item.number == safety.number:
            return True
        if _words(brought, item) & _words(known, safety):
            return True
    return False


def _is_made_of(brought: Instrument, known: Instrument) -> bool:
    if asks_the_same(brought, known):
        return True
    if len(brought.items) != len(known.items):
        return False
    if _plain(brought.citation) == _plain(known.citation) or _has_its_shape(brought, known):
        return True
    pairs = zip(brought.items, known.items, strict=True)
    same = sum(bool(_words(brought, one) & _words(known, other)) for one, other in pairs)
    return 2 * same > len(known.items)


def _has_its_shape(brought: Instrument, known: Instrument) -> bool:
    """The same answers and the same items reversed, with the same safety items or the same keys."""
    reversals = [[item.reversed for item in each.items] for each in (brought, known)]
    marks = [[item.safety for item in each.items] for each in (brought, known)]
    keys = [[item.key for item in each.items] for each in (brought, known)]
    ends = [(each.scale.minimum, each.scale.maximum) for each in (brought, known)]
    same = ends[0] == ends[1] and reversals[0] == reversals[1] and any(reversals[0])
    return same and (marks[0] == marks[1] or keys[0] == keys[1])


def _have_one_panel(one: Instrument, other: Instrument) -> bool:
    if one.loinc is None or other.loinc is None:
        return False
    return one.loinc.panel == other.loinc.panel


def _codes(instrument: Instrument) -> set[str]:
    return {item.loinc for item in instrument.items if item.loinc}


def _words(instrument: Instrument, item: Item) -> set[str]:
    return {_plain(wording.items[item.key]) for wording in instrument.wordings.values()}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
