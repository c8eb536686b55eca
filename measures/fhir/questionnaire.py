"""An instrument as an R4 Questionnaire."""

from collections.abc import Iterator

from measures.fhir.canonical import (
    ANCHOR,
    CAUTION,
    DEFINITION,
    INSTRUCTIONS,
    ITEM_CONTROL,
    ITEM_CONTROLS,
    LOINC,
    MAX_VALUE,
    MIN_VALUE,
    ORDINAL_VALUE,
    SCORED_ITEM,
    WORDING,
    answer_codes,
    is_choice,
    points,
    questionnaire_url,
)
from measures.fhir.extension import write
from measures.fhir.shape import (
    DEFINITION_PARTS,
    SCORED_ITEM_PARTS,
    WORDING_PARTS,
    definition_values,
    scored_item_values,
    wording_values,
)
from measures.instrument import Instrument, Item, Licence, Question, Wording

Resource = dict[str, object]

# `copyright` is what a system shows that knows nothing of this product's extensions.
TERMS = {
    Licence.ORIGINAL: "Licence: an original work.",
    Licence.PUBLIC_DOMAIN: "Licence: free for anybody to use.",
    Licence.CC_BY_ND: "Licence: Creative Commons Attribution-NoDerivatives.",
    Licence.CC_BY_NC_SA: "Licence: Creative Commons Attribution-NonCommercial-ShareAlike.",
    Licence.PERMISSION_REQUIRED: "Licence: only with the permission of the copyright holder.",
}


def questionnaire(instrument: Instrument, language: str) -> Resource:
    """Return the instrument worded in `language`, as a client would see it.

    Raises NoWordingError if there are no words that may be shown: see `definition_alone`.
    """
    wording = instrument.wording(language)
    return {
        "resourceType": "Questionnaire",
        "language": wording.language,
        "extension": _extensions(instrument, wording),
        "url": questionnaire_url(instrument, wording.language),
        "status": "active",
        "title": wording.title,
        **_description(instrument),
        "item": list(items(instrument, wording)),
    }


def definition_alone(instrument: Instrument) -> Resource:
    """Return how the instrument is scored and interpreted, without a word of its items.

    Nobody can fill this in, so its status is draft; but it may go where the words may not.
    """
    return {
        "resourceType": "Questionnaire",
        "extension": _extensions(instrument, None),
        "url": questionnaire_url(instrument),
        "status": "draft",
        "title": instrument.title,
        **_description(instrument),
        "item": list(items(instrument, None)),
    }


def terms(licence: Licence) -> str:
    """Return the sentence that ends `copyright`."""
    return f"\n\n{TERMS[licence]}"


def items(instrument: Instrument, wording: Wording | None) -> Iterator[Resource]:
    """Yield every item in order: what is shown first, the scored items, the unscored questions."""
    if wording:
        yield from _shown_first(wording)
    for item in instrument.items:
        yield _scored_item(instrument, item, wording)
    for question in instrument.questions:
        yield _question(instrument, question, wording)


def _scored_item(instrument: Instrument, item: Item, wording: Wording | None) -> Resource:
    asked = (
        _choice(instrument, item, wording)
        if is_choice(instrument)
        else _line(instrument, item, wording)
    )
    extensions = [
        write(SCORED_ITEM, SCORED_ITEM_PARTS, scored_item_values(item)),
        *([] if is_choice(instrument) else _limits(instrument)),
    ]
    return {
        "linkId": item.key,
        "extension": extensions,
        **({"code": [{"system": LOINC, "code": item.loinc}]} if item.loinc else {}),
        "prefix": str(item.number),
        **({"text": wording.items[item.key]} if wording else {}),
        **asked,
    }


def answer_type(instrument: Instrument) -> str:
    """Return the type of a scored item: a step that is no whole number makes it a decimal."""
    if is_choice(instrument):
        return "choice"
    return "integer" if instrument.scale.step == 1 else "decimal"


def answer_value(instrument: Instrument, answer: int) -> int | float:
    """Return an answer on a line as it is written: whole as it is, otherwise in score points."""
    return answer if instrument.scale.step == 1 else instrument.scale.points(answer)


def _description(instrument: Instrument) -> Resource:
    codes = [{"system": LOINC, "code": instrument.loinc.panel}] if instrument.loinc else []
    return {
        "version": str(instrument.version),
        # R4 wants a name that a program could use: Phq9, AllianceClient.
        "name": "".join(part.capitalize() for part in instrument.key.replace("_", "-").split("-")),
        "subjectType": ["Patient"],
        "copyright": instrument.attribution + terms(instrument.licence),
        **({"code": codes} if codes else {}),
    }


def _extensions(instrument: Instrument, wording: Wording | None) -> list[Resource]:
    extensions = [write(DEFINITION, DEFINITION_PARTS, definition_values(instrument))]
    if wording and (wording.subscales or wording.bands):
        extensions.append(write(WORDING, WORDING_PARTS, wording_values(wording)))
    return extensions


def _shown_first(wording: Wording) -> list[Resource]:
    texts = {INSTRUCTIONS: wording.instructions, CAUTION: wording.label}
    return [
        {"linkId": link_id, "text": text, "type": "display"}
        for link_id, text in texts.items()
        if text is not None
    ]


def _choice(instrument: Instrument, item: Item, wording: Wording | None) -> Resource:
    options = [
        {
            "extension": [{"url": ORDINAL_VALUE, "valueDecimal": points(instrument, item, answer)}],
            "valueCoding": answer_coding(instrument, answer, wording),
        }
        for answer in instrument.scale.anchors
    ]
    return {"type": "choice", "answerOption": options}


def answer_coding(instrument: Instrument, answer: int, wording: Wording | None) -> Resource:
    """Return an answer to an item that is a choice."""
    return {
        "system": answer_codes(instrument),
        "code": str(answer),
        **({"display": wording.anchors[answer]} if wording else {}),
    }


def option_coding(
    instrument: Instrument, question: Question, option: str, wording: Wording | None
) -> Resource:
    """Return an answer to an unscored question that is a choice."""
    words = wording.questions[question.key].options if wording else {}
    return {
        "system": answer_codes(instrument, question.key),
        "code": option,
        **({"display": words[option]} if wording else {}),
    }


def _line(instrument: Instrument, item: Item, wording: Wording | None) -> Resource:
    shown = [
        _anchor(instrument, item, answer, wording)
        for answer in (instrument.scale.anchors if wording else ())
        if wording
    ]
    return {"type": answer_type(instrument), **({"item": shown} if shown else {})}


def _anchor(instrument: Instrument, item: Item, answer: int, wording: Wording) -> Resource:
    """Return the words at one place of a line; those at its ends as R4 lets one say it."""
    scale = instrument.scale
    ends = {scale.minimum: "lower", scale.maximum: "upper"}
    control = {"coding": [{"system": ITEM_CONTROLS, "code": ends.get(answer, "")}]}
    return {
        "linkId": f"{item.key}.{answer}",
        "extension": [
            {"url": ANCHOR, "valueInteger": answer},
            *([{"url": ITEM_CONTROL, "valueCodeableConcept": control}] if answer in ends else []),
        ],
        "text": wording.anchors[answer],
        "type": "display",
    }


def _limits(instrument: Instrument) -> list[Resource]:
    scale = instrument.scale
    value = "valueInteger" if scale.step == 1 else "valueDecimal"
    return [
        {"url": MIN_VALUE, value: answer_value(instrument, scale.minimum)},
        {"url": MAX_VALUE, value: answer_value(instrument, scale.maximum)},
    ]


def _question(instrument: Instrument, question: Question, wording: Wording | None) -> Resource:
    options = [
        {"valueCoding": option_coding(instrument, question, option, wording)}
        for option in question.options
    ]
    return {
        "linkId": question.key,
        **({"text": wording.questions[question.key].text} if wording else {}),
        "type": "choice" if options else "text",
        **({"answerOption": options} if options else {}),
    }
