"""What a definition must not say of itself although each of its parts could be read.

These rules came after the first definitions had been brought along: those that a clinic keeps
already are not held to them, because old answers must stay readable.
"""

import re

from measures.instrument import CLINICAL_CUTOFFS, Instrument
from measures.table import Table

# As languages are looked up: the subtags of BCP 47, in lower case.
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*")


def refuse_contradictions(table: Table, instrument: Instrument) -> None:
    """Raise DefinitionError, with the place and the reason, if the definition is not sound."""
    for language in instrument.wordings:
        if not LANGUAGE.fullmatch(language):
            table.refuse("languages", f"“{language}” must be a language code in lower case")
    _check_codes(table, instrument)
    if all(item.reversed for item in instrument.items):
        table.refuse("items", "every item is reversed: turn the direction around instead")
    if not instrument.validated:
        _check_claims(table, instrument)
    _check_spreads(table, instrument)


def _check_codes(table: Table, instrument: Instrument) -> None:
    """A code names one thing: the form, its total, or one of its items."""
    seen = {}
    if instrument.loinc:
        seen[instrument.loinc.panel] = "the form"
        total = instrument.loinc.total
        if total in seen:
            table.refuse("loinc.total", f"“{total}” is the code of the form")
        if total:
            seen[total] = "the total"
    for item in instrument.items:
        if item.loinc in seen:
            place = f"items[{item.number}].loinc"
            table.refuse(place, f"“{item.loinc}” is the code of {seen[item.loinc]}")
        if item.loinc:
            seen[item.loinc] = f"item {item.number}"


def _check_claims(table: Table, instrument: Instrument) -> None:
    """What was not validated separates nobody from anybody, and no change in it is certain."""
    for place, cutoff in enumerate(instrument.cutoffs, start=1):
        if cutoff.key in CLINICAL_CUTOFFS:
            reason = "a measure that is not validated has no clinical cut-off"
            table.refuse(f"cutoffs[{place}]", reason)
    if instrument.reliable_change:
        table.refuse("reliable_change", "a measure that is not validated has none")


def _check_spreads(table: Table, instrument: Instrument) -> None:
    """No scores between two ends have a standard deviation of more than half their distance."""
    if instrument.prior is None:
        return
    half = (instrument.composite.highest - instrument.composite.lowest) / 2
    for name, value in (("tau", instrument.prior.tau), ("sigma", instrument.prior.sigma)):
        if value > half:
            table.refuse(f"prior.{name}", f"{value:g} is more than half the range, {half:g}")
