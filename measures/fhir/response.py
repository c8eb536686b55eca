"""Answers as an R4 QuestionnaireResponse."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from measures.fhir.canonical import CLIENT_CODES, SCORE, canonical, is_choice
from measures.fhir.extension import BOOLEAN, CODE, DECIMAL, INTEGER, Part, write
from measures.fhir.questionnaire import (
    Resource,
    answer_coding,
    answer_type,
    answer_value,
    option_coding,
)
from measures.instrument import Instrument, Item, Question, Wording
from measures.scoring import AnswerError, Score

# Answers to the items are whole numbers; to an unscored question the key of an option, or a text.
Answer = int | str | None

SCORE_PARTS = (
    Part("value", DECIMAL),
    Part("loinc", CODE),
    Part("answered", INTEGER),
    Part("prorated", BOOLEAN),
    Part(
        "subscales",
        url="subscale",
        many=True,
        parts=(Part("key", CODE), Part("value", DECIMAL)),
    ),
)

# What R4 allows as an identity; a name with a space in it, or an address, does not pass.
ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")


def questionnaire_response(
    instrument: Instrument,
    language: str,
    answers: Mapping[str, Answer],
    *,
    authored: datetime,
    subject: UUID | str,
    response_id: UUID | str,
    score: Score | None,
    questionnaire: str | None = None,
    finished: bool = True,
) -> Resource:
    """Return what was answered, by whom in the sense of a code, and what it came to.

    `questionnaire` is the canonical address of the form that was shown, by default that of this
    instrument in this language. `finished` means that it was handed in, however much was left out.
    What was not answered is not there: nothing stands in for it, and a missing score is missing.

    Raises AnswerError for an answer that the instrument cannot have, NoWordingError if nothing in
    `language` may be shown, ValueError for a time without its zone or an identity that is none.
    """
    wording = instrument.wording(language)
    items = _items(instrument, wording, answers)
    person = {"type": "Patient", "identifier": {"system": CLIENT_CODES, "value": _id(subject)}}
    return {
        "resourceType": "QuestionnaireResponse",
        "id": _id(response_id),
        "language": wording.language,
        **({"extension": [_score(instrument, score)]} if score else {}),
        "questionnaire": questionnaire or canonical(instrument, wording.language),
        "status": "completed" if finished else "in-progress",
        "subject": person,
        "authored": moment(authored),
        **({"item": items} if items else {}),
    }


def moment(time: datetime) -> str:
    """Return a time as R4 writes it, in UTC. Raises ValueError for one without its zone."""
    if time.tzinfo is None:
        raise ValueError("a time without its zone is no moment")
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _id(code: UUID | str) -> str:
    text = str(code)
    if not ID.fullmatch(text):
        # The text itself stays out of the message: it may be a name.
        raise ValueError("an identity has 1–64 letters, digits, - and .")
    return text


def _items(
    instrument: Instrument, wording: Wording, answers: Mapping[str, Answer]
) -> list[Resource]:
    known = {item.key for item in instrument.items} | {part.key for part in instrument.questions}
    for key in answers:
        if key not in known:
            raise AnswerError(key, f"is no item of {instrument.key}")
    items = []
    for item in instrument.items:
        answer = answers.get(item.key)
        if answer is not None:
            value = _scored(instrument, item, answer, wording)
            items.append(_item(item.key, wording.items[item.key], value))
    for question in instrument.questions:
        answer = answers.get(question.key)
        if answer not in {None, ""}:
            value = _unscored(instrument, question, answer, wording)
            items.append(_item(question.key, wording.questions[question.key].text, value))
    return items


def _item(key: str, text: str, value: Resource) -> Resource:
    return {"linkId": key, "text": text, "answer": [value]}


def _scored(instrument: Instrument, item: Item, answer: Answer, wording: Wording) -> Resource:
    scale = instrument.scale
    # The answer itself stays out of the messages: messages end up in logs.
    if type(answer) is not int:
        raise AnswerError(item.key, "is not answered with a whole number")
    if not scale.minimum <= answer <= scale.maximum:
        raise AnswerError(item.key, f"is answered outside {scale.minimum}–{scale.maximum}")
    if is_choice(instrument):
        return {"valueCoding": answer_coding(instrument, answer, wording)}
    kind = {"integer": "valueInteger", "decimal": "valueDecimal"}[answer_type(instrument)]
    return {kind: answer_value(instrument, answer)}


def _unscored(
    instrument: Instrument, question: Question, answer: Answer, wording: Wording
) -> Resource:
    if not isinstance(answer, str):
        raise AnswerError(question.key, "is not answered with a text")
    if not question.options:
        return {"valueString": answer}
    if answer not in question.options:
        raise AnswerError(question.key, "is answered with none of its options")
    return {"valueCoding": option_coding(instrument, question, answer, wording)}


def _score(instrument: Instrument, score: Score) -> Resource:
    values: dict[str, object] = {
        "answered": score.answered,
        "prorated": score.prorated,
        "subscales": [
            {"key": key, "value": value}
            for key, value in score.subscales.items()
            if value is not None
        ],
    }
    if score.value is not None:
        values["value"] = score.value
        if instrument.loinc and instrument.loinc.total:
            values["loinc"] = instrument.loinc.total
    return write(SCORE, SCORE_PARTS, values)
