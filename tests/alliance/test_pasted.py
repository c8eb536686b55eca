"""What a word processor leaves in a text besides words is taken out; the words stay."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.forms.fields import WordsField
from alliance.pasted import clean_words


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("a soft\vbreak, a\fpage, a\u2028line", "a soft\nbreak, a\npage, a\nline"),
        ("ten\u00a0minutes, 5\u202f%, a\u2003gap", "ten minutes, 5 %, a gap"),
        ("in\u00advisible\u200b, no\u2060thing\ufeff", "invisible, nothing"),
        (
            "•\tfirst\n\uf0b7\u00a0\u00a0second\no\tthird\n§\tfourth",
            "• first\n• second\n• third\n§\tfourth",
        ),
        ("1.\tfirst\n a)\tsecond", "1. first\n a) second"),
        ("\x93quoted\x94 \x96 it\x92s\x85", "“quoted” – it’s…"),
        ("“Quoted”, she said – ‘twice’…", "“Quoted”, she said – ‘twice’…"),
        ("one\n\n\n\n\n\ntwo", "one\n\n\ntwo"),
        ("one  \n \t\n\n \n\ntwo", "one\n\n\ntwo"),
        ("nothing\x00 of\x07 it", "nothing of it"),
        ("e\u0301te\u0301", "été"),
        ("only\tif at the start •\tof a line", "only\tif at the start •\tof a line"),
        ("👩\u200d👧 می\u200cروم", "👩\u200d👧 می\u200cروم"),
    ],
)
def test_what_is_meant(pasted: str, meant: str) -> None:
    assert clean_words(pasted) == meant


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("\r\n\t \u00a0•o1.\x95"))))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean_words(clean_words(text)) == clean_words(text)


@given(st.text(alphabet=st.characters(categories=["L", "N"])).filter(str.isprintable))
def test_words_and_numbers_are_never_taken_out(text: str) -> None:

    assert clean_words(text) == unicodedata.normalize("NFC", text)


def test_every_field_for_words_cleans() -> None:
    assert WordsField().clean(" \u00a0a\u00a0b\x00\r\n") == "a b"
