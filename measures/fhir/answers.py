"""The words of the answers in a foreign Questionnaire, by the numbers they carry."""

import re
from collections.abc import Mapping

from measures.fhir.canonical import (
    ANCHOR,
    ITEM_CONTROL,
    ITEM_WEIGHT,
    MAX_VALUE,
    MIN_VALUE,
    ORDINAL_VALUE,
)
from measures.fhir.element import Element
from measures.fhir.entries import Entry
from measures.fhir.errors import refuse
from measures.instrument import Instrument, Scale

WHOLE = re.compile(r"-?[0-9]{1,6}")

# The words at some answers, each with the place where it stands.
Texts = dict[int, tuple[str, str]]


def read_anchors(instrument: Instrument, found: Mapping[str, Entry]) -> dict[int, str]:
    """Return the words of the answers, which must be the same for every item.

    Raises FhirError for an option without a number or outside the scale, for an answer without
    words, and for words that differ from item to item.
    """
    ordered = sorted(instrument.items, key=lambda item: item.reversed)
    if ordered[0].reversed:
        refuse("Questionnaire.item", "which way the numbers run cannot be told: all are reversed")
    anchors: dict[int, str] = {}
    for item in ordered:
        entry = found[item.key]
        texts = _texts(instrument, entry)
        # What a reversed item's numbers count is nowhere laid down: the answer or its points.
        if item.reversed and _words(texts) != anchors:
            texts = _mirrored(texts, instrument.scale)
        for answer in instrument.scale.anchors:
            if answer not in texts:
                refuse(entry.element.place, f"has no words for the answer {answer}")
            text, place = texts[answer]
            if anchors.setdefault(answer, text) != text:
                refuse(place, f"is not what the answer {answer} is called in other items")
    return anchors


def _texts(instrument: Instrument, entry: Entry) -> Texts:
    element = entry.element
    if "answerValueSet" in element:
        element.refuse("answerValueSet", "is not followed: the options must stand in the item")
    if entry.type in {"choice", "open-choice"}:
        texts = _options(element, instrument.scale)
    elif entry.type in {"integer", "decimal"}:
        _check_limits(element, instrument.scale)
        texts = _ends(element, instrument.scale)
    else:
        element.refuse("type", f"“{entry.type}” is not answered on a scale")
    return {answer: text for answer, text in texts.items() if answer in instrument.scale.anchors}


def _options(element: Element, scale: Scale) -> Texts:
    texts: Texts = {}
    for option in element.elements("answerOption"):
        answer = _answer(option, scale)
        if answer in texts:
            option.refuse("", "carries the number of another option")
        coding = option.element("valueCoding") if "valueCoding" in option else None
        if coding and "display" in coding:
            texts[answer] = coding.text("display"), coding.at("display")
        elif "valueString" in option:
            texts[answer] = option.text("valueString"), option.at("valueString")
    return texts


def _answer(option: Element, scale: Scale) -> int:
    """Return the answer, as a whole number on the scale, that an option stands for."""
    number = _number(option)
    if number is None:
        option.refuse("", "carries no number: an ordinalValue or an integer is needed")
    # The nearest whole number of steps, which must then count exactly this; looked for one past
    # the ends at most, so that a number of any size has one.
    steps = round(min(max(number / scale.step, scale.minimum - 1), scale.maximum + 1))
    if scale.points(steps) != number or not scale.minimum <= steps <= scale.maximum:
        option.refuse("", f"counts {number:g}, which is not on the scale of this instrument")
    return steps


def _number(option: Element) -> float | None:
    if "valueInteger" in option:
        return option.whole("valueInteger")
    coding = option.element("valueCoding") if "valueCoding" in option else None
    for element in (option, coding):
        weight = element.extension(ORDINAL_VALUE, ITEM_WEIGHT) if element else None
        if weight:
            return weight.number("valueDecimal")
    code = coding.text_or_none("code") if coding else None
    return float(code) if code and WHOLE.fullmatch(code) else None


def _check_limits(element: Element, scale: Scale) -> None:
    for url, answer in ((MIN_VALUE, scale.minimum), (MAX_VALUE, scale.maximum)):
        extension = element.extension(url)
        if extension is None:
            continue
        name = "valueInteger" if "valueInteger" in extension else "valueDecimal"
        if extension.number(name) != scale.points(answer):
            extension.refuse(name, f"must be {scale.points(answer):g}: this is another scale")


def _ends(element: Element, scale: Scale) -> Texts:
    texts: Texts = {}
    for part in element.elements("item"):
        answer = _end(part, scale)
        if answer is not None and "text" in part:
            texts[answer] = part.text("text"), part.at("text")
    return texts


def _end(part: Element, scale: Scale) -> int | None:
    anchor = part.extension(ANCHOR)
    if anchor:
        return anchor.whole("valueInteger")
    control = part.extension(ITEM_CONTROL)
    if control is None:
        return None
    ends = {"lower": scale.minimum, "upper": scale.maximum}
    codes = control.element("valueCodeableConcept").elements("coding")
    return next((ends[code.text("code")] for code in codes if code.text("code") in ends), None)


def _mirrored(texts: Texts, scale: Scale) -> Texts:
    return {scale.minimum + scale.maximum - answer: words for answer, words in texts.items()}


def _words(texts: Texts) -> dict[int, str]:
    return {answer: text for answer, (text, _) in texts.items()}
