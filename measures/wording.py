"""Reading the words of an instrument: every text the scoring part calls for, and no other."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from measures.instrument import Instrument, Question, QuestionWording, Wording
from measures.table import Table


def read_wording(table: Table, instrument: Instrument, language: str) -> Wording:
    """Return the wording of `instrument` written in `table`.

    Raises DefinitionError if a text is missing, blank or belongs to nothing in the instrument.
    """
    anchors = _texts(table, "anchors", (str(anchor) for anchor in instrument.scale.anchors))
    wording = Wording(
        language=language,
        title=table.text("title"),
        instructions=table.text("instructions"),
        # A validated measure has nothing to caution about: there `label` is not expected.
        label=None if instrument.validated else table.text("label"),
        anchors=MappingProxyType({int(anchor): text for anchor, text in anchors.items()}),
        items=_texts(table, "items", (item.key for item in instrument.items)),
        questions=_questions(table, instrument.questions),
        subscales=_texts(table, "subscales", (part.key for part in instrument.subscales)),
        bands=_texts(table, "bands", (band.key for band in instrument.bands)),
    )
    table.finish()
    return wording


def _texts(table: Table, name: str, keys: Iterable[str]) -> Mapping[str, str]:
    keys = tuple(keys)
    if not keys and name not in table:
        return MappingProxyType({})
    part = table.table(name)
    texts = {key: part.text(key) for key in keys}
    part.finish()
    return MappingProxyType(texts)


def _questions(table: Table, questions: tuple[Question, ...]) -> Mapping[str, QuestionWording]:
    if not questions and "questions" not in table:
        return MappingProxyType({})
    part = table.table("questions")
    wordings = {
        question.key: _question(part.table(question.key), question) for question in questions
    }
    part.finish()
    return MappingProxyType(wordings)


def _question(table: Table, question: Question) -> QuestionWording:
    wording = QuestionWording(table.text("text"), _texts(table, "options", question.options))
    table.finish()
    return wording
