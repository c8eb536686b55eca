"""Instruments of every make, for what must hold of any instrument whatever."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from measures.definition import Instrument, define

Values = dict[str, Any]

keys = st.from_regex(r"[a-z][a-z0-9]{0,5}([_-][a-z0-9]{1,4}){0,2}", fullmatch=True)
texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), min_size=1, max_size=40
).filter(str.strip)
languages = st.sampled_from(["en", "es", "pt-br", "zh-hant"])


def distinct(of: SearchStrategy[Any], least: int, most: int) -> SearchStrategy[list[Any]]:
    return st.lists(of, min_size=least, max_size=most, unique=True)


@st.composite
def loinc_codes(draw: DrawFn) -> str:
    digits = str(draw(st.integers(100, 99999)))
    total = 0
    for place, digit in enumerate(reversed(digits)):
        number = int(digit) * (2 - place % 2)
        total += number // 10 + number % 10
    return f"{digits}-{-total % 10}"


@st.composite
def instruments(draw: DrawFn, worded: bool | None = None) -> Instrument:
    """An instrument in up to two languages; `worded` says whether it must have or lack one."""
    names = draw(distinct(keys, 1, 9))
    asked = draw(st.integers(0, min(2, len(names) - 1)))
    scale = draw(_scales())
    items = [
        draw(_items(name, number, scale))
        for number, name in enumerate(names[: len(names) - asked], 1)
    ]
    questions = [
        _question(name, draw(distinct(keys, 0, 3))) for name in names[len(names) - asked :]
    ]
    count = draw(st.integers(0 if worded is None else int(worded), 0 if worded is False else 2))
    licences = ["original", "public-domain", "cc-by-nc-sa"]
    values: Values = {
        "key": draw(keys),
        "version": draw(st.integers(1, 20)),
        "title": draw(texts),
        "perspective": draw(st.sampled_from(["client", "therapist"])),
        "construct": draw(st.sampled_from(["alliance", "outcome"])),
        "direction": draw(st.sampled_from(["higher-is-better", "higher-is-worse"])),
        "validated": draw(st.booleans()),
        "licence": draw(
            st.sampled_from([*licences, *(["permission-required"] if not count else [])])
        ),
        "attribution": draw(texts),
        "citation": draw(texts),
        "items": items,
        "questions": questions,
        "scale": scale,
        "subscales": [
            {"key": key, "items": draw(distinct(st.sampled_from(_keys(items)), 1, len(items)))}
            for key in draw(distinct(keys, 0, 3))
        ],
    }
    if all(item["reversed"] for item in items):
        items[0]["reversed"] = False
    values |= draw(_interpretations(values))
    _tell_codes_apart(values)
    spoken = draw(distinct(languages, count, count))
    if spoken:
        values |= {
            "languages": spoken,
            "wording": {language: draw(_wordings(values)) for language in spoken},
        }
    return define(values, "a test")


def _tell_codes_apart(values: Values) -> None:
    """Take away what would be the code of two things."""
    codes = values.get("loinc", {})
    seen = {codes.get("panel")}
    for holder, name in ((codes, "total"), *((item, "loinc") for item in values["items"])):
        if holder.get(name) in seen:
            holder.pop(name, None)
        seen.add(holder.get(name))


def _keys(parts: list[Values]) -> list[str]:
    return [part["key"] for part in parts]


def _question(key: str, options: list[str]) -> Values:
    return {"key": key, "options": options}


@st.composite
def _scales(draw: DrawFn) -> Values:
    minimum = draw(st.integers(-3, 2))
    maximum = minimum + draw(st.integers(1, 8))
    between = draw(distinct(st.integers(minimum, maximum), 0, 9))
    anchors = draw(st.permutations(sorted({minimum, maximum, *between})))
    step = draw(st.sampled_from([1, 1.0, 0.1, 0.5, 2.0]))
    return {"minimum": minimum, "maximum": maximum, "anchors": anchors, "step": step}


@st.composite
def _items(draw: DrawFn, key: str, number: int, scale: Values) -> Values:
    turned = draw(st.booleans())
    safety = not turned and scale["minimum"] == 0 and draw(st.booleans())
    loinc = draw(st.none() | loinc_codes())
    values = {"key": key, "number": number, "reversed": turned, "safety": safety}
    return values | ({"loinc": loinc} if loinc else {})


@st.composite
def _interpretations(draw: DrawFn, values: Values) -> Values:
    scale, count = values["scale"], len(values["items"])
    rule = draw(st.sampled_from(["mean", "sum"]))
    factor = count if rule == "sum" else 1
    # As a definition works it out: in whole numbers, divided once.
    tenths = round(scale["step"] * 10)
    lowest, highest = (end * factor * tenths / 10 for end in (scale["minimum"], scale["maximum"]))
    within = st.floats(lowest, highest, exclude_min=True)
    found: Values = {
        "composite": {
            "rule": rule,
            "minimum_answered": draw(st.integers(1, count)),
            "rounded": rule == "sum" and tenths % 10 == 0 and draw(st.booleans()),
            "range": [lowest, highest],
        },
        "cutoffs": [
            {"key": key, "value": draw(within), "citation": draw(texts)}
            for key in draw(distinct(keys, 0, 2))
            if values["validated"]
        ],
    }
    if values["validated"] and draw(st.booleans()):
        points = st.floats(0, highest - lowest, exclude_min=True)
        found["reliable_change"] = {"points": draw(points), "citation": draw(texts)}
    if draw(st.booleans()):
        starts = [lowest, *sorted(draw(distinct(within, 0, 3)))]
        named = draw(distinct(keys, len(starts), len(starts)))
        steps = [{"key": key, "lowest": at} for key, at in zip(named, starts, strict=True)]
        found["bands"] = {"citation": draw(texts), "steps": steps}
    if values["construct"] == "alliance" and draw(st.booleans()):
        spreads = st.floats(0, (highest - lowest) / 2, exclude_min=True)
        found["prior"] = {
            "mu": draw(within),
            "tau": draw(spreads),
            "sigma": draw(spreads),
            "nu0": draw(st.floats(2.5, 100)),
            "basis": draw(texts),
        }
    if draw(st.booleans()):
        total = draw(st.none() | loinc_codes())
        found["loinc"] = {"panel": draw(loinc_codes())} | ({"total": total} if total else {})
    return found


@st.composite
def _wordings(draw: DrawFn, values: Values) -> Values:
    words = {
        "title": draw(texts),
        "instructions": draw(texts),
        "anchors": {str(answer): draw(texts) for answer in values["scale"]["anchors"]},
        "items": {key: draw(texts) for key in _keys(values["items"])},
        "subscales": {key: draw(texts) for key in _keys(values["subscales"])},
        "bands": {key: draw(texts) for key in _keys(values.get("bands", {}).get("steps", []))},
        "questions": {
            question["key"]: {"text": draw(texts)}
            | ({"options": {key: draw(texts) for key in question["options"]}})
            for question in values["questions"]
        },
    }
    return words | ({} if values["validated"] else {"label": draw(texts)})
