"""What of an instrument R4 has no element for, and under which names it is written instead.

The values are those a TOML definition holds, so that `measures.definition` checks them all.
"""

from measures.fhir.extension import BOOLEAN, CODE, DECIMAL, INTEGER, STRING, Part
from measures.instrument import Instrument, Item, Wording

DEFINITION_PARTS = (
    Part("key", CODE),
    Part("title", STRING),
    Part("perspective", CODE),
    Part("construct", CODE),
    Part("direction", CODE),
    Part("validated", BOOLEAN),
    Part("licence", CODE),
    Part("citation", STRING),
    Part("loinc_total", CODE),
    Part(
        "scale",
        parts=(
            Part("minimum", INTEGER),
            Part("maximum", INTEGER),
            Part("step", DECIMAL),
            Part("anchors", INTEGER, url="anchor", many=True),
        ),
    ),
    Part(
        "composite",
        parts=(
            Part("rule", CODE),
            Part("minimum_answered", INTEGER),
            Part("rounded", BOOLEAN),
            Part("lowest", DECIMAL),
            Part("highest", DECIMAL),
        ),
    ),
    Part(
        "subscales",
        url="subscale",
        many=True,
        parts=(Part("key", CODE), Part("items", CODE, url="item", many=True)),
    ),
    Part("subscales_divide", BOOLEAN),
    Part(
        "bands",
        parts=(
            Part("citation", STRING),
            Part(
                "steps",
                url="band",
                many=True,
                parts=(Part("key", CODE), Part("lowest", DECIMAL)),
            ),
        ),
    ),
    Part(
        "cutoffs",
        url="cutoff",
        many=True,
        parts=(Part("key", CODE), Part("value", DECIMAL), Part("citation", STRING)),
    ),
    Part("reliable_change", parts=(Part("points", DECIMAL), Part("citation", STRING))),
    Part(
        "prior",
        parts=(
            Part("mu", DECIMAL),
            Part("tau", DECIMAL),
            Part("sigma", DECIMAL),
            Part("nu0", DECIMAL),
            Part("basis", STRING),
        ),
    ),
)

SCORED_ITEM_PARTS = (Part("reversed", BOOLEAN), Part("safety", BOOLEAN))

_TEXT = (Part("key", CODE), Part("text", STRING))
WORDING_PARTS = (
    Part("subscales", url="subscale", many=True, parts=_TEXT),
    Part("bands", url="band", many=True, parts=_TEXT),
)


def definition_values(instrument: Instrument) -> dict[str, object]:
    """Return the instrument's values by the keys of DEFINITION_PARTS."""
    scale, composite = instrument.scale, instrument.composite
    values: dict[str, object] = {
        "key": instrument.key,
        "title": instrument.title,
        "perspective": instrument.perspective.value,
        "construct": instrument.construct.value,
        "direction": instrument.direction.value,
        "validated": instrument.validated,
        "licence": instrument.licence.value,
        "citation": instrument.citation,
        "scale": {
            "minimum": scale.minimum,
            "maximum": scale.maximum,
            "step": scale.step,
            "anchors": scale.anchors,
        },
        "composite": {
            "rule": composite.rule.value,
            "minimum_answered": composite.minimum_answered,
            "rounded": composite.rounded,
            "lowest": composite.lowest,
            "highest": composite.highest,
        },
        "subscales": [{"key": part.key, "items": part.items} for part in instrument.subscales],
        "subscales_divide": _subscales_divide(instrument),
    }
    if instrument.loinc and instrument.loinc.total:
        values["loinc_total"] = instrument.loinc.total
    return values | _interpretation(instrument)


def scored_item_values(item: Item) -> dict[str, object]:
    """Return an item's values by the keys of SCORED_ITEM_PARTS."""
    return {"reversed": item.reversed, "safety": item.safety}


def wording_values(wording: Wording) -> dict[str, object]:
    """Return the texts no element of a form has room for, by the keys of WORDING_PARTS."""
    return {
        "subscales": [{"key": key, "text": text} for key, text in wording.subscales.items()],
        "bands": [{"key": key, "text": text} for key, text in wording.bands.items()],
    }


def _subscales_divide(instrument: Instrument) -> bool:
    """Whether each item is in one subscale: said in the file, so that a slip in its map shows."""
    mapped = [key for part in instrument.subscales for key in part.items]
    return sorted(mapped) == sorted(item.key for item in instrument.items)


def _interpretation(instrument: Instrument) -> dict[str, object]:
    values: dict[str, object] = {
        "cutoffs": [
            {"key": cutoff.key, "value": cutoff.value, "citation": cutoff.citation}
            for cutoff in instrument.cutoffs
        ]
    }
    if instrument.bands:
        values["bands"] = {
            "citation": instrument.bands[0].citation,
            "steps": [{"key": band.key, "lowest": band.lowest} for band in instrument.bands],
        }
    if instrument.reliable_change:
        change = instrument.reliable_change
        values["reliable_change"] = {"points": change.points, "citation": change.citation}
    if instrument.prior:
        prior = instrument.prior
        values["prior"] = {
            "mu": prior.mu,
            "tau": prior.tau,
            "sigma": prior.sigma,
            "nu0": prior.nu0,
            "basis": prior.basis,
        }
    return values
