"""The texts of a wording, with their places: nothing gets lost on the way there and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.catalogue import all_instruments, instrument
from measures.instrument import Instrument
from measures.table import DefinitionError
from measures.texts import (
    missing,
    names_of_parts,
    nested,
    pasted_lines,
    slots,
    text_at,
    texts_of,
    worded,
)

WORDED = [
    pytest.param(each, language, id=f"{each.key}-{language}")
    for each in all_instruments()
    for language in each.languages
]
lines = st.lists(
    st.text(st.characters(categories=["L"]), min_size=1, max_size=20), min_size=1, max_size=20
)


@pytest.mark.parametrize(("definition", "language"), WORDED)
def test_a_shipped_wording_survives_being_written_as_texts(
    definition: Instrument, language: str
) -> None:
    wording = definition.wordings[language]
    texts = texts_of(definition, wording)
    assert missing(definition, texts) == ()
    assert worded(definition, texts, language) == wording
    assert nested((slot.path, text_at(texts, slot.path)) for slot in slots(definition)) == texts


@pytest.mark.parametrize("definition", all_instruments(), ids=lambda each: each.key)
def test_every_slot_is_needed_and_has_a_name_of_its_own(definition: Instrument) -> None:
    every = slots(definition)
    assert len({slot.name for slot in every}) == len(every)
    for left_out in every:
        texts = nested((slot.path, "words") for slot in every if slot != left_out)
        assert missing(definition, texts) == (left_out,)
        with pytest.raises(DefinitionError):
            worded(definition, texts, "en")
        assert worded(definition, texts, "en", blank="…").language == "en"


def test_blank_and_foreign_texts_are_no_texts() -> None:
    assert nested([(("title",), "  "), (("items", "a"), "A")]) == {"items": {"a": "A"}}
    assert text_at({"items": ["a"], "title": 3}, ("items", "a")) == ""
    assert text_at({"title": 3}, ("title",)) == ""
    odd = {"title": 3, "items": {"item_1": None}}
    assert worded(instrument("wai-sr"), odd, "en", blank="…").items["item_1"] == "…"


def test_parts_are_named_by_their_keys() -> None:
    assert names_of_parts(instrument("phq-9")) == {
        "bands": {
            "minimal": "Minimal",
            "mild": "Mild",
            "moderate": "Moderate",
            "moderately_severe": "Moderately severe",
            "severe": "Severe",
        }
    }


@given(lines)
def test_plain_lines_are_kept_as_they_are(typed: list[str]) -> None:
    assert pasted_lines("\r\n\r\n".join(typed)) == typed


@given(lines, st.sampled_from([". ", ") ", ": ", ".", ".\t"]))
def test_numbers_in_front_go_where_every_line_has_its_own(typed: list[str], mark: str) -> None:
    numbered = [f"  {n}{mark}{line}" for n, line in enumerate(typed, start=1)]
    assert pasted_lines("\n".join(numbered)) == typed


@pytest.mark.parametrize(
    "text", ["1. First\nSecond", "2. First\n3. Second", "1. First\n1. Second", "12 months\n3 weeks"]
)
def test_other_numbers_stay(text: str) -> None:
    assert pasted_lines(text) == text.split("\n")
